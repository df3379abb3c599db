//! Rows as `copy … to stdout` writes them.

use crate::fingerprint::{Cell, TableHasher};

/// Hashes one line of text format. Values stay as they are escaped, which says the same: a tab, a line end and a
/// backslash in a value never stand for themselves.
pub(super) fn hash_line(line: &[u8], columns: usize, hasher: &mut TableHasher) {
    if columns > 0 {
        let mut rest = line;
        for _ in 1..columns {
            let end = memchr(rest).unwrap_or(rest.len());
            hasher.cell(cell(&rest[..end]));
            rest = rest.get(end + 1..).unwrap_or_default();
        }
        hasher.cell(cell(rest));
    }
    hasher.end_row();
}

fn memchr(text: &[u8]) -> Option<usize> {
    text.iter().position(|byte| *byte == b'\t')
}

fn cell(value: &[u8]) -> Cell<'_> {
    if value == b"\\N" { Cell::Null } else { Cell::Text(value) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Sampling, TableFingerprint};

    fn fingerprint(line: &[u8], names: &[&str]) -> TableFingerprint {
        let mut hasher = TableHasher::new(names.iter().map(|&name| name.to_owned()).collect());
        hash_line(line, names.len(), &mut hasher);
        hasher.finish(1, Sampling::All)
    }

    #[test]
    fn null_is_no_text_and_no_text_is_no_null() {
        let null = fingerprint(b"\\N\t", &["a", "b"]);
        assert_eq!((null.columns["a"].values, null.columns["b"].values), (0, 1));
        // A value of `\N` is written as `\\N`.
        assert_eq!(fingerprint(b"\\\\N", &["a"]).columns["a"].values, 1);
    }

    #[test]
    fn a_table_without_columns_has_rows() {
        assert_eq!(fingerprint(b"", &[]).rows_read, 1);
    }
}

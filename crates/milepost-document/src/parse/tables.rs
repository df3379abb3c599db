//! Table rows, split by our own hand: the Markdown reader drops cells beyond the header's.

use crate::{Cell, Row, Span};

/// The row of the line at `start`, up to the end of the line or `limit`.
pub(super) fn row(source: &str, start: usize, limit: usize) -> Row {
    let bytes = &source.as_bytes()[..limit];
    let end = memchr::memchr2(b'\n', b'\r', &bytes[start..]).map_or(limit, |at| start + at);
    let end = start + source[start..end].trim_end().len();
    Row { span: Span::from(start..end), cells: cells(source, start, end) }
}

/// Splits at unescaped pipes. The outer pipes may be missing; there are as many cells as were written.
fn cells(source: &str, start: usize, end: usize) -> Vec<Cell> {
    let bytes = &source.as_bytes()[..end];
    let mut cells = Vec::with_capacity(4);
    let mut at = start + (end - start - source[start..end].trim_start().len());
    if bytes.get(at) == Some(&b'|') {
        at += 1;
    }
    let mut from = at;
    while at < end {
        match bytes[at] {
            b'\\' => at += 1,
            b'|' => {
                cells.push(trimmed(source, from, at));
                from = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    if !source[from.min(end)..end].trim().is_empty() || cells.is_empty() {
        cells.push(trimmed(source, from.min(end), end));
    }
    cells
}

/// The span without blanks at both ends.
pub(super) fn trimmed(source: &str, start: usize, end: usize) -> Span {
    let text = &source[start..end];
    let left = text.len() - text.trim_start().len();
    if left == text.len() {
        return Span::at(start as u32);
    }
    Span::from(start + left..start + text.trim_end().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &[&str]) {
        let row = row(line, 0, line.len());
        let cells: Vec<_> = row.cells.iter().map(|cell| cell.text(line)).collect();
        assert_eq!(cells, expected, "{line}");
    }

    #[test]
    fn rows_are_split_as_written() {
        check("| a | b |", &["a", "b"]);
        check("a | b", &["a", "b"]);
        check("| a |", &["a"]);
        check("| a || b |", &["a", "", "b"]);
        check(r"| a \| b | c |", &[r"a \| b", "c"]);
        check("|  |  |", &["", ""]);
        check("| a | b | c | d", &["a", "b", "c", "d"]);
        check("|", &[""]);
        check("| a | b |\nnext", &["a", "b"]);
        check("| a | b |  \r\nnext", &["a", "b"]);
        check(r"| a \", &[r"a \"]);
        check("| ü | 🟢 x |", &["ü", "🟢 x"]);
    }
}

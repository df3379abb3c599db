//! Hashing rows as they pass.

use twox_hash::XxHash3_128;

use super::{ColumnFingerprint, Digest, Sampling, TableFingerprint};

/// One value of a row, with the type that the engine gives it where values of one column may differ in it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cell<'a> {
    /// No value.
    Null,
    /// A whole number.
    Integer(i64),
    /// A floating-point number, by its bits.
    Real(f64),
    /// Text, or any value in the one text form that the engine has for it.
    Text(&'a [u8]),
    /// Bytes.
    Blob(&'a [u8]),
}

/// Counts and hashes the rows of one table. Holds one row and a sum for each column, however many rows there are.
#[derive(Debug)]
pub(crate) struct TableHasher {
    names: Vec<String>,
    columns: Vec<ColumnFingerprint>,
    rows: Digest,
    read: u64,
    value: Vec<u8>,
    row: Vec<u8>,
    at: usize,
}

impl TableHasher {
    /// A hasher for rows with these columns. Callers name them in an order of their own; a table whose columns were
    /// dropped and added again has the same names, in another order.
    pub(crate) fn new(names: Vec<String>) -> Self {
        let columns = vec![ColumnFingerprint::default(); names.len()];
        Self { names, columns, rows: Digest::default(), read: 0, value: Vec::new(), row: Vec::new(), at: 0 }
    }

    /// The next value of the row, in the order of the columns.
    pub(crate) fn cell(&mut self, cell: Cell<'_>) {
        let hash = self.hash(cell);
        let column = &mut self.columns[self.at];
        column.digest.add(hash);
        column.values += u64::from(!matches!(cell, Cell::Null));
        self.row.extend_from_slice(&hash.to_le_bytes());
        self.at += 1;
    }

    /// Ends a row.
    pub(crate) fn end_row(&mut self) {
        debug_assert_eq!(self.at, self.names.len(), "a row has a value for each column");
        self.rows.add(XxHash3_128::oneshot(&self.row));
        self.row.clear();
        self.at = 0;
        self.read += 1;
    }

    /// What came of it, for a table of `rows` rows.
    pub(crate) fn finish(self, rows: u64, sampling: Sampling) -> TableFingerprint {
        TableFingerprint {
            rows,
            rows_read: self.read,
            sampling,
            digest: self.rows,
            columns: self.names.into_iter().zip(self.columns).collect(),
        }
    }

    fn hash(&mut self, cell: Cell<'_>) -> u128 {
        self.value.clear();
        match cell {
            Cell::Null => self.value.push(0),
            Cell::Integer(number) => {
                self.value.push(1);
                self.value.extend_from_slice(&number.to_le_bytes());
            }
            Cell::Real(number) => {
                self.value.push(2);
                self.value.extend_from_slice(&number.to_bits().to_le_bytes());
            }
            Cell::Text(bytes) => return XxHash3_128::oneshot_with_seed(3, bytes),
            Cell::Blob(bytes) => return XxHash3_128::oneshot_with_seed(4, bytes),
        }
        XxHash3_128::oneshot(&self.value)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fingerprint(rows: &[(Option<i64>, String)]) -> TableFingerprint {
        let mut hasher = TableHasher::new(vec!["a".into(), "b".into()]);
        for (number, text) in rows {
            hasher.cell(number.map_or(Cell::Null, Cell::Integer));
            hasher.cell(Cell::Text(text.as_bytes()));
            hasher.end_row();
        }
        hasher.finish(rows.len() as u64, Sampling::All)
    }

    proptest! {
        #[test]
        fn the_order_of_rows_does_not_matter_and_every_row_does(
            rows in prop::collection::vec((any::<Option<i64>>(), "[a-z]{0,3}"), 1..20),
            turn in 0_usize..20,
        ) {
            let whole = fingerprint(&rows);
            let mut turned = rows.clone();
            turned.rotate_left(turn % rows.len());
            prop_assert_eq!(&fingerprint(&turned), &whole);
            turned.pop();
            prop_assert_ne!(&fingerprint(&turned).digest, &whole.digest);
        }
    }

    #[test]
    fn equal_rows_do_not_cancel_each_other() {
        let one = (Some(1), "x".to_owned());
        let twice = fingerprint(&[one.clone(), one.clone()]);
        let four_times = fingerprint(&[one.clone(), one.clone(), one.clone(), one.clone()]);
        assert_ne!(twice.digest, fingerprint(&[]).digest);
        assert_ne!(twice.digest, four_times.digest);
        assert_ne!(fingerprint(&[one]).digest, twice.digest);
    }

    #[test]
    fn values_that_change_places_between_rows_are_seen_though_each_column_holds_the_same() {
        let before = fingerprint(&[(Some(1), "x".into()), (Some(2), "y".into())]);
        let after = fingerprint(&[(Some(1), "y".into()), (Some(2), "x".into())]);
        assert_eq!(before.columns, after.columns);
        assert_ne!(before.digest, after.digest);
    }

    #[test]
    fn null_empty_zero_and_their_texts_differ() {
        let cells = [
            Cell::Null,
            Cell::Integer(0),
            Cell::Real(0.0),
            Cell::Text(b""),
            Cell::Text(b"0"),
            Cell::Blob(b"0"),
        ];
        let mut hasher = TableHasher::new(Vec::new());
        let hashes: std::collections::BTreeSet<u128> = cells.iter().map(|cell| hasher.hash(*cell)).collect();
        assert_eq!(hashes.len(), cells.len());
    }
}

//! What is read for a fingerprint.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use super::DataFingerprint;

/// Which rows of a table are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sampling {
    /// All of them.
    All,
    /// About one of so many, chosen by a hash of the key, so that a copy of the table gives the same ones. By a hash of the
    /// whole row where there is no key.
    OneOf(u64),
}

impl fmt::Display for Sampling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all rows"),
            Self::OneOf(part) => write!(f, "a sample of about one row of {part}"),
        }
    }
}

/// What is read of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableScope {
    /// Its rows.
    pub sampling: Sampling,
    /// Its columns.
    pub columns: Vec<String>,
}

/// What is read: every table within bounds, or the same as another time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    most_rows: u64,
    tables: Option<BTreeMap<String, TableScope>>,
}

impl Scope {
    /// Tables with at most so many rows are read whole; of larger ones a sample of about so many.
    pub const DEFAULT_MOST_ROWS: u64 = 2_000_000;

    /// All tables, whole up to `most_rows` rows each and sampled above.
    pub const fn all(most_rows: u64) -> Self {
        Self { most_rows, tables: None }
    }

    /// The same tables, columns and rows as in `base`: what was there before a change, looked at after it. Tables and columns
    /// that are gone are left out, which the comparison tells.
    pub fn like(base: &DataFingerprint) -> Self {
        let tables = base.tables.iter().map(|(name, table)| {
            let columns = table.columns.keys().cloned().collect();
            (name.clone(), TableScope { sampling: table.sampling, columns })
        });
        Self { most_rows: u64::MAX, tables: Some(tables.collect()) }
    }

    /// These tables and columns, whole.
    pub(crate) const fn of_tables(tables: BTreeMap<String, TableScope>) -> Self {
        Self { most_rows: u64::MAX, tables: Some(tables) }
    }

    /// What to read of a table with these columns and so many rows; nothing when it is not of interest.
    pub(crate) fn of(&self, table: &str, columns: Vec<String>, rows: u64) -> Option<TableScope> {
        let mut columns = columns;
        columns.sort_unstable();
        let Some(tables) = &self.tables else {
            return Some(TableScope { sampling: self.sampling(rows), columns });
        };
        let known = tables.get(table)?;
        columns.retain(|column| known.columns.contains(column));
        Some(TableScope { sampling: known.sampling, columns })
    }

    /// A power of two, so that a few rows more or less rarely give another sample.
    fn sampling(&self, rows: u64) -> Sampling {
        if rows <= self.most_rows {
            return Sampling::All;
        }
        Sampling::OneOf(rows.div_ceil(self.most_rows.max(1)).next_power_of_two())
    }
}

impl Default for Scope {
    fn default() -> Self {
        Self::all(Self::DEFAULT_MOST_ROWS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_tables_are_sampled_so_that_at_most_the_bound_is_read() {
        let scope = Scope::all(1000);
        assert_eq!(scope.sampling(1000), Sampling::All);
        assert_eq!(scope.sampling(1001), Sampling::OneOf(2));
        assert_eq!(scope.sampling(5000), Sampling::OneOf(8));
        assert_eq!(Scope::all(0).sampling(3), Sampling::OneOf(4));
    }
}

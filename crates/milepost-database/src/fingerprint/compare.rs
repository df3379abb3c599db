//! What differs between two fingerprints.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use super::{ColumnFingerprint, DataFingerprint, Sampling, TableFingerprint};

/// What differs in one table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum TableDiff {
    /// It was not there.
    Added {
        /// The rows that it has.
        rows: u64,
    },
    /// It is not there any more.
    Removed {
        /// The rows that it had.
        rows: u64,
    },
    /// It holds something else.
    Altered {
        /// The rows that it had.
        rows_before: u64,
        /// The rows that it has.
        rows_after: u64,
        /// Columns that hold something else, or are new or gone: values that are not null before and after.
        columns: BTreeMap<String, (Option<u64>, Option<u64>)>,
        /// Every column holds what it held and the rows are others: values changed places.
        mixed: bool,
    },
    /// Nothing can be said: different samples were read, or it could not be read.
    Unknown {
        /// Why.
        reason: String,
    },
}

/// What differs between the data of two databases.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataDiff {
    /// Tables that do not hold what they held.
    pub tables: BTreeMap<String, TableDiff>,
    /// Tables without a difference of which only a sample was read: rows read and rows there.
    pub sampled: BTreeMap<String, (u64, u64)>,
    /// Sequences that stand elsewhere, before and after: told, and no difference.
    pub counters: BTreeMap<String, (Option<String>, Option<String>)>,
}

impl DataDiff {
    /// Whether no difference was found. With [`DataDiff::sampled`] tables that is not a proof.
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    /// Whether every row of every table was read and none differs.
    pub fn is_proven_equal(&self) -> bool {
        self.tables.is_empty() && self.sampled.is_empty()
    }
}

/// What `after` does not hold as `before` did.
pub fn compare_data(before: &DataFingerprint, after: &DataFingerprint) -> DataDiff {
    let mut diff = DataDiff::default();
    for name in names(&before.tables, &after.tables) {
        let (old, new) = (before.tables.get(name), after.tables.get(name));
        if let Some(table) = table_diff(old, new) {
            diff.tables.insert(name.clone(), table);
        } else if let Some(table) = new.filter(|table| table.sampling != Sampling::All) {
            diff.sampled.insert(name.clone(), (table.rows_read, table.rows));
        }
    }
    if before.engine != after.engine {
        let reason = format!("{} and {} write values in different ways", before.engine, after.engine);
        let unknown = |name: &String| (name.clone(), TableDiff::Unknown { reason: reason.clone() });
        diff.tables = names(&before.tables, &after.tables).into_iter().map(unknown).collect();
    }
    for (name, reason) in before.not_read.iter().chain(&after.not_read) {
        diff.tables.insert(name.clone(), TableDiff::Unknown { reason: reason.clone() });
    }
    for name in names(&before.counters, &after.counters) {
        let pair = (before.counters.get(name).cloned(), after.counters.get(name).cloned());
        if pair.0 != pair.1 {
            diff.counters.insert(name.clone(), pair);
        }
    }
    diff
}

fn names<'a, T>(before: &'a BTreeMap<String, T>, after: &'a BTreeMap<String, T>) -> Vec<&'a String> {
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn table_diff(before: Option<&TableFingerprint>, after: Option<&TableFingerprint>) -> Option<TableDiff> {
    let (before, after) = match (before, after) {
        (None, None) => return None,
        (Some(before), None) => return Some(TableDiff::Removed { rows: before.rows }),
        (None, Some(after)) => return Some(TableDiff::Added { rows: after.rows }),
        (Some(before), Some(after)) => (before, after),
    };
    if before.sampling != after.sampling {
        let reason = format!("{} were read before and {} after", before.sampling, after.sampling);
        return Some(TableDiff::Unknown { reason });
    }
    if before == after {
        return None;
    }
    let columns: BTreeMap<_, _> = names(&before.columns, &after.columns)
        .into_iter()
        .filter(|name| before.columns.get(*name) != after.columns.get(*name))
        .map(|name| {
            let values =
                |columns: &BTreeMap<String, ColumnFingerprint>| columns.get(name).map(|column| column.values);
            (name.clone(), (values(&before.columns), values(&after.columns)))
        })
        .collect();
    let mixed = columns.is_empty() && before.rows == after.rows;
    Some(TableDiff::Altered { rows_before: before.rows, rows_after: after.rows, columns, mixed })
}

/// One line for each table.
impl fmt::Display for DataDiff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.tables.is_empty() {
            f.write_str("no difference in data\n")?;
        }
        for (name, table) in &self.tables {
            match table {
                TableDiff::Added { rows } => writeln!(f, "+ table {name}: {rows} rows")?,
                TableDiff::Removed { rows } => writeln!(f, "- table {name}: {rows} rows")?,
                TableDiff::Unknown { reason } => writeln!(f, "? table {name}: {reason}")?,
                TableDiff::Altered { mixed: true, rows_after, .. } => {
                    writeln!(f, "~ table {name}: {rows_after} rows, in which values changed places")?;
                }
                TableDiff::Altered { rows_before, rows_after, columns, .. } => {
                    write!(f, "~ table {name}: rows {rows_before} -> {rows_after}")?;
                    columns.iter().try_for_each(|(column, values)| write_column(f, column, *values))?;
                    writeln!(f)?;
                }
            }
        }
        for (name, (read, rows)) in &self.sampled {
            writeln!(f, "sampled: {name}: {read} of {rows} rows were read, and none of them differs")?;
        }
        Ok(())
    }
}

fn write_column(f: &mut fmt::Formatter<'_>, name: &str, values: (Option<u64>, Option<u64>)) -> fmt::Result {
    match values {
        (Some(before), Some(after)) if before == after => write!(f, ", {name} has other values"),
        (Some(before), Some(after)) => write!(f, ", {name} has {before} -> {after} values"),
        (Some(before), None) => write!(f, ", {name} with {before} values is gone"),
        (None, Some(after)) => write!(f, ", {name} with {after} values is new"),
        (None, None) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Engine,
        fingerprint::{Cell, TableHasher},
    };

    fn data(columns: &[&str], rows: &[&[Option<&str>]], sampling: Sampling) -> DataFingerprint {
        let mut hasher = TableHasher::new(columns.iter().map(|&name| name.to_owned()).collect());
        for row in rows {
            row.iter()
                .for_each(|cell| hasher.cell(cell.map_or(Cell::Null, |text| Cell::Text(text.as_bytes()))));
            hasher.end_row();
        }
        let mut data = DataFingerprint::new(Engine::Sqlite);
        data.tables.insert("t".into(), hasher.finish(rows.len() as u64, sampling));
        data
    }

    #[test]
    fn it_names_the_column_that_lost_its_values() {
        let before = data(&["a", "b"], &[&[Some("1"), Some("x")], &[Some("2"), None]], Sampling::All);
        let after = data(&["a", "b"], &[&[Some("1"), None], &[Some("2"), None]], Sampling::All);
        let diff = compare_data(&before, &after);
        assert_eq!(diff.to_string(), "~ table t: rows 2 -> 2, b has 1 -> 0 values\n");
        let dropped = data(&["a"], &[&[Some("1")], &[Some("2")]], Sampling::All);
        assert_eq!(
            compare_data(&before, &dropped).to_string(),
            "~ table t: rows 2 -> 2, b with 1 values is gone\n"
        );
        assert!(compare_data(&before, &before).is_proven_equal());
    }

    #[test]
    fn an_equal_sample_is_no_proof_and_other_samples_are_not_compared() {
        let sample = data(&["a"], &[&[Some("1")]], Sampling::OneOf(4));
        let diff = compare_data(&sample, &sample);
        assert!(diff.is_empty() && !diff.is_proven_equal());
        let whole = data(&["a"], &[&[Some("1")]], Sampling::All);
        assert!(
            compare_data(&whole, &sample).to_string().starts_with("? table t: all rows were read before")
        );
    }

    #[test]
    fn a_table_that_could_not_be_read_is_never_equal() {
        let mut unread = data(&["a"], &[], Sampling::All);
        unread.not_read.insert("u".into(), "its module is missing".into());
        assert!(!compare_data(&unread, &unread).is_empty());
    }
}

//! A database that was used since the change.

use milepost_database::{DataFingerprint, compare_data};

use crate::rehearsal::database::State;

/// The database after the new version wrote into it, and what a way back has to leave of that.
#[derive(Debug, Clone)]
pub(in crate::rehearsal) struct Used {
    /// All of it.
    pub(in crate::rehearsal) now: State,
    /// What has to be there after the way back: the schema of before, the data of before, and what the new version wrote into that.
    pub(in crate::rehearsal) expected: State,
    /// Tables that both the change and the new version wrote into, in what was there before: nobody can say which of their rows
    /// a way back should lead to.
    pub(in crate::rehearsal) mixed: Vec<String>,
}

impl Used {
    /// From the database of before, from what the change made of the same tables and columns, from what the new version made of
    /// these, and from all that there is then.
    pub(in crate::rehearsal) fn new(base: &State, changed: &State, used: State, now: State) -> Self {
        let mut expected = base.clone();
        let mut mixed = Vec::new();
        let wrote = differing(&changed.data, &used.data);
        let altered = differing(&base.data, &changed.data);
        for table in wrote {
            if altered.contains(&table) {
                expected.data.tables.remove(&table);
                mixed.push(table);
            } else if let Some(holds) = used.data.tables.get(&table) {
                expected.data.tables.insert(table, holds.clone());
            }
        }
        Self { now, expected, mixed }
    }
}

/// The tables that hold something else.
pub(super) fn differing(before: &DataFingerprint, after: &DataFingerprint) -> Vec<String> {
    compare_data(before, after).tables.into_keys().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use milepost_database::Digest;
    use serde_json::json;

    use super::*;

    /// A state whose tables hold so many rows.
    fn state(tables: &[(&str, u64)]) -> State {
        let schema =
            json!({"format": 1, "engine": "sqlite", "version": "3", "objects": [], "not_covered": []});
        let mut data: DataFingerprint =
            serde_json::from_value(json!({"engine": "sqlite", "tables": {}, "counters": {}, "not_read": {}}))
                .unwrap();
        for (name, rows) in tables {
            let table = json!({"rows": rows, "rows_read": rows, "sampling": "all", "digest": Digest::default(), "columns": {}});
            data.tables.insert((*name).to_owned(), serde_json::from_value(table).unwrap());
        }
        State { schema: serde_json::from_value(schema).unwrap(), data, books: BTreeMap::new() }
    }

    #[test]
    fn what_the_new_version_wrote_stays_and_what_the_change_wrote_goes() {
        let base = state(&[("a", 1), ("b", 1), ("c", 1)]);
        let changed = state(&[("a", 1), ("b", 2), ("c", 2)]);
        let used = state(&[("a", 3), ("b", 2), ("c", 3)]);
        let found = Used::new(&base, &changed, used.clone(), used);
        let rows = |table: &str| found.expected.data.tables.get(table).map(|table| table.rows);
        assert_eq!((rows("a"), rows("b"), rows("c")), (Some(3), Some(1), None));
        assert_eq!(found.mixed, ["c"]);
    }
}

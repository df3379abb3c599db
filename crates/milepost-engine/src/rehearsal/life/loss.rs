//! What a way back discards.

use milepost_ledger::Loss;

use crate::rehearsal::{database::State, vacuous::is_books};

/// The tables and columns that the database of before does not have, with what they hold by now.
pub(super) fn losses(base: &State, used: &State) -> Vec<Loss> {
    let mut found = Vec::new();
    for (name, table) in used.data.tables.iter().filter(|(name, _)| !is_books(name)) {
        match base.data.tables.get(name) {
            None => {
                found.push(Loss { table: name.clone(), column: None, values: table.rows, of: table.rows });
            }
            Some(before) => {
                let new = table.columns.iter().filter(|(column, _)| !before.columns.contains_key(*column));
                found.extend(new.map(|(column, holds)| Loss {
                    table: name.clone(),
                    column: Some(column.clone()),
                    values: holds.values,
                    of: table.rows_read,
                }));
            }
        }
    }
    found
}

//! What a way back takes out of a database.

use serde::{Deserialize, Serialize};

use crate::{Kind, Snapshot};

/// A table, or columns of one, that the state before the change does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doomed {
    /// The table, as the snapshot names it.
    pub table: String,
    /// The columns, as the snapshot names them; none for the whole table.
    pub columns: Vec<String>,
}

impl Doomed {
    /// What a schema has that the one before has not, but for these tables.
    pub(super) fn between(changed: &Snapshot, base: &Snapshot, ignored: &[String]) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        for (id, object) in &changed.objects {
            match (id.kind, &object.table) {
                (Kind::Table, _) if base.get(Kind::Table, &id.name).is_none() => {
                    found.push(Self { table: id.name.clone(), columns: Vec::new() });
                }
                (Kind::Column, Some(table))
                    if base.get(Kind::Table, table).is_some()
                        && changed.get(Kind::Table, table).is_some()
                        && base.get(Kind::Column, &id.name).is_none() =>
                {
                    let Some(column) = column_of(&id.name, table) else { continue };
                    match found.iter_mut().find(|one| one.table == *table) {
                        Some(one) => one.columns.push(column.to_owned()),
                        None => found.push(Self { table: table.clone(), columns: vec![column.to_owned()] }),
                    }
                }
                _ => {}
            }
        }
        found.retain(|one| !is_one_of(&one.table, ignored));
        found
    }

    /// How people call it: `customers.phone`, `vouchers`.
    pub fn words(&self) -> String {
        match self.columns.as_slice() {
            [] => self.table.clone(),
            columns => format!("{}.{}", self.table, columns.join(", ")),
        }
    }
}

/// The column in the name of a column.
pub(super) fn column_of<'n>(name: &'n str, table: &str) -> Option<&'n str> {
    name.strip_prefix(table)?.strip_prefix('.')
}

/// Whether a table is one of these: engines with schemas name a table with its schema.
pub(super) fn is_one_of(table: &str, names: &[String]) -> bool {
    let last = table.rsplit('.').next().unwrap_or(table);
    names.iter().any(|name| name == table || name == last)
}

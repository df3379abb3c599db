//! Columns of tables, virtual tables and views.

use rusqlite::Connection;

use crate::{
    Snapshot,
    snapshot::{Kind, Object},
    sqlite::{
        source::{Entry, Source},
        text::{Clause, ColumnText},
    },
};

pub(super) fn read(source: &Source<'_>, into: &mut Snapshot) {
    for entry in source.entries.iter().filter(|entry| entry.is_table() || entry.kind == "view") {
        if let Some(body) = &entry.body {
            for column in &body.columns {
                into.add(Kind::Column, format!("{}.{}", entry.name, column.name), described(entry, column));
            }
        } else {
            // A view whose tables are gone and a table whose module is missing have no columns to tell of: this is a
            // fact of theirs, and told where they are read.
            for (name, kind) in visible(source.connection, &entry.name).unwrap_or_default() {
                let object = Object::of(&entry.name).with("type", kind.to_lowercase());
                into.add(Kind::Column, format!("{}.{name}", entry.name), object);
            }
        }
    }
}

/// Name and type of the columns as a statement sees them.
pub(super) fn visible(connection: &Connection, table: &str) -> rusqlite::Result<Vec<(String, String)>> {
    let mut statement = connection.prepare("select name, type from pragma_table_xinfo(?1) order by cid")?;
    let rows = statement.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

fn described(entry: &Entry, column: &ColumnText) -> Object {
    let kind = Some(&column.kind).filter(|kind| !kind.is_empty());
    let mut object = Object::of(&entry.name).with_some("type", kind).with("nullable", "yes");
    for named in &column.clauses {
        object = match &named.clause {
            Clause::NotNull { on_conflict } => {
                object.with("nullable", "no").with_some("on_null", on_conflict.as_ref())
            }
            Clause::Default(value) => object.with("default", value),
            Clause::Collate(name) => object.with("collation", name.to_lowercase()),
            Clause::Generated { expression, stored } => {
                object.with("generated", expression).with("stored", if *stored { "yes" } else { "no" })
            }
            _ => object,
        };
    }
    object
}

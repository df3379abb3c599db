//! Settings that are kept in the file.

use crate::{
    Snapshot,
    snapshot::{Kind, Object},
    sqlite::source::Source,
};

/// Settings that statements and programs see.
const SETTINGS: &[&str] = &["user_version", "application_id", "encoding"];
/// Settings of the file alone.
const LAYOUT: &[&str] = &["page_size", "auto_vacuum", "journal_mode"];

pub(super) fn read(source: &Source<'_>, into: &mut Snapshot) -> rusqlite::Result<()> {
    for (kind, names) in [(Kind::Setting, SETTINGS), (Kind::Layout, LAYOUT)] {
        for name in names {
            let value = source.connection.pragma_query_value(None, name, |row| {
                let value: rusqlite::types::Value = row.get(0)?;
                Ok(match value {
                    rusqlite::types::Value::Integer(number) => number.to_string(),
                    rusqlite::types::Value::Text(text) => text,
                    _ => String::new(),
                })
            })?;
            into.add(kind, *name, Object::new().with("value", value));
        }
    }
    Ok(())
}

//! The rows of tables.

use rusqlite::{Connection, types::ValueRef};
use twox_hash::XxHash3_128;

use crate::{
    DataFingerprint, Scope, TableFingerprint,
    fingerprint::{Cell, Sampling, TableHasher, TableScope},
};

/// Reads every table that is in scope. The tables in which virtual tables keep what they hold are read through these: the
/// same content may be kept in many ways.
pub(super) fn read(
    connection: &Connection,
    scope: &Scope,
    into: &mut DataFingerprint,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare(
        "select name, type from pragma_table_list where schema = 'main' and type in ('table', 'virtual') \
         and name not like 'sqlite\\_%' escape '\\' order by name",
    )?;
    let tables: Vec<(String, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    for (name, kind) in tables {
        match read_table(connection, &name, scope) {
            Ok(Some(table)) => drop(into.tables.insert(name, table)),
            Ok(None) => {}
            // Its module may be missing here, or may not let its content be read.
            Err(error) if kind == "virtual" => drop(into.not_read.insert(name, error.to_string())),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn read_table(
    connection: &Connection,
    table: &str,
    scope: &Scope,
) -> rusqlite::Result<Option<TableFingerprint>> {
    let rows = connection
        .query_row(&format!("select count(*) from main.{}", quoted(table)), [], |row| row.get::<_, i64>(0))?;
    let rows = rows.cast_unsigned();
    let mut statement =
        connection.prepare("select name, pk from pragma_table_xinfo(?1) where hidden <> 1 order by cid")?;
    let columns: Vec<(String, bool)> =
        statement.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let names = columns.iter().map(|(name, _)| name.clone()).collect();
    let Some(chosen) = scope.of(table, names, rows) else { return Ok(None) };
    let mut keys: Vec<&str> = columns.iter().filter(|(_, key)| *key).map(|(name, _)| name.as_str()).collect();
    if keys.is_empty() {
        keys = columns.iter().map(|(name, _)| name.as_str()).collect();
    }
    hash(connection, table, chosen, &keys, rows).map(Some)
}

fn hash(
    connection: &Connection,
    table: &str,
    chosen: TableScope,
    keys: &[&str],
    rows: u64,
) -> rusqlite::Result<TableFingerprint> {
    let part = match chosen.sampling {
        Sampling::All => None,
        Sampling::OneOf(part) => Some(part),
    };
    // The key comes first, and the rest of a row is not even decoded when the row is not in the sample.
    let keys = if part.is_some() { keys } else { &[] };
    let list: Vec<String> =
        keys.iter().copied().map(quoted).chain(chosen.columns.iter().map(|n| quoted(n))).collect();
    let list = if list.is_empty() { "null".to_owned() } else { list.join(", ") };
    let mut statement = connection.prepare(&format!("select {list} from main.{}", quoted(table)))?;
    let count = chosen.columns.len();
    let mut hasher = TableHasher::new(chosen.columns);
    let mut found = statement.query([])?;
    let mut key = Vec::new();
    while let Some(row) = found.next()? {
        if let Some(part) = part {
            key.clear();
            for at in 0..keys.len() {
                write_key(row.get_ref(at)?, &mut key);
            }
            if !XxHash3_128::oneshot(&key).is_multiple_of(u128::from(part)) {
                continue;
            }
        }
        for at in keys.len()..keys.len() + count {
            hasher.cell(cell(row.get_ref(at)?));
        }
        hasher.end_row();
    }
    Ok(hasher.finish(rows, chosen.sampling))
}

const fn cell(value: ValueRef<'_>) -> Cell<'_> {
    match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Integer(number),
        ValueRef::Real(number) => Cell::Real(number),
        ValueRef::Text(text) => Cell::Text(text),
        ValueRef::Blob(bytes) => Cell::Blob(bytes),
    }
}

fn write_key(value: ValueRef<'_>, to: &mut Vec<u8>) {
    match value {
        ValueRef::Null => {}
        ValueRef::Integer(number) => to.extend_from_slice(&number.to_le_bytes()),
        ValueRef::Real(number) => to.extend_from_slice(&number.to_bits().to_le_bytes()),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => to.extend_from_slice(bytes),
    }
    to.push(0);
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

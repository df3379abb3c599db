//! The rows of tables.

use std::collections::BTreeMap;

use mysql::{Conn, Value, prelude::Queryable};

use crate::{
    DataFingerprint, Scope, TableFingerprint, TableScope,
    fingerprint::{Cell, Sampling, TableHasher},
};

/// Columns of tables, and whether each is in the primary key.
const COLUMNS: &str = "select c.table_name, column_name, column_key = 'PRI' from information_schema.columns c \
    join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name \
    where c.table_schema = database() and table_type in ('BASE TABLE', 'SYSTEM VERSIONED') order by ordinal_position";

/// Reads every table that is in scope. What this user may not read is told as not read.
pub(super) fn read(
    connection: &mut Conn,
    scope: &Scope,
    into: &mut DataFingerprint,
) -> Result<(), mysql::Error> {
    let mut tables: BTreeMap<String, Vec<(String, bool)>> = BTreeMap::new();
    for (table, column, key) in connection.query::<(String, String, bool), _>(COLUMNS)? {
        tables.entry(table).or_default().push((column, key));
    }
    for (name, columns) in tables {
        match read_table(connection, &name, &columns, scope) {
            Ok(Some(table)) => drop(into.tables.insert(name, table)),
            Ok(None) => {}
            Err(mysql::Error::MySqlError(error)) => drop(into.not_read.insert(name, error.message)),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn read_table(
    connection: &mut Conn,
    table: &str,
    columns: &[(String, bool)],
    scope: &Scope,
) -> Result<Option<TableFingerprint>, mysql::Error> {
    let rows: Option<u64> = connection.query_first(format!("select count(*) from {}", quoted(table)))?;
    let rows = rows.unwrap_or_default();
    let names = columns.iter().map(|(name, _)| name.clone()).collect();
    let Some(TableScope { sampling, columns: chosen }) = scope.of(table, names, rows) else {
        return Ok(None);
    };
    let sample = match sampling {
        Sampling::All => String::new(),
        Sampling::OneOf(part) => {
            let keyed = columns.iter().any(|(_, key)| *key);
            let key = columns.iter().filter(|(_, key)| *key || !keyed).map(|(name, _)| quoted(name));
            format!(
                " where crc32(concat_ws(char(0), {})) & {} = 0",
                key.collect::<Vec<_>>().join(", "),
                part - 1
            )
        }
    };
    let list: Vec<String> = chosen.iter().map(|name| quoted(name)).collect();
    let list = if list.is_empty() { "null".to_owned() } else { list.join(", ") };
    let count = chosen.len();
    let mut hasher = TableHasher::new(chosen);
    for row in connection.query_iter(format!("select {list} from {}{sample}", quoted(table)))? {
        let row = row?;
        for at in 0..count {
            match row.as_ref(at) {
                None | Some(Value::NULL) => hasher.cell(Cell::Null),
                Some(Value::Bytes(bytes)) => hasher.cell(Cell::Text(bytes)),
                // Answers to plain statements are text.
                Some(other) => hasher.cell(Cell::Text(other.as_sql(true).as_bytes())),
            }
        }
        hasher.end_row();
    }
    Ok(Some(hasher.finish(rows, sampling)))
}

fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

//! The rows of tables.

use std::{collections::BTreeMap, io::BufRead};

use postgres::Client;

use super::text_rows::hash_line;
use crate::{
    DataFingerprint, Scope, TableFingerprint, TableScope,
    error::Cause,
    fingerprint::{Sampling, TableHasher},
};

/// Tables and materialized views with their columns, and which of these are the primary key. Partitions hold the rows of
/// the table that they are parts of; foreign tables hold none of their own.
const TABLES: &str = "
    select c.oid::regclass::text, coalesce(array_agg(a.attname::text order by a.attnum) filter (where a.attnum is not null), '{}'),
        coalesce(array_agg(a.attname::text order by a.attnum) filter (where a.attnum = any(k.conkey)), '{}')
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_catalog.pg_constraint k on k.conrelid = c.oid and k.contype = 'p'
    where (c.relkind = 'r' or c.relkind = 'm' and c.relispopulated)
        and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    group by c.oid";

struct Table {
    name: String,
    columns: Vec<String>,
    key: Vec<String>,
}

/// Reads every table that is in scope. What this role may not read, or not in full, is told as not read.
pub(super) fn read(
    client: &mut Client,
    scope: &Scope,
    into: &mut DataFingerprint,
) -> Result<(), postgres::Error> {
    let tables: BTreeMap<String, Table> = client
        .query(TABLES, &[])?
        .into_iter()
        .map(|row| Table { name: row.get(0), columns: row.get(1), key: row.get(2) })
        .map(|table| (table.name.clone(), table))
        .collect();
    for (name, table) in tables {
        client.batch_execute("savepoint one_table")?;
        match read_table(client, table, scope) {
            Ok(Some(table)) => drop(into.tables.insert(name, table)),
            Ok(None) => {}
            Err(error) => {
                client.batch_execute("rollback to savepoint one_table")?;
                into.not_read.insert(name, error.to_string());
            }
        }
    }
    Ok(())
}

fn read_table(client: &mut Client, table: Table, scope: &Scope) -> Result<Option<TableFingerprint>, Cause> {
    let name = &table.name;
    let rows: i64 = client.query_one(&format!("select count(*) from only {name}"), &[])?.get(0);
    let rows = rows.cast_unsigned();
    let Some(TableScope { sampling, columns }) = scope.of(name, table.columns, rows) else { return Ok(None) };
    let sample = match sampling {
        Sampling::All => String::new(),
        Sampling::OneOf(part) => {
            let key =
                if table.key.is_empty() { format!("{name}.*") } else { format!("({})", list(&table.key)) };
            let key = if table.key.len() == 1 { list(&table.key) } else { key };
            format!(" where pg_catalog.hashtextextended({key}::text, 0) & {} = 0", part - 1)
        }
    };
    let statement = format!("copy (select {} from only {name}{sample}) to stdout", list(&columns));
    let count = columns.len();
    let mut hasher = TableHasher::new(columns);
    let mut answer = client.copy_out(&statement)?;
    let mut line = Vec::new();
    loop {
        line.clear();
        if answer.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        hash_line(line.strip_suffix(b"\n").unwrap_or(&line), count, &mut hasher);
    }
    Ok(Some(hasher.finish(rows, sampling)))
}

fn list(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{}\"", name.replace('"', "\"\""))).collect();
    quoted.join(", ")
}

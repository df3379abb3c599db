//! The tables of a database, by their numbers.

use std::collections::BTreeMap;

use postgres::Client;

/// A table or a view that holds rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relation {
    /// Its name, with its schema unless that is `public`.
    pub(super) name: String,
    /// The same, for a statement.
    pub(super) quoted: String,
    /// The file that holds it.
    pub(super) file: Option<u32>,
}

/// Those of a database that are no system's.
pub(super) fn relations(client: &mut Client) -> Result<BTreeMap<u32, Relation>, postgres::Error> {
    const SQL: &str = "select c.oid, case when n.nspname = 'public' then '' else n.nspname || '.' end || c.relname, \
        format('%I.%I', n.nspname, c.relname), pg_relation_filenode(c.oid) \
        from pg_class c join pg_namespace n on n.oid = c.relnamespace \
        where c.relkind in ('r', 'p', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'";
    let rows = client.query(SQL, &[])?;
    let relation = |row: postgres::Row| {
        (row.get(0), Relation { name: row.get(1), quoted: row.get(2), file: row.get(3) })
    };
    Ok(rows.into_iter().map(relation).collect())
}

/// The rows of one.
pub(super) fn rows(client: &mut Client, relation: &Relation) -> Result<u64, postgres::Error> {
    let row = client.query_one(&format!("select count(*) from {}", relation.quoted), &[])?;
    Ok(row.get::<_, i64>(0).unsigned_abs())
}

/// The time by the clock of the server, in milliseconds.
pub(super) fn clock(client: &mut Client) -> Result<u64, postgres::Error> {
    let row = client.query_one("select (extract(epoch from clock_timestamp()) * 1000)::bigint", &[])?;
    Ok(row.get::<_, i64>(0).unsigned_abs())
}

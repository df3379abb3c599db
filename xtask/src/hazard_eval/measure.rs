//! What PostgreSQL does with a migration: locks that are held, tables that are written anew or read as a whole.

use std::collections::BTreeMap;

use milepost_database::ScratchServer;
use postgres::{Client, NoTls, error::SqlState};

use super::cases::{BASE, Case};

/// The database that each migration gets a copy of.
const TEMPLATE: &str = "base";
/// Locks, the weakest first. The first three let everybody read and write.
const LOCKS: [&str; 8] = [
    "AccessShareLock",
    "RowShareLock",
    "RowExclusiveLock",
    "ShareUpdateExclusiveLock",
    "ShareLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock",
];

/// A relation of before: its name, and the file that holds it.
struct Relation {
    name: String,
    file: Option<u32>,
}

/// Makes the database that is copied.
///
/// # Errors
/// In words.
pub(super) fn prepare(server: &dyn ScratchServer) -> Result<(), String> {
    server.create(TEMPLATE, None).map_err(|error| error.to_string())?;
    connect(server, TEMPLATE)?.batch_execute(BASE).map_err(|error| told(&error))
}

/// What PostgreSQL does with a migration, in lines as the files keep them.
///
/// # Errors
/// When the database itself fails.
pub(super) fn measure(server: &dyn ScratchServer, case: &Case) -> Result<Vec<String>, String> {
    const NAME: &str = "tried";
    server.remove(NAME).map_err(|error| error.to_string())?;
    server.create(NAME, Some(TEMPLATE)).map_err(|error| error.to_string())?;
    let mut client = connect(server, NAME)?;
    let before = relations(&mut client)?;
    let words = case.up.to_uppercase();
    if words.lines().any(|line| line.starts_with("BEGIN") || line.starts_with("COMMIT")) {
        let said = client.batch_execute(&case.up).err().map(|error| format!("refused: {}", told(&error)));
        return Ok(vec![said.unwrap_or_else(|| "in a transaction of its own".to_owned())]);
    }
    client.batch_execute("BEGIN").map_err(|error| told(&error))?;
    match client.batch_execute(&case.up) {
        Ok(()) => held(&mut client, &before),
        Err(error) if error.code() == Some(&SqlState::ACTIVE_SQL_TRANSACTION) => {
            client.batch_execute("ROLLBACK").map_err(|error| told(&error))?;
            Ok(match client.batch_execute(&case.up) {
                Ok(()) => {
                    let after = relations(&mut client)?;
                    let mut lines = vec!["outside of a transaction".to_owned()];
                    let moved =
                        |oid: &u32, one: &Relation| after.get(oid).is_some_and(|now| now.file != one.file);
                    let all = before.iter().filter(|(oid, one)| moved(oid, one));
                    lines.extend(all.map(|(_, one)| format!("{}: rewritten", one.name)));
                    lines
                }
                Err(error) => vec![format!("refused: {}", told(&error))],
            })
        }
        Err(error) => Ok(vec![format!("refused: {}", told(&error))]),
    }
}

/// The locks of this transaction, with what became of the relations.
fn held(client: &mut Client, before: &BTreeMap<u32, Relation>) -> Result<Vec<String>, String> {
    let after = relations(client)?;
    let rows = client
        .query(
            "SELECT relation, mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation IS NOT NULL",
            &[],
        )
        .map_err(|error| told(&error))?;
    let mut strongest: BTreeMap<u32, usize> = BTreeMap::new();
    for row in rows {
        let (oid, mode): (u32, String) = (row.get(0), row.get(1));
        let rank = LOCKS.iter().position(|lock| *lock == mode).unwrap_or(0);
        let own = strongest.entry(oid).or_default();
        *own = rank.max(*own);
    }
    let mut lines = Vec::new();
    for (oid, one) in before {
        let rank = strongest.get(oid).copied().unwrap_or(0);
        let file = after.get(oid).and_then(|now| now.file);
        let mut words = Vec::new();
        if rank > 0 {
            words.push(LOCKS[rank].to_owned());
        }
        if after.contains_key(oid) && file != one.file {
            let size: i64 = number(client, &format!("SELECT pg_relation_size({oid}::oid)"))?;
            words.push(if size == 0 { "emptied" } else { "rewritten" }.to_owned());
        }
        if number(client, &format!("SELECT coalesce(pg_stat_get_xact_numscans({oid}::oid), 0)"))? > 0 {
            words.push("scanned".to_owned());
        }
        // What only reads keeps nobody waiting.
        if rank > 0 {
            lines.push(format!("{}: {}", one.name, words.join(", ")));
        }
    }
    lines.sort();
    Ok(lines)
}

fn number(client: &mut Client, sql: &str) -> Result<i64, String> {
    client.query_one(sql, &[]).map(|row| row.get(0)).map_err(|error| told(&error))
}

/// Tables and views that hold rows, by their numbers.
fn relations(client: &mut Client) -> Result<BTreeMap<u32, Relation>, String> {
    const SQL: &str = "SELECT oid, relname::text, pg_relation_filenode(oid) FROM pg_class \
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'm')";
    let rows = client.query(SQL, &[]).map_err(|error| told(&error))?;
    Ok(rows.into_iter().map(|row| (row.get(0), Relation { name: row.get(1), file: row.get(2) })).collect())
}

fn connect(server: &dyn ScratchServer, name: &str) -> Result<Client, String> {
    Client::connect(&server.address(name), NoTls).map_err(|error| told(&error))
}

fn told(error: &postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |inner| inner.message().to_owned())
}

//! Statements in a transaction that is rolled back, and the locks that it holds before that.

use std::collections::BTreeMap;

use postgres::{Client, Config, NoTls, error::SqlState};

use super::{
    super::faults::refused,
    relations::{Relation, clock, relations, rows},
    table_lock::{LockMode, TableLock},
};
use crate::{Engine, Interrupter, OpenError, RunError, ScratchError};

/// What statements do to the tables of before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measured {
    /// They ran in one transaction, and these are its locks.
    InTransaction(Vec<TableLock>),
    /// PostgreSQL runs them in no transaction: their locks are let go one by one, and only what was written anew is known.
    Outside(Vec<TableLock>),
    /// They end their transaction themselves, so what they held is let go.
    OwnTransaction,
    /// PostgreSQL refuses them, in its words.
    Refused(String),
}

/// Runs scripts on a database that nobody needs afterwards, and says what they do to the tables of before. `begun` is given what
/// ends a statement that runs too long; one that was ended is told as refused.
///
/// # Errors
/// When the database cannot be reached.
pub fn measure_locks(
    address: &str,
    scripts: &[&str],
    begun: &mut dyn FnMut(Interrupter),
) -> Result<Measured, ScratchError> {
    let mut client = connect(address)?;
    let token = client.cancel_token();
    begun(Interrupter::new(move || {
        // A server that does not answer ends nothing, and the connection to it will tell.
        let _ = token.cancel_query(NoTls);
    }));
    let before = relations(&mut client).map_err(failed)?;
    let ends = |line: &str| {
        let word = line.split(|sign: char| !sign.is_ascii_alphabetic()).next().unwrap_or_default();
        ["BEGIN", "COMMIT", "ROLLBACK"].iter().any(|own| word.eq_ignore_ascii_case(own))
    };
    if scripts.iter().flat_map(|script| script.lines()).any(ends) {
        return Ok(match scripts.iter().try_for_each(|script| client.batch_execute(script)) {
            Ok(()) => Measured::OwnTransaction,
            Err(error) => Measured::Refused(told(&error)),
        });
    }
    client.batch_execute("BEGIN").map_err(failed)?;
    let mut held: BTreeMap<u32, (LockMode, u64)> = BTreeMap::new();
    for script in scripts {
        let started = clock(&mut client).map_err(failed)?;
        match client.batch_execute(script) {
            Ok(()) => {}
            Err(error) if error.code() == Some(&SqlState::ACTIVE_SQL_TRANSACTION) => {
                client.batch_execute("ROLLBACK").map_err(failed)?;
                return outside(&mut client, scripts, &before);
            }
            Err(error) => return Ok(Measured::Refused(told(&error))),
        }
        for (oid, mode) in own_locks(&mut client).map_err(failed)? {
            let known = held.entry(oid).or_insert((mode, started));
            known.0 = known.0.max(mode);
        }
    }
    let ended = clock(&mut client).map_err(failed)?;
    let after = relations(&mut client).map_err(failed)?;
    let mut tables = Vec::new();
    for (oid, relation) in &before {
        let (mode, since) = held.get(oid).map_or((LockMode::AccessShare, ended), |found| *found);
        let read_whole =
            number(&mut client, &format!("select coalesce(pg_stat_get_xact_numscans({oid}::oid), 0)"));
        let mut table = TableLock {
            mode: Some(mode).filter(|mode| *mode > LockMode::AccessShare),
            held_ms: ended.saturating_sub(since),
            read_whole: read_whole.map_err(failed)? > 0,
            ..unchanged(relation)
        };
        if let Some(now) = after.get(oid).filter(|now| now.file != relation.file) {
            let size =
                number(&mut client, &format!("select pg_relation_size({oid}::oid)")).map_err(failed)?;
            (table.rewritten, table.emptied) = (true, size == 0);
            table.rows = Some(rows(&mut client, now).map_err(failed)?);
        }
        tables.push(table);
    }
    client.batch_execute("ROLLBACK").map_err(failed)?;
    tables.retain(|table| table.mode.is_some() || table.rewritten);
    tables.sort_by(|a, b| a.table.cmp(&b.table));
    Ok(Measured::InTransaction(tables))
}

/// Statements that no transaction takes.
fn outside(
    client: &mut Client,
    scripts: &[&str],
    before: &BTreeMap<u32, Relation>,
) -> Result<Measured, ScratchError> {
    for script in scripts {
        if let Err(error) = client.batch_execute(script) {
            return Ok(Measured::Refused(told(&error)));
        }
    }
    rewritten(client, before).map(Measured::Outside).map_err(failed)
}

/// The tables of before whose file is another one now.
pub(super) fn rewritten(
    client: &mut Client,
    before: &BTreeMap<u32, Relation>,
) -> Result<Vec<TableLock>, postgres::Error> {
    let after = relations(client)?;
    let mut tables = Vec::new();
    for (oid, relation) in before {
        let Some(now) = after.get(oid).filter(|now| now.file != relation.file) else { continue };
        let count = rows(client, now)?;
        tables.push(TableLock {
            rewritten: true,
            emptied: count == 0,
            rows: Some(count),
            ..unchanged(relation)
        });
    }
    Ok(tables)
}

/// A table to which nothing happened.
pub(super) fn unchanged(relation: &Relation) -> TableLock {
    TableLock {
        table: relation.name.clone(),
        mode: None,
        held_ms: 0,
        rewritten: false,
        emptied: false,
        read_whole: false,
        rows: None,
    }
}

/// The strongest lock of this transaction on each table.
fn own_locks(client: &mut Client) -> Result<BTreeMap<u32, LockMode>, postgres::Error> {
    const SQL: &str = "select relation, mode from pg_locks where pid = pg_backend_pid() and granted and relation is not null";
    let mut strongest = BTreeMap::new();
    for row in client.query(SQL, &[])? {
        let (oid, mode): (u32, String) = (row.get(0), row.get(1));
        if let Some(mode) = LockMode::named(&mode) {
            let known = strongest.entry(oid).or_insert(mode);
            *known = mode.max(*known);
        }
    }
    Ok(strongest)
}

fn number(client: &mut Client, sql: &str) -> Result<i64, postgres::Error> {
    Ok(client.query_one(sql, &[])?.get(0))
}

pub(super) fn connect(address: &str) -> Result<Client, ScratchError> {
    let unopened = |source: postgres::Error| OpenError {
        engine: Engine::Postgresql,
        place: "of a rehearsal".to_owned(),
        source: source.into(),
    };
    let mut config: Config = address.parse().map_err(unopened)?;
    config.application_name("milepost");
    Ok(config.connect(NoTls).map_err(unopened)?)
}

pub(super) fn failed(error: postgres::Error) -> ScratchError {
    RunError::into(refused(error))
}

fn told(error: &postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |inner| inner.message().to_owned())
}

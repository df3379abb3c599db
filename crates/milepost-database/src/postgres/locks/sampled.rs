//! Locks that others hold, looked at again and again from beside.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use postgres::Client;

use super::{
    exact::{connect, failed, rewritten, unchanged},
    relations::{Relation, clock, relations},
    table_lock::{LockMode, TableLock},
};
use crate::ScratchError;

/// The time between two looks.
const STEP: Duration = Duration::from_millis(4);

/// A lock that somebody was seen to hold.
#[derive(Debug, Clone, Copy)]
struct Sighting {
    mode: LockMode,
    first: u64,
    last: u64,
    look: u64,
    longest: u64,
}

/// By process and table.
type Sightings = BTreeMap<(i32, u32), Sighting>;

/// Looks at the locks on a database, from another one, until it is ended. A lock that is held for less than a few milliseconds may go
/// unseen.
#[derive(Debug)]
pub struct LockWatch {
    address: String,
    before: BTreeMap<u32, Relation>,
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<Result<Sightings, postgres::Error>>>,
}

impl LockWatch {
    /// Begins. `beside` is another database of the same server: whoever looks is in nobody's way.
    ///
    /// # Errors
    /// When one of the two cannot be reached.
    pub fn begin(beside: &str, address: &str) -> Result<Self, ScratchError> {
        let mut client = connect(address)?;
        let before = relations(&mut client).map_err(failed)?;
        let row = client.query_one("select oid from pg_database where datname = current_database()", &[]);
        let database: u32 = row.map_err(failed)?.get(0);
        drop(client);
        let mut client = connect(beside)?;
        let over = Arc::new(AtomicBool::new(false));
        let is_over = Arc::clone(&over);
        let thread = thread::spawn(move || look(&mut client, database, &is_over));
        Ok(Self { address: address.to_owned(), before, over, thread: Some(thread) })
    }

    /// Ends: what was seen of the tables of before, and which of them were written anew.
    ///
    /// # Errors
    /// When the database cannot be reached any more.
    pub fn end(mut self) -> Result<Vec<TableLock>, ScratchError> {
        self.over.store(true, Ordering::Relaxed);
        let seen = match self.thread.take().map(JoinHandle::join) {
            Some(Ok(seen)) => seen.map_err(failed)?,
            _ => Sightings::new(),
        };
        let mut client = connect(&self.address)?;
        let mut tables: BTreeMap<String, TableLock> = rewritten(&mut client, &self.before)
            .map_err(failed)?
            .into_iter()
            .map(|table| (table.table.clone(), table))
            .collect();
        for ((_, oid), sighting) in seen {
            let Some(relation) = self.before.get(&oid) else { continue };
            let table = tables.entry(relation.name.clone()).or_insert_with(|| unchanged(relation));
            table.mode = table.mode.max(Some(sighting.mode));
            table.held_ms = table.held_ms.max(sighting.longest);
        }
        Ok(tables.into_values().collect())
    }
}

impl Drop for LockWatch {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // What it saw is asked for by nobody.
            let _ = thread.join();
        }
    }
}

/// Looks until it is over. Only what keeps somebody out is kept.
fn look(client: &mut Client, database: u32, over: &AtomicBool) -> Result<Sightings, postgres::Error> {
    const SQL: &str = "select pid, relation, mode from pg_locks where granted and relation is not null and database = $1 \
        and mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')";
    let statement = client.prepare(SQL)?;
    let mut seen = Sightings::new();
    let mut number = 0;
    while !over.load(Ordering::Relaxed) {
        number += 1;
        let rows = client.query(&statement, &[&database])?;
        let now = if rows.is_empty() { 0 } else { clock(client)? };
        for row in rows {
            let (pid, oid, mode): (i32, u32, String) = (row.get(0), row.get(1), row.get(2));
            let Some(mode) = LockMode::named(&mode) else { continue };
            let known = seen.entry((pid, oid)).or_insert(Sighting {
                mode,
                first: now,
                last: now,
                look: number,
                longest: 0,
            });
            known.mode = known.mode.max(mode);
            // Not there the last time: it is another lock.
            if known.look + 1 < number {
                known.first = now;
            }
            (known.last, known.look) = (now, number);
            known.longest = known.longest.max(known.last - known.first);
        }
        thread::sleep(STEP);
    }
    Ok(seen)
}

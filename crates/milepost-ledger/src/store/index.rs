//! The SQLite index over local record files. Disposable: deleted, damaged, or of another schema, it is built anew.
//!
//! It uses a rollback journal, not a write-ahead log: a reader of the latter has to write its shared-memory file,
//! and reading commands write nothing. It does not sync where the boot of the machine has an
//! identity: it is bound to that, so that what a power failure may leave of it is never read.

use std::{path::Path, time::Duration};

use rusqlite::{
    Connection, OpenFlags, OptionalExtension as _, Row as SqlRow, config::DbConfig, params, params_from_iter,
    types::Value,
};

use super::catalog::{Query, Row};
use crate::Digest;

/// Changed with the tables: another number is built anew.
const SCHEMA: i32 = 1;

const TABLES: &str = "
    CREATE TABLE boot(id TEXT NOT NULL);
    CREATE TABLE shards(shard INTEGER PRIMARY KEY, modified INTEGER NOT NULL);
    CREATE TABLE records(
        digest BLOB PRIMARY KEY, kind TEXT NOT NULL, height INTEGER NOT NULL, check_digest BLOB, key_digest BLOB,
        passed INTEGER NOT NULL, document TEXT
    ) WITHOUT ROWID;
    CREATE TABLE items(
        document TEXT NOT NULL, item TEXT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY(document, item, digest)
    ) WITHOUT ROWID;
    CREATE INDEX records_by_check ON records(check_digest, height);
    CREATE INDEX records_by_key ON records(key_digest, height);
    CREATE INDEX records_by_kind ON records(kind, height);
    CREATE INDEX items_by_digest ON items(digest);
";

/// How long one process waits for another one's transaction.
const BUSY: Duration = Duration::from_secs(5);

/// An open index.
#[derive(Debug)]
pub(crate) struct Index(Connection);

impl Index {
    /// Opens for reading. `Ok(None)` when it is of another schema or of another boot.
    pub(crate) fn open_read(path: &Path, boot: &str) -> rusqlite::Result<Option<Self>> {
        let index = Self::open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        Ok(index.is_current(boot)?.then_some(index))
    }

    /// Opens for writing; makes its tables when it is new. `Ok(None)` when it has to be deleted first.
    pub(crate) fn open_write(path: &Path, boot: &str) -> rusqlite::Result<Option<Self>> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut index = Self::open(path, flags)?;
        let synchronous = if boot.is_empty() { "NORMAL" } else { "OFF" };
        index.0.pragma_update(None, "journal_mode", "TRUNCATE")?;
        index.0.pragma_update(None, "synchronous", synchronous)?;
        let version: i32 = index.0.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if version == 0 {
            let transaction = index.0.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            // Another process may have made them while this one waited.
            let version: i32 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
            if version == 0 {
                transaction.execute_batch(TABLES)?;
                transaction.execute("INSERT INTO boot VALUES (?1)", [boot])?;
                transaction.pragma_update(None, "user_version", SCHEMA)?;
            }
            transaction.commit()?;
        }
        Ok(index.is_current(boot)?.then_some(index))
    }

    fn open(path: &Path, flags: OpenFlags) -> rusqlite::Result<Self> {
        let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(BUSY)?;
        // Else SQLite prepares a statement anew for every value that is bound to it, which takes longer than the answer.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        Ok(Self(connection))
    }

    fn is_current(&self, boot: &str) -> rusqlite::Result<bool> {
        let version: i32 = self.0.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if version != SCHEMA {
            return Ok(false);
        }
        let made: Option<String> =
            self.0.query_row("SELECT id FROM boot", [], |row| row.get(0)).optional()?;
        Ok(made.as_deref() == Some(boot))
    }

    /// The modification time of each shard's folder when it was last read.
    pub(crate) fn shards(&self) -> rusqlite::Result<Vec<(u8, i64)>> {
        let mut statement = self.0.prepare("SELECT shard, modified FROM shards")?;
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    }

    /// The digests that begin with one byte.
    pub(crate) fn digests_of_shard(&self, first: u8) -> rusqlite::Result<Vec<Digest>> {
        let (mut low, mut high) = ([0; 32], [0xff; 32]);
        (low[0], high[0]) = (first, first);
        self.digests_between(low, high)
    }

    /// The digests between two, inclusive.
    pub(crate) fn digests_between(&self, low: [u8; 32], high: [u8; 32]) -> rusqlite::Result<Vec<Digest>> {
        let mut statement =
            self.0.prepare_cached("SELECT digest FROM records WHERE digest BETWEEN ?1 AND ?2")?;
        statement.query_map([low.to_vec(), high.to_vec()], |row| digest(row, 0))?.collect()
    }

    /// Takes records in and out, and notes the state of shards, in one transaction.
    pub(crate) fn update(
        &mut self,
        add: &[Row],
        remove: &[Digest],
        shards: &[(u8, i64)],
    ) -> rusqlite::Result<()> {
        let transaction = self.0.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        {
            let mut record = transaction
                .prepare_cached("INSERT OR IGNORE INTO records VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
            let mut item = transaction.prepare_cached("INSERT OR IGNORE INTO items VALUES (?1, ?2, ?3)")?;
            for row in add {
                record.execute(params![
                    row.digest.as_bytes(),
                    row.kind,
                    i64::try_from(row.height).unwrap_or(i64::MAX),
                    row.check.as_ref().map(Digest::as_bytes),
                    row.key.as_ref().map(Digest::as_bytes),
                    row.passed,
                    row.document,
                ])?;
                for (document, name) in &row.items {
                    item.execute(params![document, name, row.digest.as_bytes()])?;
                }
            }
            for digest in remove {
                transaction.execute("DELETE FROM records WHERE digest = ?1", [digest.as_bytes()])?;
                transaction.execute("DELETE FROM items WHERE digest = ?1", [digest.as_bytes()])?;
            }
            let mut shard = transaction.prepare_cached("INSERT OR REPLACE INTO shards VALUES (?1, ?2)")?;
            for (first, modified) in shards {
                shard.execute(params![first, modified])?;
            }
        }
        transaction.commit()
    }

    /// Records that fit a query, newest first, at most its limit.
    pub(crate) fn find(&self, query: &Query) -> rusqlite::Result<Vec<(u64, Digest)>> {
        // A kind names thousands of records; where something narrower is asked for, `+` keeps its index out of it, and
        // the cross join makes the item come first.
        let narrow = query.item.is_some() || query.check.is_some() || query.key.is_some();
        let source = if query.item.is_some() { "items i CROSS JOIN records r" } else { "records r" };
        let mut sql = format!("SELECT r.height, r.digest FROM {source}");
        let (mut conditions, mut values) = (Vec::new(), Vec::new());
        if let Some((document, item)) = &query.item {
            conditions.extend(["i.document = ?", "i.item = ?", "r.digest = i.digest"]);
            values.extend([Value::from(document.clone()), Value::from(item.clone())]);
        }
        if let Some(check) = &query.check {
            conditions.push("r.check_digest = ?");
            values.push(Value::from(check.as_bytes().to_vec()));
        }
        if let Some(key) = &query.key {
            conditions.push("r.key_digest = ?");
            values.push(Value::from(key.as_bytes().to_vec()));
        }
        if let Some(kind) = &query.kind {
            conditions.push(if narrow { "+r.kind = ?" } else { "r.kind = ?" });
            values.push(Value::from(kind.name().to_owned()));
        }
        if let Some(document) = &query.document {
            conditions.push("r.document = ?");
            values.push(Value::from(document.clone()));
        }
        if query.passed {
            conditions.push("r.passed");
        }
        if !conditions.is_empty() {
            sql.push_str(" WHERE ");
            sql.push_str(&conditions.join(" AND "));
        }
        sql.push_str(" ORDER BY r.height DESC, r.digest DESC LIMIT ?");
        values.push(Value::from(query.limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX))));
        let mut statement = self.0.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), |row| {
            Ok((u64::try_from(row.get::<_, i64>(0)?).unwrap_or(0), digest(row, 1)?))
        })?;
        rows.collect()
    }
}

fn digest(row: &SqlRow<'_>, column: usize) -> rusqlite::Result<Digest> {
    Ok(Digest::from_bytes(row.get(column)?))
}

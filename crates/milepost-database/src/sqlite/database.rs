//! A SQLite database.

use std::{path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags, Savepoint};

use super::{
    counters,
    objects::{FROM_CATALOG, FROM_TEXT, NOT_COVERED},
    read_data,
    source::Source,
};
use crate::{
    DataFingerprint, Database, Engine, Interrupter, Scope, Snapshot,
    error::{OpenError, ReadError, RunError},
};

/// How long to wait for another process that writes.
const PATIENCE: Duration = Duration::from_secs(5);

/// A file with an SQLite database.
#[derive(Debug)]
pub struct SqliteDatabase {
    connection: Connection,
}

impl SqliteDatabase {
    /// Opens a file that exists, to read and to write.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Self::with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    /// Opens a file that exists, to read only.
    pub fn open_to_read(path: &Path) -> Result<Self, OpenError> {
        Self::with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
    }

    /// The connection, for what only SQLite can do.
    pub(crate) const fn connection(&self) -> &Connection {
        &self.connection
    }

    /// One moment to read at: that of the transaction that is open, or of one for this alone.
    fn moment(&mut self) -> rusqlite::Result<Savepoint<'_>> {
        self.connection.savepoint()
    }

    fn with_flags(path: &Path, flags: OpenFlags) -> Result<Self, OpenError> {
        let open = || {
            // A file may be called `file:x?mode=memory`, and is no address for that.
            let path = if path.to_string_lossy().starts_with("file:") {
                Path::new(".").join(path)
            } else {
                path.into()
            };
            let connection = Connection::open_with_flags(&path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
            connection.busy_timeout(PATIENCE)?;
            // As for every client that says nothing: our build of the library has it otherwise.
            connection.pragma_update(None, "foreign_keys", false)?;
            // A file of another kind is only found out by reading it.
            connection.query_row("select count(*) from sqlite_schema", [], |_| Ok(()))?;
            Ok(connection)
        };
        open().map(|connection| Self { connection }).map_err(|source: rusqlite::Error| OpenError {
            engine: Engine::Sqlite,
            place: format!("`{}`", path.display()),
            source: source.into(),
        })
    }
}

impl Database for SqliteDatabase {
    fn engine(&self) -> Engine {
        Engine::Sqlite
    }

    fn snapshot(&mut self) -> Result<Snapshot, ReadError> {
        let failed = |what: &str, source: rusqlite::Error| ReadError::new(Engine::Sqlite, what, source);
        let transaction = self.moment().map_err(|error| failed("its schema", error))?;
        let source = Source::read(&transaction).map_err(|error| failed("its schema", error))?;
        let mut snapshot = Snapshot::new(Engine::Sqlite, rusqlite::version(), NOT_COVERED);
        for adapter in FROM_TEXT {
            adapter(&source, &mut snapshot);
        }
        for (what, adapter) in FROM_CATALOG {
            adapter(&source, &mut snapshot).map_err(|error| failed(&format!("its {what}"), error))?;
        }
        Ok(snapshot)
    }

    fn fingerprint(&mut self, scope: &Scope) -> Result<DataFingerprint, ReadError> {
        let failed = |source: rusqlite::Error| ReadError::new(Engine::Sqlite, "its data", source);
        let transaction = self.moment().map_err(failed)?;
        let mut data = DataFingerprint::new(Engine::Sqlite);
        read_data::read(&transaction, scope, &mut data).map_err(failed)?;
        counters::read(&transaction, &mut data).map_err(failed)?;
        Ok(data)
    }

    fn run(&mut self, sql: &str) -> Result<(), RunError> {
        self.connection.execute_batch(sql).map_err(refused)
    }

    fn texts(&mut self, sql: &str) -> Result<Vec<String>, RunError> {
        let mut query = self.connection.prepare(sql).map_err(refused)?;
        let rows = query.query_map([], |row| row.get::<_, Option<String>>(0)).map_err(refused)?;
        rows.filter_map(Result::transpose).collect::<Result<_, _>>().map_err(refused)
    }

    fn hold(&mut self, _tables: &[String]) -> Result<(), RunError> {
        // Whoever reads anything reads the whole file.
        self.run("begin; select count(*) from sqlite_schema")
    }

    fn interrupter(&self) -> Interrupter {
        let handle = self.connection.get_interrupt_handle();
        Interrupter::new(move || handle.interrupt())
    }
}

fn refused(error: rusqlite::Error) -> RunError {
    let code = error.sqlite_error().map(|error| error.extended_code.to_string());
    RunError { engine: Engine::Sqlite, code, source: error.into() }
}

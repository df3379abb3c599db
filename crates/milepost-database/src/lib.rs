//! Databases: what a schema is, what tables hold, what differs between two, and scratch databases to try a change in.
//!
//! A [`Snapshot`] is the whole schema as objects with facts, read from the catalog of the engine and not from a dump: dumps
//! leave things out, and differ where nothing does. [`compare`] says what is not as it was. A [`DataFingerprint`] is what the
//! tables hold, as sums that depend on no order of rows or columns. An empty difference is only as good as what was looked
//! at, so both say what they did not look at.

mod catalog;
mod database;
mod engine;
mod error;
mod fingerprint;
mod mariadb;
mod postgres;
mod scratch;
mod snapshot;
mod sqlite;
mod undo;

pub use database::{Database, Interrupter};
pub use engine::Engine;
pub use error::{OpenError, ReadError, RunError};
pub use fingerprint::{
    ColumnFingerprint, DataDiff, DataFingerprint, Digest, Sampling, Scope, TableDiff, TableFingerprint,
    TableScope, compare_data,
};
pub use mariadb::MariaDbDatabase;
pub use postgres::{LockMode, LockWatch, Measured, PostgresDatabase, TableLock, measure_locks};
pub use scratch::{
    NamedServer, NotScratch, Place, PrivateMariaDb, PrivateOptions, PrivatePostgres, Scratch, ScratchError,
    ScratchServer, ScratchUrl, SetAside, SqliteFile, abandoned, leftovers, remove_leftovers, sweep,
};
pub use snapshot::{
    Change, CompareError, FactChange, Kind, Object, ObjectId, SNAPSHOT_FORMAT, SchemaDiff, Snapshot, Weight,
    What, compare,
};
pub use sqlite::SqliteDatabase;
pub use undo::{
    Begun, Doomed, Keep, Preview, Saved, Script, UndoError, UndoRequest, Undoable, Undone, preview,
    run_scripts, undo,
};

//! What can be asked of a database of any engine.

use std::fmt;

use crate::{DataFingerprint, Engine, ReadError, RunError, Scope, Snapshot};

/// An open database.
pub trait Database: fmt::Debug {
    /// Its engine.
    fn engine(&self) -> Engine;

    /// Its schema, all of it at one moment. Writes nothing.
    fn snapshot(&mut self) -> Result<Snapshot, ReadError>;

    /// What its tables hold, all of them at one moment. Writes nothing.
    fn fingerprint(&mut self, scope: &Scope) -> Result<DataFingerprint, ReadError>;

    /// Runs statements, separated by semicolons, as one batch. What a failing statement leaves behind is the engine's
    /// matter: PostgreSQL undoes the batch, the others keep what came before.
    fn run(&mut self, sql: &str) -> Result<(), RunError>;
}

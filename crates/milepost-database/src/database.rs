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

    /// The first column of what a query gives, as text; what is null is left out.
    fn texts(&mut self, sql: &str) -> Result<Vec<String>, RunError>;

    /// Begins to read these tables, as a report that takes long would: from now on, and until the connection is closed.
    fn hold(&mut self, tables: &[String]) -> Result<(), RunError>;

    /// What ends a statement of this connection while it runs.
    fn interrupter(&self) -> Interrupter;
}

/// Ends the statement that a connection runs, from another thread. Where none runs, nothing happens.
pub struct Interrupter(Box<dyn Fn() + Send + Sync>);

impl Interrupter {
    pub(crate) fn new(interrupt: impl Fn() + Send + Sync + 'static) -> Self {
        Self(Box::new(interrupt))
    }

    /// Asks for it. The statement may have ended meanwhile, or go on for a moment.
    pub fn interrupt(&self) {
        (self.0)();
    }
}

impl fmt::Debug for Interrupter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Interrupter").finish_non_exhaustive()
    }
}

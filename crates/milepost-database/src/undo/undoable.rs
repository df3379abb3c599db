//! What an engine has to offer for a change to be taken back on it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Doomed, Keep, UndoError};
use crate::{Database, ReadError, RunError, error::Cause};

/// The table that says, inside of the database and in the same transaction, that a run was here.
pub(crate) const LEDGER: &str = "milepost_undo";

/// Statements that take one change back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    /// What they belong to: the file of a migration, or what keeps the migration tool's books.
    pub name: String,
    /// The statements.
    pub sql: String,
}

/// How the names of statements for books begin.
const BOOKS: &str = "books of ";

impl Script {
    /// Statements for the books of the migration tool.
    pub fn of_books(migration: &str, sql: String) -> Self {
        Self { name: format!("{BOOKS}{migration}"), sql }
    }

    /// Whether they are for the books of the migration tool.
    pub fn is_of_books(&self) -> bool {
        self.name.starts_with(BOOKS)
    }
}

/// How a transaction began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// Nothing of the run is there yet.
    Open,
    /// The run has been here: there is nothing to do, and the transaction is over.
    Already,
}

/// Why statements did not run.
pub(crate) enum Refused {
    /// This one would end the transaction, or leave the database.
    Ends(String),
    /// The engine refused them.
    Engine(Cause),
}

/// A database whose schema changes in transactions, which is what makes a way back safe.
pub trait Undoable: Database {
    /// How long to wait for those who use the tables; some seconds by itself.
    fn set_patience(&mut self, patience: Duration) -> Result<(), RunError>;

    /// Begins to write, with every other writer of these tables kept out, and notes the run.
    fn begin(&mut self, run: &str, tables: &[String]) -> Result<Begun, RunError>;

    /// Runs the statements of a script inside of the transaction.
    fn script(&mut self, script: &Script) -> Result<(), UndoError>;

    /// Writes what is taken out in a form that this engine reads again; the number of values that are not null.
    fn save(&mut self, doomed: &Doomed, to: &mut dyn Keep) -> Result<u64, UndoError>;

    /// How many values there are that [`Undoable::save`] would write.
    fn count(&mut self, doomed: &Doomed) -> Result<u64, ReadError>;

    /// Ends the transaction well.
    fn commit(&mut self) -> Result<(), RunError>;

    /// Ends it without a trace. A connection that is gone has ended it too.
    fn give_up(&mut self);

    /// Whether a run was here. Waits for one that is still at it.
    fn is_undone(&mut self, run: &str) -> Result<bool, RunError>;

    /// Removes the note of a run.
    fn forget(&mut self, run: &str) -> Result<(), RunError>;

    /// Whether the engine's code of an error says that somebody else holds what is needed.
    fn is_in_use(&self, error: &RunError) -> bool;
}

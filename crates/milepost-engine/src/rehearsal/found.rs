//! What a rehearsal saw, before it is judged.

use std::path::PathBuf;

use milepost_ledger::{Loss, RehearsedFault};
use milepost_system::git::{HeadAt, NotAsBefore};

use super::{database::State, life::Used, locks::Locks, statements::TakenBack};

/// What checks say of code on a database that it was not written for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fit {
    /// All of them pass.
    Passes,
    /// One fails, in words.
    Fails(String),
    /// They say nothing, in words.
    Unknown(String),
}

/// The facts of a rehearsal that came to its end. Databases are left out where there is none.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Whether the document says that the database changes.
    pub(super) claims_database: bool,
    /// Schema and data before the change.
    pub(super) base: Option<State>,
    /// After the change.
    pub(super) changed: Option<State>,
    /// After the way back, of what was there before.
    pub(super) back: Option<State>,
    /// After the change once more.
    pub(super) again: Option<State>,
    /// After the statements that a rollback runs, of what was there before.
    pub(super) taken_back: Option<State>,
    /// What came of these statements.
    pub(super) statements: Option<TakenBack>,
    /// The way back that the migration tool made, for migrations that have none.
    pub(super) made: Option<String>,
    /// Why it made none, where it was to.
    pub(super) not_made: Option<String>,
    /// Whether a rollback goes back by one more migration.
    pub(super) is_forward: bool,
    /// The name of just these statements.
    pub(super) digest: Option<String>,
    /// The database after the new version wrote into it.
    pub(super) used: Option<Used>,
    /// What the way back discards.
    pub(super) losses: Vec<Loss>,
    /// What happened when something was made to go wrong.
    pub(super) faults: Vec<RehearsedFault>,
    /// Why a rollback would run none, where the work changed the database.
    pub(super) no_statements: Option<String>,
    /// What failed, in words: the change, a check on it, the way back, or the change once more.
    pub(super) failed: Option<String>,
    /// The files that the work changed: not documents, not records.
    pub(super) work: Vec<PathBuf>,
    /// Those of them that are not as before.
    pub(super) files: Vec<NotAsBefore>,
    /// Migrations that the way back leaves where they are.
    pub(super) kept_migrations: Vec<PathBuf>,
    /// Documents that the way back took back too.
    pub(super) documents: Vec<PathBuf>,
    /// Where HEAD was before the way back, and after it.
    pub(super) head: Option<(HeadAt, HeadAt)>,
    /// What is known to be wrong with such a procedure.
    pub(super) advice: Vec<String>,
    /// What somebody should know of how it ran.
    pub(super) notes: Vec<String>,
    /// Whether statements of the document are the change.
    pub(super) is_written: bool,
    /// How the code of before does on the changed database.
    pub(super) old_on_new: Option<Fit>,
    /// How the new code does on the database of before.
    pub(super) new_on_old: Option<Fit>,
    /// What was measured of locks.
    pub(super) locks: Locks,
    /// Tables whose books are the migration tool's.
    pub(super) bookkeeping: Vec<String>,
}

impl Found {
    /// What has to be there after the way back of a rollback.
    pub(super) fn expected(&self) -> Option<&State> {
        self.used.as_ref().map(|used| &used.expected).or(self.base.as_ref())
    }
}

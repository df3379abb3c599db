//! What a rehearsal saw, before it is judged.

use std::path::PathBuf;

use milepost_system::git::{HeadAt, NotAsBefore};

use super::database::State;

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
    /// Tables whose books are the migration tool's.
    pub(super) bookkeeping: Vec<String>,
}

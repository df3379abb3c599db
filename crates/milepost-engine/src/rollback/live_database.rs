//! The database of a run: the one that was agreed to, and no other.

use milepost_database::{RunError, UndoError, UndoRequest, Undoable, Undone, undo};

use super::{
    database::{self, Kept},
    plan::{PlannedDatabase, Run},
};
use crate::{EngineError, ErrorKind, Result, Workspace};

/// A database that takes part in a run.
pub(super) struct LiveDatabase<'c> {
    pub(super) workspace: &'c Workspace,
    pub(super) run: &'c Run<'c>,
    pub(super) planned: &'c PlannedDatabase,
}

impl LiveDatabase<'_> {
    /// Whether the database notes that this run was here.
    ///
    /// # Errors
    /// When it cannot be reached, or is another one.
    pub(super) fn is_undone(&self) -> Result<bool> {
        let mut database = self.open()?;
        database.is_undone(&self.run.plan.run).map_err(|error| blocked(database.as_ref(), &error))
    }

    /// Removes that note.
    ///
    /// # Errors
    /// As [`LiveDatabase::is_undone`].
    pub(super) fn forget(&self) -> Result<()> {
        let mut database = self.open()?;
        database.forget(&self.run.plan.run).map_err(|error| blocked(database.as_ref(), &error))
    }

    /// Takes it back, and says what was taken out.
    ///
    /// # Errors
    /// When it is not as it has to be; then nothing of it has happened.
    pub(super) fn undo(&self) -> Result<Option<String>> {
        let planned = self.planned;
        let mut database = self.open()?;
        let request = UndoRequest {
            run: &self.run.plan.run,
            scripts: &planned.scripts,
            changed: &planned.changed,
            base: &planned.base,
            bookkeeping: &planned.bookkeeping,
            accept_loss: planned.accept_loss,
        };
        let mut keep = Kept::new(self.workspace.system.as_ref(), &self.run.folder);
        match undo(database.as_mut(), &request, &mut keep) {
            Ok(Undone::Before) => Ok(Some("it had been done".to_owned())),
            Ok(Undone::Now(saved)) => Ok(Some(match saved.len() {
                0 => "nothing was taken out".to_owned(),
                _ => {
                    saved.iter().map(|one| one.what.words()).collect::<Vec<_>>().join(", ")
                        + " taken out and saved"
                }
            })),
            Err(error) => Err(refused(&error)),
        }
    }

    fn open(&self) -> Result<Box<dyn Undoable>> {
        let planned = self.planned;
        let found = database::open(self.workspace, planned.engine, &planned.variable).map_err(|why| {
            EngineError::refused("the database cannot be reached", vec![why])
                .hint("`milepost rollback --resume` goes on when it can")
        })?;
        if found.place != planned.place {
            return Err(EngineError::refused(
                format!("`{}` leads to another database than the one that was agreed to", planned.variable),
                vec![format!("it is {}, and it was {}", found.place, planned.place)],
            ));
        }
        Ok(found.database)
    }
}

fn blocked(database: &dyn Undoable, error: &RunError) -> EngineError {
    let (kind, message) = if database.is_in_use(error) {
        (ErrorKind::Locked, "the database is in use, or a migration tool is at work on it")
    } else {
        (ErrorKind::Refused, "the database cannot be asked")
    };
    let mut blocked = EngineError::new(kind, message);
    blocked.reasons.push(error.to_string());
    blocked.hint("`milepost rollback --resume` goes on when it can")
}

fn refused(error: &UndoError) -> EngineError {
    let kind = if matches!(error, UndoError::InUse(_)) { ErrorKind::Locked } else { ErrorKind::Refused };
    // Of a connection that broke while the transaction ended, nobody knows how it ended; of all else there is no trace.
    let message = if matches!(error, UndoError::Run(_)) {
        "the database did not answer to the end, and may be taken back"
    } else {
        "the database was not taken back, and is as it was"
    };
    let mut refused = EngineError::new(kind, message);
    refused.reasons.push(error.to_string());
    if matches!(error, UndoError::Loss(_)) {
        refused = refused.hint("`milepost rollback --abort`, then once more with `--accept-loss`: what is taken out is saved first");
    }
    refused.hint("`milepost rollback --resume` tries again, `--abort` gives it up")
}

//! Running scripts in one transaction.

use super::{Begun, Script, UndoError, Undoable};

/// The name under which the transaction is noted while it runs.
const RUN: &str = "scripts";

/// Runs scripts in one transaction, by the rules of a way back, and compares nothing: for a database that is made to be tried
/// on.
///
/// # Errors
/// When a script is refused, or ends the transaction; then nothing of it has happened.
pub fn run_scripts(database: &mut dyn Undoable, scripts: &[Script]) -> Result<(), UndoError> {
    let begun = database.begin(RUN, &[]);
    let ran = match begun {
        Ok(Begun::Open) => scripts.iter().try_for_each(|script| database.script(script)),
        Ok(Begun::Already) => return database.forget(RUN).map_err(UndoError::Run),
        Err(error) => Err(UndoError::Run(error)),
    };
    if let Err(error) = ran {
        database.give_up();
        return Err(error);
    }
    database.commit().map_err(UndoError::Run)?;
    database.forget(RUN).map_err(UndoError::Run)
}

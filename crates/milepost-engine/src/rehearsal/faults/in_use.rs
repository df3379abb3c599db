//! Somebody reads the tables while the way back wants to change them.

use milepost_database::UndoError;
use milepost_ledger::{FaultOutcome, RehearsedFault};

use super::{
    IN_USE,
    bench::{Bench, forget},
    told,
};
use crate::rehearsal::statements::Fault;

/// The name of the run.
const RUN: &str = "rehearsal, in use";

/// Takes the copy back while all of its tables are read, and once more when they are not. Where it holds, the copy is taken back.
pub(super) fn tried(bench: &Bench<'_>) -> Result<RehearsedFault, Fault> {
    let mut reader = bench.copy.open().map_err(|error| Fault::unreachable(&error))?;
    reader.hold(&bench.tables()).map_err(|error| Fault::Surroundings(error.to_string()))?;
    let mut database = bench.open()?;
    let words = match bench.take_back(database.as_mut(), RUN) {
        Ok(_) => "whoever reads its tables does not keep the way back waiting",
        Err(UndoError::InUse(_)) => {
            drop((database, reader));
            if let Some(what) = bench.unlike_changed(bench.copy)? {
                let words = format!(
                    "while its tables were read, the way back gave up and left something behind: {}",
                    what.words
                );
                return Ok(told(IN_USE, what.outcome, words));
            }
            database = bench.open()?;
            match bench.take_back(database.as_mut(), RUN) {
                Ok(_) => {}
                Err(error) if error.is_of_surroundings() => return Err(Fault::of(&error)),
                Err(why) => {
                    let words = format!("after it had waited for a reader, the way back fails: {why}");
                    return Ok(told(IN_USE, FaultOutcome::Broken, words));
                }
            }
            "while its tables are read, the way back gives up with nothing changed; afterwards it leads back"
        }
        Err(error @ (UndoError::Restores(_) | UndoError::Data(_))) => {
            let words = format!("`milepost rollback` refuses its statements: {error}");
            return Ok(told(IN_USE, FaultOutcome::NotTried, words));
        }
        Err(error) if error.is_of_surroundings() => return Err(Fault::of(&error)),
        Err(error) => {
            let words = format!("the way back fails by itself: {error}");
            return Ok(told(IN_USE, FaultOutcome::NotTried, words));
        }
    };
    forget(database, RUN)?;
    match bench.unlike_base()? {
        None => Ok(told(IN_USE, FaultOutcome::Held, words)),
        Some(what) => {
            let words = format!(
                "after it met a reader, the way back does not lead to the state of before: {}",
                what.words
            );
            Ok(told(IN_USE, what.outcome, words))
        }
    }
}

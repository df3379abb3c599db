//! The way back is done twice.

use milepost_database::Undone;
use milepost_ledger::{FaultOutcome, RehearsedFault};

use super::{
    TWICE,
    bench::{Bench, forget},
    told,
};
use crate::rehearsal::statements::Fault;

/// The name of the second run.
const RUN: &str = "rehearsal, once more";

/// Takes back the copy that is taken back, as a run of its own: it has to be refused, or to change nothing.
pub(super) fn tried(bench: &Bench<'_>) -> Result<RehearsedFault, Fault> {
    let mut database = bench.open()?;
    let words = match bench.take_back(database.as_mut(), RUN) {
        Ok(Undone::Now(_)) => "done twice, the way back does nothing the second time".to_owned(),
        Ok(Undone::Before) => {
            return Err(Fault::Surroundings("a run of this name was there before".to_owned()));
        }
        Err(error) if error.is_of_surroundings() => return Err(Fault::of(&error)),
        Err(why) => {
            format!("done twice, the way back is refused the second time, with nothing changed: {why}")
        }
    };
    forget(database, RUN)?;
    Ok(match bench.unlike_base()? {
        None => told(TWICE, FaultOutcome::Held, words),
        Some(what) => told(
            TWICE,
            what.outcome,
            format!("done twice, the way back changes what was there before: {}", what.words),
        ),
    })
}

//! What becomes of the database when something goes wrong: each fault is made to happen, on a copy where one can be had.

mod bench;
mod half_way;
mod in_use;
mod killed;
mod twice;

use milepost_ledger::{FaultOutcome, RehearsedFault};

use super::{
    database::State,
    prepared::Prepared,
    stage::{Ended, Stage},
    statements,
    steps::FAULTS,
};
use crate::{verify::VerifyEvent, way_back::Statements};

use bench::Bench;

pub(super) use half_way::act as half_way;

/// The name of a kill in the middle of the way back.
const KILLED: &str = "killed";
/// The name of a way back that meets a reader.
const IN_USE: &str = "in use";
/// The name of a way back that is done twice.
const TWICE: &str = "twice";
/// The name of a change that fails before its end.
const HALF_WAY: &str = "half-way";

/// Lets the way back of `milepost rollback` be killed, meet a reader, and be done twice. The database itself stays as it is.
pub(super) fn act(
    stage: &mut Stage<'_>,
    prepared: &Prepared<'_>,
    statements: &Statements,
    (changed, base): (&State, &State),
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<Vec<RehearsedFault>, Ended> {
    let system = stage.system();
    statements::step(stage, (FAULTS, prepared.seconds()), events, |scratch, config, watch| {
        let copy = scratch.copy(system).map_err(|error| statements::Fault::unreachable(&error))?;
        let Some(copy) = copy else {
            let engine = changed.schema.engine;
            let words = format!(
                "{engine} ends a transaction with every change of a schema: where the way back is stopped, what ran before stays"
            );
            return Ok(vec![told(KILLED, FaultOutcome::NotTried, words)]);
        };
        let bench = Bench::new(system, &copy, (config, watch), statements, (changed, base));
        let killed = killed::tried(&bench)?;
        if killed.outcome == FaultOutcome::NotTried {
            return Ok(vec![killed]);
        }
        let (in_use, is_back) = in_use::tried(&bench)?;
        let mut all = vec![killed, in_use];
        if is_back {
            all.push(twice::tried(&bench)?);
        }
        Ok(all)
    })
}

fn told(fault: &str, outcome: FaultOutcome, words: impl Into<String>) -> RehearsedFault {
    RehearsedFault { fault: fault.to_owned(), outcome, words: words.into() }
}

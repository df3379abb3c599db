//! The new version in use, before it is taken back: a real rollback never meets a database that nobody wrote to.

mod generated;
mod loss;
mod used;

use milepost_database::{Engine, Scope, Script};

use super::{
    course::Stop,
    found::Found,
    prepared::Prepared,
    stage::{Ended, Stage},
    statements,
    steps::LIFE,
    verdict::NOT_REHEARSED,
};
use crate::{Result, verify::VerifyEvent};

pub(super) use used::Used;

use generated::Write;
use loss::losses;

/// Lets the new version write: by the command that the project names for it, else by rows that the schema allows.
///
/// # Errors
/// When the runner cannot be used.
pub(super) fn act(
    prepared: &Prepared<'_>,
    stage: &mut Stage<'_>,
    found: &mut Found,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<std::result::Result<(), Stop>> {
    let (Some(base), Some(again), None) = (found.base.clone(), found.again.clone(), &found.failed) else {
        return Ok(Ok(()));
    };
    let before = match stage.read(&base.scope()) {
        Ok(Some(before)) => before,
        Ok(None) => return Ok(Ok(())),
        Err(why) => return Ok(Err(Stop::With(NOT_REHEARSED, why))),
    };
    if let Some(run) = &prepared.life {
        match stage.run(LIFE, run, &run.script, events)? {
            Ok(()) => {}
            Err(Ended::Cancelled) => return Ok(Err(Stop::Cancelled)),
            Err(Ended::Unproven(why)) => {
                return Ok(Err(Stop::With(NOT_REHEARSED, format!("{LIFE}: {why}"))));
            }
            Err(Ended::Failed(why)) => {
                found.failed = Some(format!("the new version cannot be used: {why}"));
                return Ok(Ok(()));
            }
        }
    } else {
        let altered = used::differing(&base.data, &before.data);
        let writes = generated::writes(&base, &again, &altered);
        if writes.is_empty() {
            return Ok(Ok(()));
        }
        match generate(prepared, stage, writes, events) {
            Ok(notes) => stage.notes.extend(notes),
            Err(Ended::Cancelled) => return Ok(Err(Stop::Cancelled)),
            Err(Ended::Failed(why) | Ended::Unproven(why)) => {
                return Ok(Err(Stop::With(NOT_REHEARSED, format!("{LIFE}: {why}"))));
            }
        }
    }
    let read = |scope: &Scope| stage.read(scope).map(|state| state.expect("the database was there"));
    let (all, projected) = match (read(&Scope::default()), read(&base.scope())) {
        (Ok(all), Ok(projected)) => (all, projected),
        (Err(why), _) | (_, Err(why)) => return Ok(Err(Stop::With(NOT_REHEARSED, why))),
    };
    found.losses = losses(&base, &all);
    found.used = Some(Used::new(&base, &before, projected, all));
    Ok(Ok(()))
}

/// Writes what the schema allows into what the work brought; what it does not allow is told.
fn generate(
    prepared: &Prepared<'_>,
    stage: &mut Stage<'_>,
    writes: Vec<Write>,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> std::result::Result<Vec<String>, Ended> {
    statements::step(stage, (LIFE, prepared.seconds()), events, |scratch, _, watch| {
        let mut notes = Vec::new();
        for write in writes {
            let script = Script { name: write.what.clone(), sql: write.sql };
            match statements::plainly(scratch, &[script], watch) {
                Ok(()) => {}
                Err(statements::Fault::Statements(why)) => notes.push(format!(
                    "{} could not be written as the new version may: {}; `life` of `[database]` can name what does",
                    write.what,
                    why.lines().next().unwrap_or_default()
                )),
                Err(fault) => return Err(fault),
            }
        }
        Ok(notes)
    })
}

/// Whether the names of an engine are quoted by its catalog.
const fn is_quoted(engine: Engine) -> bool {
    matches!(engine, Engine::Postgresql)
}

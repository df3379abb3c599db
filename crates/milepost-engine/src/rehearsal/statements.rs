//! Statements on the database of a rehearsal: those of the document, and those that a rollback runs.

use std::io;

use milepost_database::{
    Keep, Scratch, Script, UndoError, UndoRequest, Undone, run_scripts, undo as take_back,
};
use milepost_ledger::RehearsedStep;
use milepost_runner::{Event, Outcome, Verdict};

use super::{
    database::State,
    stage::{Ended, Stage},
};
use crate::{config::DatabaseConfig, verify::VerifyEvent, way_back::Statements, with_causes};

/// What came of the statements of a rollback.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TakenBack {
    /// What they took out, with how many values.
    pub(super) taken_out: Vec<(String, u64)>,
    /// Why `rollback` refuses them on a database that is needed, though they run.
    pub(super) refused: Option<String>,
}

/// Runs the statements of the document as one step, in one transaction where the engine has such.
pub(super) fn run(
    stage: &mut Stage<'_>,
    name: &str,
    scripts: &[Script],
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<(), Ended> {
    step(stage, name, events, |scratch, _| plainly(scratch, scripts))
}

/// Takes the database back from `changed` to `base` as `rollback` does: in the same transaction, with the same looks before and
/// after. Where it refuses because it cannot know what is right on a database that is needed, the statements run without these looks:
/// here it is known what was there before.
pub(super) fn undo(
    stage: &mut Stage<'_>,
    name: &str,
    statements: &Statements,
    (changed, base): (&State, &State),
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<TakenBack, Ended> {
    step(stage, name, events, |scratch, config| {
        let Some(mut database) = scratch.open_undoable().map_err(|error| with_causes(&error))? else {
            let engine = changed.schema.engine;
            let refused = format!(
                "{engine} ends a transaction with every change of a schema: it prints them for you to run"
            );
            plainly(scratch, &statements.scripts)?;
            return Ok(TakenBack { refused: Some(refused), ..TakenBack::default() });
        };
        let bookkeeping: Vec<String> =
            config.bookkeeping.iter().cloned().chain(statements.books.map(str::to_owned)).collect();
        let request = UndoRequest {
            run: name,
            scripts: &statements.scripts,
            changed: &changed.schema,
            base: &base.schema,
            bookkeeping: &bookkeeping,
            accept_loss: true,
        };
        let saved = match take_back(database.as_mut(), &request, &mut Nowhere) {
            Ok(Undone::Now(saved)) => saved,
            Ok(Undone::Before) => return Err("a scratch database was taken back before".to_owned()),
            Err(error @ (UndoError::Restores(_) | UndoError::Data(_))) => {
                plainly(scratch, &statements.scripts)?;
                return Ok(TakenBack { refused: Some(error.to_string()), ..TakenBack::default() });
            }
            Err(error) => return Err(error.to_string()),
        };
        database.forget(name).map_err(|error| error.to_string())?;
        let taken_out = saved.into_iter().filter(|one| one.values > 0);
        let taken_out = taken_out.map(|one| (one.what.words(), one.values)).collect();
        Ok(TakenBack { taken_out, refused: None })
    })
}

/// Runs scripts and compares nothing.
fn plainly(scratch: &Scratch<'_>, scripts: &[Script]) -> Result<(), String> {
    if let Some(mut database) = scratch.open_undoable().map_err(|error| with_causes(&error))? {
        return run_scripts(database.as_mut(), scripts).map_err(|error| error.to_string());
    }
    let mut database = scratch.open().map_err(|error| with_causes(&error))?;
    scripts.iter().try_for_each(|script| {
        database.run(&script.sql).map_err(|error| format!("`{}` was refused: {error}", script.name))
    })
}

/// Does something with the database as a step that is told and timed like a command.
fn step<T>(
    stage: &mut Stage<'_>,
    name: &str,
    events: &mut dyn FnMut(VerifyEvent<'_>),
    work: impl FnOnce(&Scratch<'_>, &DatabaseConfig) -> Result<T, String>,
) -> Result<T, Ended> {
    let at = stage.steps.len();
    let (Some((scratch, config)), system) = (stage.database(), stage.system()) else {
        return Err(Ended::Unproven("there is no database for its statements".to_owned()));
    };
    let (begun, start) = (system.now(), system.monotonic());
    events(VerifyEvent::Run(Event::WaveStarted { checks: &[at] }));
    events(VerifyEvent::Run(Event::Started { check: at, attempt: 1 }));
    let result = work(scratch, config);
    let duration = system.monotonic().saturating_sub(start);
    let verdict = match &result {
        Ok(_) => Verdict::Pass,
        Err(why) => Verdict::Fail { reason: why.clone() },
    };
    let outcome = Outcome::of(name.to_owned(), verdict, None, begun, duration);
    events(VerifyEvent::Run(Event::Finished { check: at, outcome: &outcome }));
    stage.steps.push(RehearsedStep {
        name: name.to_owned(),
        verdict: outcome.verdict.name().to_owned(),
        reason: outcome.verdict.reason(),
        duration_ms: duration.as_millis() as u64,
    });
    result.map_err(Ended::Failed)
}

/// What is taken out of a scratch database is needed by nobody.
struct Nowhere;

impl Keep for Nowhere {
    fn begin(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn write(&mut self, _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        Ok(())
    }
}

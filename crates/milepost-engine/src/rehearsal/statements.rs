//! Statements on the database of a rehearsal: those of the document, and those that a rollback runs.

use std::{io, time::Duration};

use milepost_database::{
    Keep, Scratch, ScratchError, Script, UndoError, UndoRequest, Undone, run_scripts, undo as take_back,
};
use milepost_ledger::RehearsedStep;
use milepost_runner::{Event, Inconclusive, Outcome, Verdict};

use super::{
    database::{State, with_rights},
    stage::{Ended, Stage},
    watched::{Stopped, Watch, watched},
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

/// Why statements did not run to their end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// They are to blame, in words.
    Statements(String),
    /// Something around them failed, in words: they may be right.
    Surroundings(String),
}

impl Fault {
    pub(super) fn of(error: &UndoError) -> Self {
        let (words, around) = (error.to_string(), error.is_of_surroundings());
        if around { Self::Surroundings(words) } else { Self::Statements(words) }
    }

    pub(super) fn unreachable(error: &ScratchError) -> Self {
        Self::Surroundings(with_causes(error))
    }
}

/// Runs the statements of the document as one step of at most so many seconds, in one transaction where the engine has such.
pub(super) fn run(
    stage: &mut Stage<'_>,
    (name, seconds): (&str, u64),
    scripts: &[Script],
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<(), Ended> {
    step(stage, (name, seconds), events, |scratch, _, watch| plainly(scratch, scripts, watch))
}

/// Takes the database back from `changed` to `base` as `rollback` does: in the same transaction, with the same looks before and
/// after. Where it refuses because it cannot know what is right on a database that is needed, the statements run without these looks:
/// here it is known what was there before.
pub(super) fn undo(
    stage: &mut Stage<'_>,
    (name, seconds): (&str, u64),
    statements: &Statements,
    (changed, base): (&State, &State),
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<TakenBack, Ended> {
    step(stage, (name, seconds), events, |scratch, config, watch| {
        let Some(mut database) = scratch.open_undoable().map_err(|error| Fault::unreachable(&error))? else {
            let engine = changed.schema.engine;
            let refused = format!(
                "{engine} ends a transaction with every change of a schema: it prints them for you to run"
            );
            plainly(scratch, &statements.scripts, watch)?;
            return Ok(TakenBack { refused: Some(refused), ..TakenBack::default() });
        };
        watch.over(database.interrupter());
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
            Ok(Undone::Before) => {
                return Err(Fault::Surroundings("a scratch database was taken back before".to_owned()));
            }
            Err(error @ (UndoError::Restores(_) | UndoError::Data(_))) => {
                plainly(scratch, &statements.scripts, watch)?;
                return Ok(TakenBack { refused: Some(error.to_string()), ..TakenBack::default() });
            }
            Err(error) => return Err(Fault::of(&error)),
        };
        database.forget(name).map_err(|error| Fault::of(&UndoError::Run(error)))?;
        let taken_out = saved.into_iter().filter(|one| one.values > 0);
        let taken_out = taken_out.map(|one| (one.what.words(), one.values)).collect();
        Ok(TakenBack { taken_out, refused: None })
    })
}

/// Runs scripts and compares nothing.
pub(super) fn plainly(scratch: &Scratch<'_>, scripts: &[Script], watch: &Watch) -> Result<(), Fault> {
    if let Some(mut database) = scratch.open_undoable().map_err(|error| Fault::unreachable(&error))? {
        watch.over(database.interrupter());
        return run_scripts(database.as_mut(), scripts).map_err(|error| Fault::of(&error));
    }
    let mut database = scratch.open().map_err(|error| Fault::unreachable(&error))?;
    watch.over(database.interrupter());
    scripts.iter().try_for_each(|script| {
        let failed = |source| UndoError::Script { name: script.name.clone(), source };
        database.run(&script.sql).map_err(|error| Fault::of(&failed(error)))
    })
}

/// Does something with the database as a step that is told, timed and ended like a command.
pub(super) fn step<T>(
    stage: &mut Stage<'_>,
    (name, seconds): (&str, u64),
    events: &mut dyn FnMut(VerifyEvent<'_>),
    work: impl FnOnce(&Scratch<'_>, &DatabaseConfig, &Watch) -> Result<T, Fault>,
) -> Result<T, Ended> {
    let at = stage.place_of(name);
    let (Some((scratch, config)), system) = (stage.database(), stage.system()) else {
        return Err(Ended::Unproven("there is no database for its statements".to_owned()));
    };
    let limit = Duration::from_secs(seconds);
    let (begun, start) = (system.now(), system.monotonic());
    events(VerifyEvent::Run(Event::WaveStarted { checks: &[at] }));
    events(VerifyEvent::Run(Event::Started { check: at, attempt: 1 }));
    let (result, stopped) = watched(limit, stage.cancelled(), |watch| work(scratch, config, watch));
    let duration = system.monotonic().saturating_sub(start);
    let verdict = match (&result, stopped) {
        (_, Some(Stopped::Cancelled)) => Verdict::Cancelled,
        (_, Some(Stopped::TimeOver)) => Verdict::TimedOut { after: limit },
        (Ok(_), None) => Verdict::Pass,
        (Err(Fault::Statements(why)), None) => Verdict::Fail { reason: with_rights(why.clone(), config) },
        (Err(Fault::Surroundings(why)), None) => {
            Verdict::Inconclusive(Inconclusive::Undecided { reason: why.clone() })
        }
    };
    let outcome = Outcome::of(name.to_owned(), verdict, None, begun, duration);
    events(VerifyEvent::Run(Event::Finished { check: at, outcome: &outcome }));
    stage.steps.push(RehearsedStep {
        name: name.to_owned(),
        verdict: outcome.verdict.name().to_owned(),
        reason: outcome.verdict.reason(),
        duration_ms: duration.as_millis() as u64,
    });
    let why = outcome.verdict.reason().unwrap_or_default();
    match (&outcome.verdict, result) {
        (Verdict::Pass, Ok(value)) => Ok(value),
        (Verdict::Cancelled, _) => Err(Ended::Cancelled),
        (Verdict::Inconclusive(_), _) => Err(Ended::Unproven(why)),
        _ => Err(Ended::Failed(why)),
    }
}

/// What is taken out of a scratch database is needed by nobody.
pub(super) struct Nowhere;

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

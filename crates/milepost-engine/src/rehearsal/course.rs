//! The course of a rehearsal: before the change, the change, the way back, and the change once more.

use std::path::Path;

use milepost_database::{Scope, Script};
use milepost_ledger::{Rehearsal as Recorded, RehearsedStep};
use milepost_runner::{Outcome, Sandboxes, Tier};

use super::{
    both_ways,
    database::State,
    dump::of_other_version,
    files, forward,
    found::Found,
    level::level,
    locks,
    prepared::{Prepared, prepare},
    procedure,
    stage::{Ended, Stage},
    statements,
    steps::{
        AGAIN, PREPARE, PREPARE_AGAIN, PREPARE_BASE, SEED, UP, UP_BASE, WRITTEN, WRITTEN_AGAIN, back, check,
        planned,
    },
    taking_back,
    verdict::{Judged, NOT_REHEARSED, judge},
};
use crate::{
    Result, Workspace,
    binding::{Run, RunId, SQL},
    rehearsal::RehearseOptions,
    rollback::save_schema,
    session::{Assessment, Session},
    trust::Granted,
    verify::{self, VerifyEvent},
    way_back::changes,
};

/// What a rehearsal came to.
pub(super) struct Course {
    pub(super) recorded: Recorded,
    /// The last command that ran.
    pub(super) last: Option<Outcome>,
}

/// A rehearsal that ends before its end.
pub(super) enum Stop {
    /// With this verdict.
    With(&'static str, String),
    /// Somebody stopped it.
    Cancelled,
}

/// Rehearses.
///
/// # Errors
/// When Git or the runner cannot be used.
pub(super) fn run(
    session: &Session<'_>,
    index: usize,
    assessment: &Assessment,
    id: RunId,
    granted: &Granted,
    options: &RehearseOptions,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<Course> {
    let workspace = session.workspace;
    let rehearsal = assessment.bound.run(id).rehearsal.as_deref().expect("the run is a rehearsal");
    let early = |stop: Stop, steps: Vec<RehearsedStep>, last: Option<Outcome>| {
        let judged = match stop {
            Stop::With(verdict, words) => Judged { verdict, words, ..Judged::default() },
            Stop::Cancelled => {
                Judged { verdict: NOT_REHEARSED, words: "interrupted".to_owned(), ..Judged::default() }
            }
        };
        Ok(Course { recorded: record(judged, steps), last })
    };
    let prepared = match prepare(workspace, index, rehearsal)? {
        Ok(prepared) => prepared,
        Err(stop) => return early(stop, Vec::new(), None),
    };
    for run in prepared.runs() {
        granted.command(run)?;
    }
    verify::sandbox::require(&prepared.commands().map(spec).collect::<Vec<_>>())?;
    if let Some(why) = unprotected(&prepared) {
        return early(Stop::With(NOT_REHEARSED, why), Vec::new(), None);
    }
    let steps = planned(rehearsal, &workspace.config, workspace.document(index).document());
    let names: Vec<(String, Option<std::time::Duration>)> =
        steps.into_iter().map(|step| (step.name, None)).collect();
    events(VerifyEvent::Planned { document: &workspace.document_id(index), to_run: &names, fresh: 0 });
    let repository = workspace.repository.as_ref().expect("there is a repository, or nothing is rehearsed");
    let set = Stage::set(workspace, repository, rehearsal.database.as_ref(), options.cancel.clone(), &names);
    let mut stage = match set {
        Ok(stage) => stage,
        Err(why) => return early(Stop::With(NOT_REHEARSED, why), Vec::new(), None),
    };
    let mut found = Found { claims_database: rehearsal.claims_database, ..Found::default() };
    let ended = act(workspace, &prepared, &mut stage, &mut found, events)?;
    let ended = match (ended, stage.lost()) {
        (Ok(()), Some(why)) => Err(Stop::With(NOT_REHEARSED, why)),
        (ended, _) => ended,
    };
    let (steps, mut last) = (std::mem::take(&mut stage.steps), stage.last.take());
    // What is kept tells of all steps.
    if let (Some(last), Some(weakest)) = (&mut last, stage.weakest.take()) {
        last.sandbox = weakest;
    }
    found.notes = std::mem::take(&mut stage.notes);
    if let Err(stop) = ended {
        let mut course = early(stop, steps, last)?;
        course.recorded.notes = found.notes;
        course.recorded.base = Some(prepared.base.clone());
        course.recorded.candidate = Some(prepared.candidate.clone());
        return Ok(course);
    }
    let mut recorded = record(judge(&found), steps);
    if recorded.is_proven()
        && let Some((level, why)) = level(&found)
    {
        recorded.level = Some(level);
        recorded.level_because = Some(why);
    }
    recorded.base = Some(prepared.base.clone());
    recorded.candidate = Some(prepared.candidate.clone());
    let states: Vec<&State> =
        [&found.base, &found.changed, &found.back, &found.again].into_iter().flatten().collect();
    for state in &states {
        save_schema(workspace, &state.schema);
    }
    recorded.schemas = states.iter().map(|state| state.schema.digest()).collect();
    recorded.statements.clone_from(&found.digest);
    recorded.made.clone_from(&found.made);
    recorded.locks = found.locks.tables;
    recorded.lock_notes = found.locks.notes;
    recorded.losses.clone_from(&found.losses);
    recorded.faults.clone_from(&found.faults);
    recorded.rows = found.base.as_ref().map(|state| state.data.rows());
    recorded.engine =
        found.base.as_ref().map(|state| format!("{} {}", state.schema.engine, state.schema.version));
    Ok(Course { recorded, last })
}

/// What was found, as a record.
pub(super) fn record(judged: Judged, steps: Vec<RehearsedStep>) -> Recorded {
    Recorded {
        verdict: judged.verdict.to_owned(),
        words: judged.words,
        base: None,
        candidate: None,
        engine: None,
        steps,
        schemas: Vec::new(),
        statements: None,
        made: None,
        level: None,
        level_because: None,
        rows: None,
        locks: Vec::new(),
        lock_notes: Vec::new(),
        changed: judged.changed,
        differences: judged.differences,
        notes: judged.notes,
        faults: Vec::new(),
        losses: Vec::new(),
    }
}

/// The steps of a rehearsal, on the stage. What fails of the change or the way back is found; what keeps a rehearsal from
/// saying anything stops it.
fn act(
    workspace: &Workspace,
    prepared: &Prepared<'_>,
    stage: &mut Stage<'_>,
    found: &mut Found,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<std::result::Result<(), Stop>> {
    macro_rules! tried {
        ($result:expr) => {
            match $result {
                Ok(value) => value,
                Err(why) => return Ok(Err(Stop::With(NOT_REHEARSED, why))),
            }
        };
    }
    macro_rules! ready {
        ($name:expr, $run:expr) => {
            if let Some(run) = $run {
                match stage.run($name, run, &run.script, events)? {
                    Ok(()) => {}
                    Err(Ended::Cancelled) => return Ok(Err(Stop::Cancelled)),
                    Err(Ended::Failed(why) | Ended::Unproven(why)) => {
                        let dump = if $name == SEED { of_other_version(&why) } else { None };
                        let dump = dump.map_or_else(String::new, |words| format!(" ({words})"));
                        return Ok(Err(Stop::With(NOT_REHEARSED, format!("{}: {why}{dump}", $name))));
                    }
                }
            }
        };
    }
    /// Leaves with what failed, which is a finding.
    macro_rules! held {
        ($name:expr, $run:expr, $script:expr, $words:expr) => {
            match stage.run($name, $run, $script, events)? {
                Ok(()) => None,
                Err(Ended::Cancelled) => return Ok(Err(Stop::Cancelled)),
                Err(Ended::Unproven(why)) => {
                    return Ok(Err(Stop::With(NOT_REHEARSED, format!("{}: {why}", $name))))
                }
                Err(Ended::Failed(why)) => Some(format!("{}: {why}", $words)),
            }
        };
    }
    /// The same of statements of the document.
    macro_rules! written {
        ($name:expr, $scripts:expr, $words:expr) => {
            match statements::run(stage, ($name, prepared.seconds()), $scripts, events) {
                Ok(()) => None,
                Err(Ended::Cancelled) => return Ok(Err(Stop::Cancelled)),
                Err(Ended::Unproven(why)) => {
                    return Ok(Err(Stop::With(NOT_REHEARSED, format!("{}: {why}", $name))))
                }
                Err(Ended::Failed(why)) => Some(format!("{}: {why}", $words)),
            }
        };
    }
    let branch = prepared.branch.as_deref();
    found.bookkeeping =
        prepared.rehearsal.database.iter().flat_map(|config| config.bookkeeping.clone()).collect();
    found.work = files::work(workspace, prepared)?;
    if stage.has_database() {
        let engine = stage.database().map(|(scratch, _)| scratch.engine());
        found.locks.notes.extend(engine.and_then(locks::of_engine).map(str::to_owned));
        tried!(stage.check_out(&prepared.base, None));
        ready!(PREPARE_BASE, &prepared.prepare);
        ready!(UP_BASE, &prepared.up);
        ready!(SEED, &prepared.seed);
        found.base = tried!(stage.read(&Scope::default()));
    }
    tried!(stage.check_out(&prepared.candidate, branch));
    ready!(PREPARE, &prepared.prepare);
    if let Some(up) = &prepared.up {
        let is_known = locks::of_migrations(workspace, prepared, stage, found)?;
        let watch = if is_known { None } else { locks::watch(stage, found) };
        found.failed = held!(UP, up, &up.script, "the change itself fails");
        locks::seen(UP, watch, found);
        found.changed = tried!(stage.read(&Scope::default()));
    }
    // What the document says is what changes the database, where nothing else does.
    let written = if found.failed.is_none() && taking_back::is_unchanged(found) {
        changes(prepared.rehearsal)
    } else {
        Vec::new()
    };
    found.is_written = !written.is_empty();
    if found.is_written {
        locks::exact(stage, (WRITTEN, prepared.seconds()), &written, Some(&[]), found);
        found.failed = written!(WRITTEN, &written, "the change itself fails");
        found.changed = tried!(stage.read(&Scope::default()));
    }
    for run in &prepared.checks {
        if found.failed.is_none() {
            let name = check(&run.label);
            found.failed = held!(&name, run, &run.script, "on the changed database the new code fails");
        }
    }
    if found.failed.is_some() {
        return Ok(Ok(()));
    }
    let before = stage.clone().head();
    for (at, (run, script)) in prepared.procedure.iter().enumerate() {
        if found.failed.is_none() {
            let name = back(at, prepared.procedure.len());
            found.failed = if run.interpreter == SQL {
                let script = Script { name: "Rollback Procedure".to_owned(), sql: script.clone() };
                let scripts = std::slice::from_ref(&script);
                locks::exact(stage, (&name, prepared.seconds()), scripts, None, found);
                written!(&name, &[script], "the way back fails")
            } else {
                let watch = locks::watch(stage, found);
                let failed = held!(&name, run, script, "the way back fails");
                locks::seen(&name, watch, found);
                failed
            };
        }
        found.advice.extend(procedure::advice(script));
    }
    found.head = Some((before, stage.clone().head()));
    if let Some(base) = &found.base {
        let scope = base.scope();
        found.back = tried!(stage.read(&scope));
    }
    files::compare(workspace, prepared, stage, found)?;
    if found.failed.is_none()
        && let Some(up) = &prepared.up
    {
        if let Some(forgets) = forward::forgets(workspace, prepared, stage, found)? {
            tried!(taking_back::forget(stage, &forgets));
        }
        tried!(stage.check_out(&prepared.candidate, branch));
        ready!(PREPARE_AGAIN, &prepared.prepare);
        found.failed = held!(AGAIN, up, &up.script, "after the way back the change cannot be done once more");
        if found.failed.is_none() && !written.is_empty() {
            found.failed =
                written!(WRITTEN_AGAIN, &written, "after the way back the change cannot be done once more");
        }
        found.again = tried!(stage.read(&Scope::default()));
    }
    match taking_back::act(workspace, prepared, stage, found, events)? {
        Ok(()) => both_ways::act(workspace, prepared, stage, found, events),
        stop => Ok(stop),
    }
}

/// Why the procedure would run with nothing around it. What takes things back is not let loose on a machine.
fn unprotected(prepared: &Prepared<'_>) -> Option<String> {
    let open = |run: &&Run| Sandboxes::enforced(&spec(run).sandbox).is_ok_and(|found| found.tier < Tier::T2);
    prepared.procedure.iter().map(|(run, _)| run).filter(|run| run.interpreter != SQL).find(open).map(|run| {
        format!(
            "`{}` would run without a sandbox, and a way back that reaches the machine may destroy what is on it: it takes tier T2",
            run.label
        )
    })
}

fn spec(run: &Run) -> milepost_runner::CheckSpec {
    let mut spec = milepost_runner::CheckSpec::new(&run.label, &run.script, "/");
    spec.sandbox = run.sandbox.spec(Path::new("/"), None);
    spec
}

//! How the steps stand, and giving a run of them up.

use std::path::Path;

use milepost_system::System;

use super::{
    course,
    plan::Run,
    report::StepsReport,
    scene::{Scene, Told},
};
use crate::{EngineError, Held, Result, Workspace, procedure::Happened, session::Session};

/// The run of a milestone's steps that is not over, by the path of its document; of any milestone without one.
pub(super) fn open_run<'s>(
    system: &'s dyn System,
    local: &Path,
    path: Option<&str>,
) -> Result<Option<Run<'s>>> {
    let mut open = Run::open(system, local)?;
    let is_it = |run: &Result<Run<'_>>| match run {
        Ok(run) => path.is_none_or(|path| run.plan.path == path),
        Err(_) => true,
    };
    open.find(is_it).transpose()
}

/// The documents of the milestones whose run is not over, newest first.
///
/// # Errors
/// When a journal or a plan cannot be read.
pub fn pending(workspace: &Workspace) -> Result<Vec<String>> {
    let open = Run::open(workspace.system.as_ref(), &workspace.local)?;
    open.map(|run| run.map(|run| run.plan.path)).collect()
}

/// What a run would do. Nothing is run and nothing is written.
///
/// # Errors
/// Refused, with every reason; when the ledger or Git cannot be read.
pub fn planned(workspace: &Workspace, index: usize, from: Option<usize>) -> Result<StepsReport> {
    let session = Session::read(workspace)?;
    let scene = Scene::look(&session, index)?;
    let scripts = scene.filled(&session, from.unwrap_or(1))?;
    let told = Told::of(workspace, &scene)?;
    Ok(course::report(workspace, &scene, (None, Some(&scripts)), &told, "planned"))
}

/// How the steps stand: in the run that is not over, else in the last one. Nothing is written.
///
/// # Errors
/// When the ledger, a journal or a plan cannot be read.
pub fn standing(workspace: &Workspace, index: usize) -> Result<StepsReport> {
    let session = Session::read(workspace)?;
    let scene = Scene::look(&session, index)?;
    let told = Told::of(workspace, &scene)?;
    let (system, path) = (workspace.system.as_ref(), &workspace.document(index).path);
    let last = || -> Result<Option<Run<'_>>> {
        let mine = |run: &Run<'_>| run.plan.path == *path && run.plan.attempt == scene.attempt;
        Ok(Run::all(system, &workspace.local)?.into_iter().rfind(mine))
    };
    let run = match open_run(system, &workspace.local, Some(path))? {
        Some(run) => Some(run),
        None => last()?,
    };
    let state = match run.as_ref().and_then(|run| run.journal.lines().last()).map(|line| line.event) {
        None => "planned",
        Some(Happened::Finished) => "finished",
        Some(Happened::Aborted) => "aborted",
        Some(_) => "open",
    };
    // Steps that changed since are not those of the run.
    let same = run.as_ref().filter(|run| run.plan.is_of(&scene.steps));
    let scripts = same.map(|run| run.plan.steps.as_slice());
    let mut report = course::report(workspace, &scene, (same, scripts), &told, state);
    if let (Some(run), None) = (&run, same) {
        report.run = Some(run.plan.run.clone());
        if state == "open" {
            report.warnings.push(format!(
                "the steps are not those with which the run began: `milepost run {} --abort`, then begin anew; what passed stays done",
                report.id
            ));
        }
    }
    Ok(report)
}

/// Gives a run up. What it did stays done, and nothing is taken back.
///
/// # Errors
/// When none is under way, or the journal cannot be written.
pub fn abort(workspace: &Workspace, _held: &Held, index: usize) -> Result<StepsReport> {
    let path = &workspace.document(index).path;
    let id = workspace.document_id(index);
    let run = open_run(workspace.system.as_ref(), &workspace.local, Some(path))?;
    let mut run = run.ok_or_else(|| {
        EngineError::usage(format!("no run of the steps of `{id}` is under way"))
            .hint(format!("`milepost run {id} --status` says what is done"))
    })?;
    course::journal(&mut run, None, Happened::Aborted, None)?;
    standing(workspace, index)
}

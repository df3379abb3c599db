//! A run that is under way: how it stands, going on with it, giving it up.

use super::{course::Course, plan::Run, report::RollbackReport};
use crate::{EngineError, Held, Result, Workspace};

/// The run that is not over.
fn open_run(workspace: &Workspace) -> Result<Option<Run<'_>>> {
    Run::open(workspace.system.as_ref(), &workspace.local)?.next().transpose()
}

/// The milestone whose rollback is not over, with the run.
///
/// # Errors
/// When a journal or a plan cannot be read.
pub fn pending(workspace: &Workspace) -> Result<Option<(String, String)>> {
    Ok(open_run(workspace)?.map(|run| (run.plan.milestone, run.plan.run)))
}

fn open(workspace: &Workspace) -> Result<Course<'_>> {
    let run = open_run(workspace)?.ok_or_else(|| {
        EngineError::usage("no rollback is under way")
            .hint("`milepost rollback MILESTONE --dry-run` shows one")
    })?;
    Course::new(workspace, run)
}

/// Goes on where it stopped: each step is looked at, and done where it is not.
///
/// # Errors
/// When none is under way, or a step cannot be done.
pub fn resume(
    workspace: &Workspace,
    _held: &Held,
    cancelled: &dyn Fn() -> bool,
    tell: &mut dyn FnMut(&str),
) -> Result<RollbackReport> {
    open(workspace)?.go(cancelled, tell)
}

/// Gives it up, as long as nothing is changed for good.
///
/// # Errors
/// When none is under way, or it is past its pivot.
pub fn abort(workspace: &Workspace, _held: &Held) -> Result<RollbackReport> {
    open(workspace)?.abort()
}

/// How the run that is under way stands, else the last one. Nothing is written.
///
/// # Errors
/// When there was none, or it cannot be looked at.
pub fn standing(workspace: &Workspace) -> Result<RollbackReport> {
    let run = match open_run(workspace)? {
        Some(run) => run,
        None => Run::all(workspace.system.as_ref(), &workspace.local)?.pop().ok_or_else(|| {
            EngineError::usage("nothing was ever rolled back here")
                .hint("`milepost rollback MILESTONE --dry-run` shows what it would do")
        })?,
    };
    let course = Course::new(workspace, run)?;
    course.report(course.standing()?)
}

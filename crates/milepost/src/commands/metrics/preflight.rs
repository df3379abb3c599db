//! `milepost metrics --preflight`.

use milepost_engine::{
    ErrorKind, Workspace,
    exit::Exit,
    gate::performance::Readiness,
    metric::{MetricPreflight, preflight},
    session::Session,
    trust::{Allowed, Class},
};
use milepost_report::human;
use serde_json::json;

use super::super::trust;
use super::Args;
use crate::{
    context::Context,
    error::{CommandError, Result},
    select::{in_progress, select_one},
};

/// Tries the metrics of a milestone and says whether a measurement is worth its time.
pub(super) fn run(context: &Context, args: &Args) -> Result {
    let (workspace, index) = if let Some(text) = &args.of {
        select_one(context, text)?
    } else {
        let workspace = context.some_of_workspace()?;
        let index = current(&workspace)?;
        (workspace, index)
    };
    let (workspace, _held, index) = context.hold_for(workspace, index)?;
    let session = Session::write(&workspace)?;
    let progress = context.progress("trying the metrics");
    let attempt =
        |allow: &Allowed| -> std::result::Result<Vec<MetricPreflight>, milepost_engine::EngineError> {
            preflight(&session, index, args.name.as_deref(), allow, &context.cancel, &mut |_| {})
        };
    let allow = args.allow.allowed(context);
    let mut found = attempt(&allow);
    if matches!(&found, Err(error) if error.kind == ErrorKind::Untrusted)
        && !context.json
        && let Some(allowed) = trust::offer(context, &workspace, &[index], Class::Verify, &allow, false)?
    {
        found = attempt(&allowed);
    }
    let found = found?;
    drop(progress);
    let is_ready = found.iter().all(|one| one.readiness == Readiness::Ready);
    let exit = if is_ready { Exit::Ok } else { Exit::Inconclusive };
    context
        .answer("metrics", exit, &json!({ "preflight": found }), || human::preflight(&found, context.page()))
}

/// The only milestone in progress, else the only one.
fn current(workspace: &Workspace) -> Result<usize> {
    let all: Vec<usize> = workspace.portfolio.milestones().map(|(index, _)| index).collect();
    match (in_progress(workspace).as_slice(), all.as_slice()) {
        ([one], _) | ([], [one]) => Ok(*one),
        _ => Err(CommandError::usage("it is not clear whose metrics are meant")
            .hint("name the milestone: `milepost metrics --preflight --of ID`")),
    }
}

//! Whether a plan still fits the project, and the work still fits the plan.

mod files;
mod report;
mod scope;
mod shared;
mod stamp;

pub(crate) use files::{PlannedFiles, touched};
pub use report::{Drift, SharedFile};
pub(crate) use shared::Plans;
pub(crate) use stamp::stamps;

use std::collections::HashMap;

use milepost_document::vocabulary::Status;
use milepost_portfolio::Graph;

use crate::{
    Result,
    session::{Assessment, Session},
};

/// Differences between two commits, each asked for once.
#[derive(Debug, Default)]
pub(crate) struct Commits {
    changed: HashMap<(String, String), Option<Vec<String>>>,
}

/// How far a plan and its project have moved apart. Only of work that is planned or goes on.
///
/// # Errors
/// When the ledger, Git or a file fails.
pub(crate) fn drift(
    session: &Session<'_>,
    assessment: &Assessment,
    graph: &Graph,
    plans: &Plans,
    commits: &mut Commits,
) -> Result<Drift> {
    let workspace = session.workspace;
    let loaded = workspace.document(assessment.index);
    let status = loaded.status();
    if status.is_none_or(|status| status.is_final() || status == Status::Deferred) {
        return Ok(Drift::default());
    }
    let mut drift = Drift { shared: plans.shared(workspace, graph, assessment.index), ..Drift::default() };
    let planned = PlannedFiles::of(workspace, assessment.index);
    stamp::changed_since(session, assessment, &planned, commits, &mut drift)?;
    if matches!(status, Some(Status::InProgress | Status::Review | Status::Blocked)) {
        scope::compare(session, assessment, &planned, &mut drift)?;
    }
    Ok(drift)
}

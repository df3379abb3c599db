//! What changed between the plan and the work.

use milepost_ledger::{DocumentReference, Kind, NewRecord, PlanStamp, Predicate};

use super::{Commits, Drift, files::PlannedFiles};
use crate::{
    Result,
    lifecycle::Transition,
    session::{Assessment, Session},
};

/// The stamp that a move leaves: `ready` says that the plan fits the project as it is; so does `start`, where nobody
/// said it before.
pub(crate) fn stamps(
    session: &Session<'_>,
    transition: Transition,
    document: &DocumentReference,
    head: Option<&str>,
    who: Option<&str>,
) -> Result<Option<NewRecord>> {
    let Some(commit) = head else { return Ok(None) };
    let wanted = match transition {
        Transition::Ready => true,
        Transition::Start => newest(session, &document.id)?.is_none(),
        _ => false,
    };
    Ok(wanted.then(|| {
        NewRecord::new(Predicate::PlanStamp(PlanStamp {
            document: document.clone(),
            commit: commit.to_owned(),
            command: transition.command().to_owned(),
            who: who.unwrap_or("unknown").to_owned(),
        }))
    }))
}

/// The newest stamp of this repository. It proves nothing and guards nothing, so it needs no signature.
fn newest(session: &Session<'_>, document: &str) -> Result<Option<PlanStamp>> {
    let workspace = session.workspace;
    let records = session.signers.records(workspace, &session.ledger, &Kind::PlanStamp, document)?;
    Ok(records.iter().find_map(|record| match &record.predicate {
        Predicate::PlanStamp(stamp) if session.signers.is_ours(workspace, &session.ledger, record) => {
            Some(stamp.clone())
        }
        _ => None,
    }))
}

/// Which of the named files changed after the plan was stamped: up to the baseline of the work, or HEAD before it.
pub(super) fn changed_since(
    session: &Session<'_>,
    assessment: &Assessment,
    planned: &PlannedFiles,
    commits: &mut Commits,
    drift: &mut Drift,
) -> Result<()> {
    let workspace = session.workspace;
    let Some(git) = workspace.git() else { return Ok(()) };
    let Some(stamp) = newest(session, &workspace.document_id(assessment.index))? else { return Ok(()) };
    let until = match &assessment.baseline {
        Some((_, baseline)) if !baseline.adopted && !baseline.commit.is_empty() => baseline.commit.clone(),
        _ => match git.head()? {
            Some(head) => head,
            None => return Ok(()),
        },
    };
    drift.planned_at = Some(stamp.commit.clone());
    let key = (stamp.commit, until);
    if !commits.changed.contains_key(&key) {
        let known = git.rev_parse(&format!("{}^{{commit}}", key.0))?.is_some()
            && git.rev_parse(&format!("{}^{{commit}}", key.1))?.is_some();
        let changed = if known {
            // Git names files from the top of the repository, documents from that of the project.
            let top = workspace.repository.as_ref().map(|repository| repository.root.clone());
            let below =
                top.and_then(|top| workspace.root.strip_prefix(top).ok().map(std::path::Path::to_owned));
            let below = below.unwrap_or_default();
            let names = git.diff_names(&key.0, &key.1)?.into_iter();
            let inside = names
                .filter_map(|name| Some(name.path.strip_prefix(&below).ok()?.to_string_lossy().into_owned()));
            Some(inside.collect())
        } else {
            None
        };
        commits.changed.insert(key.clone(), changed);
    }
    match commits.changed.get(&key).and_then(Option::as_ref) {
        Some(changed) => {
            let is_named = |file: &&String| planned.named().any(|named| named.covers(file));
            drift.changed = changed.iter().filter(is_named).cloned().collect();
        }
        None => drift.planned_at_is_gone = true,
    }
    Ok(())
}

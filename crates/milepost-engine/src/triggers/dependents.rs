//! What the milestones that need one say of today's files.

use milepost_document::vocabulary::Status;
use milepost_portfolio::Graph;

use super::{TriggerState, evaluate::Found};
use crate::{
    Result,
    binding::{Binding, Gate},
    session::{Assessment, Session},
    standing::{Judged, Proof},
};

/// Holds the criteria of every milestone that needs this one and has begun against today's files.
pub(super) fn dependents(session: &Session<'_>, assessment: &Assessment, graph: &Graph) -> Result<Found> {
    let workspace = session.workspace;
    let needs = |index: usize| graph.waits_of(index).iter().any(|wait| wait.needed == assessment.index);
    let (mut passing, mut unknown) = (Vec::new(), Vec::new());
    for (index, loaded) in workspace.portfolio.milestones().filter(|(index, _)| needs(*index)) {
        // What has not begun promises nothing yet.
        if !matches!(loaded.status(), Some(Status::InProgress | Status::Review | Status::Completed)) {
            continue;
        }
        let id = workspace.document_id(index);
        let other = session.assess(index, false, true)?;
        let deciding: Vec<(&Binding, &Judged)> =
            other.guarding(Gate::Complete).filter(|(binding, _)| !binding.check.runs().is_empty()).collect();
        let failed = |one: &&(&Binding, &Judged)| one.1.proof == Proof::Failed;
        if let Some((binding, judged)) = deciding.iter().find(failed) {
            let reason = judged.reason.as_deref().unwrap_or("it failed");
            return Ok(Found::new(TriggerState::Hit, format!("“{}” of `{id}`: {reason}", binding.text)));
        }
        let is_told = |one: &(&Binding, &Judged)| matches!(one.1.proof, Proof::Passed | Proof::Waived);
        if deciding.is_empty() || !deciding.iter().all(is_told) {
            unknown.push(id);
        } else {
            passing.push(format!("`{id}`"));
        }
    }
    Ok(match (passing.as_slice(), unknown.as_slice()) {
        ([], []) => Found::new(
            TriggerState::NotMeasured,
            "no milestone that has begun needs this one, and nothing else is looked at",
        ),
        (_, [first, ..]) => Found::new(
            TriggerState::NotMeasured,
            format!("`{first}` needs this one, and its commands did not all pass on these files"),
        )
        .hinting(format!("milepost verify --again {first}")),
        (passing, []) => Found::new(
            TriggerState::Clear,
            format!("the commands of {} pass on these files", passing.join(", ")),
        ),
    })
}

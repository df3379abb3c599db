//! What the milestones that need one say of today's files.

use milepost_document::vocabulary::Status;
use milepost_portfolio::Graph;

use super::{TriggerState, evaluate::Found};
use crate::{
    Result,
    binding::{Binding, Class, Gate},
    session::{Assessment, Session},
    standing::{Judged, Proof},
};

/// Holds the criteria of every milestone that needs this one and has begun against today's files.
pub(super) fn dependents(session: &Session<'_>, assessment: &Assessment, graph: &Graph) -> Result<Found> {
    let workspace = session.workspace;
    let needs = |index: usize| graph.waits_of(index).iter().any(|wait| wait.needed == assessment.index);
    let (mut passing, mut unknown, mut silent) = (Vec::new(), Vec::new(), Vec::new());
    for (index, loaded) in workspace.portfolio.milestones().filter(|(index, _)| needs(*index)) {
        // What has not begun promises nothing yet.
        if !matches!(loaded.status(), Some(Status::InProgress | Status::Review | Status::Completed)) {
            continue;
        }
        let id = workspace.document_id(index);
        let other = session.assess(index, false, true)?;
        // Of work that goes on only what held before it can be broken; what it is to change may fail still.
        let is_done = loaded.status() == Some(Status::Completed);
        let deciding: Vec<(&Binding, &Judged)> = other
            .guarding(Gate::Complete)
            .filter(|(binding, _)| !binding.check.runs().is_empty())
            .filter(|(binding, _)| is_done || binding.class == Class::Invariant)
            .collect();
        let is_fresh =
            |binding: &Binding| binding.check.runs().iter().all(|id| other.states[id.0].is_fresh());
        let failed = |one: &&(&Binding, &Judged)| one.1.proof == Proof::Failed && is_fresh(one.0);
        if let Some((binding, judged)) = deciding.iter().find(failed) {
            let reason = judged.reason.as_deref().unwrap_or("it failed");
            return Ok(Found::new(TriggerState::Hit, format!("“{}” of `{id}`: {reason}", binding.text)));
        }
        let is_told = |one: &(&Binding, &Judged)| matches!(one.1.proof, Proof::Passed | Proof::Waived);
        if deciding.is_empty() {
            silent.push(id);
        } else if !deciding.iter().all(is_told) {
            unknown.push(id);
        } else {
            passing.push(format!("`{id}`"));
        }
    }
    Ok(match (passing.as_slice(), unknown.as_slice(), silent.as_slice()) {
        ([], [], []) => Found::new(
            TriggerState::NotMeasured,
            "no milestone that has begun needs this one, and nothing else is looked at",
        ),
        (_, [first, ..], _) => Found::new(
            TriggerState::NotMeasured,
            format!("`{first}` needs this one, and its commands did not all pass on these files"),
        )
        .hinting(format!("milepost verify --again {first}")),
        (_, [], [first, ..]) => Found::new(
            TriggerState::NotMeasured,
            format!("`{first}` needs this one, and has no command that tells whether it holds still"),
        ),
        (passing, [], []) => Found::new(
            TriggerState::Clear,
            format!("the commands of {} pass on these files", passing.join(", ")),
        ),
    })
}

//! What the milestones that need one say of today's files.

use milepost_document::vocabulary::Status;
use milepost_portfolio::Graph;

use super::{TriggerState, evaluate::Found};
use crate::{
    Result, Workspace,
    binding::{Binding, Bound, Check, Class, Gate, RunId},
    session::{Assessment, Session},
    standing::{Judged, Proof},
};

/// The milestones that need this one and have begun, and whether they are completed. What has not begun promises nothing yet.
pub(crate) fn dependents_of(workspace: &Workspace, graph: &Graph, index: usize) -> Vec<(usize, bool)> {
    let needs = |other: usize| graph.waits_of(other).iter().any(|wait| wait.needed == index);
    let all = workspace.portfolio.milestones().filter(|(other, _)| needs(*other));
    let begun = all.filter_map(|(other, loaded)| match loaded.status() {
        Some(Status::Completed) => Some((other, true)),
        Some(Status::InProgress | Status::Review | Status::Blocked) => Some((other, false)),
        _ => None,
    });
    begun.collect()
}

/// Whether a criterion is one that a milestone promises to others, by commands that can be run for that: of a completed one
/// all, else what held before its work. What is measured or rehearsed has a baseline of its own, and is left out.
pub(crate) fn is_promised(bound: &Bound, binding: &Binding, completed: bool) -> bool {
    let runs = binding.check.runs();
    let is_plain = |id: &RunId| bound.run(*id).metric.is_none() && bound.run(*id).rehearsal.is_none();
    // Of work that goes on only what held before it can be broken; what it is to change may fail still.
    binding.gate == Gate::Complete
        && (completed || binding.class == Class::Invariant)
        && !runs.is_empty()
        && runs.iter().all(is_plain)
}

/// Holds the criteria of every milestone that needs this one and has begun against today's files.
pub(super) fn dependents(session: &Session<'_>, assessment: &Assessment, graph: &Graph) -> Result<Found> {
    let workspace = session.workspace;
    let (mut passing, mut unknown, mut silent) = (Vec::new(), Vec::new(), Vec::new());
    let mut unknown_parts = false;
    for (binding, judged) in assessment.deciding() {
        let Check::Components(asked) = &binding.check else { continue };
        match judged.proof {
            Proof::Passed | Proof::Waived => {
                passing.extend(asked.named.iter().map(|component| format!("`{}`", component.name)));
            }
            Proof::Failed if asked.runs.iter().any(|id| has_failed(assessment, *id)) => {
                let reason = judged.reason.as_deref().unwrap_or("it failed");
                return Ok(Found::new(TriggerState::Hit, format!("“{}”: {reason}", binding.text)));
            }
            // An update that is not there yet breaks nothing.
            _ => unknown_parts |= asked.runs.iter().any(|id| !assessment.states[id.0].is_fresh_pass()),
        }
    }
    for (index, is_done) in dependents_of(workspace, graph, assessment.index) {
        let id = workspace.document_id(index);
        let other = session.assess(index, false, true)?;
        let deciding: Vec<(&Binding, &Judged)> = other
            .guarding(Gate::Complete)
            .filter(|(binding, _)| is_promised(&other.bound, binding, is_done))
            .collect();
        let is_fresh =
            |binding: &Binding| binding.check.runs().iter().all(|id| other.states[id.0].is_fresh());
        // That a check is weak breaks nobody: then its own run passed.
        let passed =
            |binding: &Binding| binding.check.runs().iter().all(|id| other.states[id.0].is_fresh_pass());
        let is_weak = |binding: &Binding| !binding.must_fail.is_empty() && passed(binding);
        let failed =
            |one: &&(&Binding, &Judged)| one.1.proof == Proof::Failed && is_fresh(one.0) && !is_weak(one.0);
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
    passing.dedup();
    if unknown_parts && unknown.is_empty() {
        let id = workspace.document_id(assessment.index);
        let words = "the checks of the components that it affects did not all pass on these files";
        let found = Found::new(TriggerState::NotMeasured, words).hinting(format!("milepost verify {id}"));
        return Ok(found.blocking());
    }
    Ok(match (passing.as_slice(), unknown.as_slice(), silent.as_slice()) {
        ([], [], []) => Found::new(
            TriggerState::NotMeasured,
            "no milestone that has begun needs this one, and no component stands under Affects",
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

/// Whether a command has failed on just these files.
fn has_failed(assessment: &Assessment, id: RunId) -> bool {
    let state = &assessment.states[id.0];
    state.is_fresh() && !state.is_fresh_pass()
}

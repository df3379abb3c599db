//! `why`: what made evidence stale, or why an item stands as it does.

use milepost_ledger::RunEnvironment;
use serde::Serialize;

use crate::{
    binding::Bound,
    explain::describe,
    plan::{Difference, RunState, expires},
    session::Assessment,
    standing::Standing,
};

/// Why an item stands as it does.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Why {
    /// Its id.
    pub id: String,
    /// Its words.
    pub text: String,
    /// What is known of it.
    pub standing: Standing,
    /// In one line.
    pub reason: Option<String>,
    /// The next step.
    pub hint: Option<String>,
    /// Why its pass says little of the work.
    pub weak: Option<String>,
    /// What decides it.
    pub check: String,
    /// The commands on which it rests.
    pub runs: Vec<WhyRun>,
}

/// What is known of one command.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WhyRun {
    /// How it is shown.
    pub label: String,
    /// Whether there is evidence for today's inputs.
    pub fresh: bool,
    /// The newest evidence.
    pub record: Option<String>,
    /// When it was made, by the machine's clock.
    pub recorded: Option<String>,
    /// How it ended.
    pub verdict: Option<String>,
    /// Until when it counts, by the machine's clock; `None`: without end.
    pub expires: Option<String>,
    /// The sandbox in which it ran: its tier and network.
    pub sandbox: Option<String>,
    /// What differs since.
    pub differences: Vec<Difference>,
}

/// Why the item at a place in the bindings stands as it does.
pub fn why(assessment: &Assessment, at: usize) -> Why {
    let binding = &assessment.bound.bindings[at];
    let judged = &assessment.judged[at];
    let runs = (binding.check.runs().iter().chain(&binding.must_fail))
        .map(|id| why_run(&assessment.bound, &assessment.states[id.0], id.0))
        .collect();
    Why {
        id: binding.id.clone(),
        text: binding.text.clone(),
        standing: judged.standing,
        reason: judged.reason.clone(),
        hint: judged.hint.clone(),
        weak: judged.weak.clone(),
        check: describe(&binding.check, &assessment.bound),
        runs,
    }
}

fn why_run(bound: &Bound, state: &RunState, at: usize) -> WhyRun {
    let newest = state.newest.as_ref();
    WhyRun {
        label: bound.runs[at].label.clone(),
        fresh: state.is_fresh(),
        record: newest.map(|(digest, _)| digest.short()),
        recorded: newest.map(|(_, run)| run.result.started.clone()),
        verdict: newest.map(|(_, run)| run.result.verdict.name().to_owned()),
        expires: newest.and_then(|(_, run)| expires(&bound.runs[at], run)).map(|at| at.to_string()),
        sandbox: newest.map(|(_, run)| sandbox(&run.environment)),
        differences: state.differences.clone(),
    }
}

fn sandbox(environment: &RunEnvironment) -> String {
    let network = if environment.network.is_empty() { "full" } else { &environment.network };
    format!("{}, network {network}", environment.tier)
}

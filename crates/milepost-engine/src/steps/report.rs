//! What became of the steps of a milestone.

use serde::Serialize;

use crate::{exit::Exit, lifecycle::DocumentChange};

/// The steps of a milestone, and what became of a run of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepsReport {
    /// The milestone's id.
    pub id: String,
    /// Its document.
    pub path: String,
    /// The run; `None` where none began.
    pub run: Option<String>,
    /// `planned`, `open`, `finished` or `aborted`.
    pub state: String,
    /// The steps, in their order.
    pub steps: Vec<StepReport>,
    /// Why the run stopped before its end.
    pub stopped: Option<Stopped>,
    /// The lines of documents that changed, as a diff.
    pub written: Vec<String>,
    /// What is good to know.
    pub warnings: Vec<String>,
    /// The documents that changed.
    #[serde(skip)]
    pub changes: Vec<DocumentChange>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepReport {
    /// Its number, from 1.
    pub number: usize,
    /// Its words.
    pub title: String,
    /// Its line in the document, from 1.
    pub line: u32,
    /// `done` in this run, `found` done before, `declared` done by somebody, `skipped`, `failed`, `interrupted` in the midst
    /// of a command, `passed-over` where the run begins behind it, else `open`.
    pub state: String,
    /// Whether it has commands; else somebody does it.
    pub is_manual: bool,
    /// Its box; `None` where it has none.
    pub ticked: Option<bool>,
    /// Its commands, in their order.
    pub commands: Vec<CommandReport>,
    /// Its fences that nothing runs: line and reason.
    pub not_run: Vec<(u32, String)>,
    /// The reason for which it is left out, or what was said of it.
    pub note: Option<String>,
}

/// One command of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CommandReport {
    /// Its line in the document, from 1.
    pub line: u32,
    /// Its first line.
    pub label: String,
    /// What runs, with values in place of placeholders.
    pub script: String,
    /// `pass`, `fail`, `flaky`, `inconclusive`, `timeout`; `None`: it was not run in this attempt.
    pub verdict: Option<String>,
    /// The record of the evidence.
    pub record: Option<String>,
    /// Whether it ran now.
    pub ran: bool,
    /// Milliseconds.
    pub duration_ms: Option<u64>,
}

/// Why a run stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stopped {
    /// The number of the step.
    pub step: usize,
    /// `failed`, `inconclusive`, `manual` or `interrupted`.
    pub why: String,
    /// In words.
    pub words: String,
    /// The end of the output, where a command did not pass.
    pub tail: Option<String>,
    /// The next steps.
    pub hints: Vec<String>,
}

impl StepsReport {
    /// What the shell is told.
    pub fn exit(&self) -> Exit {
        let stopped = self.stopped.as_ref().map(|stopped| match stopped.why.as_str() {
            "failed" => Exit::Failed,
            "inconclusive" => Exit::Inconclusive,
            _ => Exit::Outstanding,
        });
        let is_open = |step: &StepReport| matches!(step.state.as_str(), "open" | "passed-over");
        let outstanding = self.state == "finished" && self.steps.iter().any(is_open);
        let nothing = self.steps.is_empty().then_some(Exit::NothingRan);
        Exit::worst(stopped.into_iter().chain(outstanding.then_some(Exit::Outstanding)).chain(nothing))
    }
}

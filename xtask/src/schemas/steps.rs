//! The steps of a milestone, and what became of a run of them.

use schemars::JsonSchema;

/// What `run` did, would do, or how it stands.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Steps {
    /// The milestone's id.
    id: String,
    /// Its document.
    path: String,
    /// The run; `null` where none began.
    run: Option<String>,
    /// `planned`, `open`, `finished` or `aborted`.
    state: String,
    /// The steps, in their order.
    steps: Vec<WorkStep>,
    /// Why the run stopped before its end.
    stopped: Option<Stopped>,
    /// The lines of documents that changed, as a diff.
    written: Vec<String>,
    /// What is good to know.
    warnings: Vec<String>,
}

/// One step.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct WorkStep {
    /// Its number, from 1.
    number: usize,
    /// Its words.
    title: String,
    /// Its line in the document, from 1.
    line: u32,
    /// `done` in this run, `found` done before, `declared` done by somebody, `skipped`, `failed`, `interrupted` in the midst
    /// of a command, `passed-over` where the run begins behind it, else `open`.
    state: String,
    /// Whether it has no command: then somebody does it.
    is_manual: bool,
    /// Its box; `null` where it has none.
    ticked: Option<bool>,
    /// Its commands, in their order.
    commands: Vec<StepCommand>,
    /// Its fences that nothing runs: line and reason.
    not_run: Vec<(u32, String)>,
    /// The reason for which it is left out, or what was said of it.
    note: Option<String>,
}

/// One command of a step.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct StepCommand {
    /// Its line in the document, from 1.
    line: u32,
    /// Its first line.
    label: String,
    /// What runs, with values in place of placeholders.
    script: String,
    /// `pass`, `fail`, `flaky`, `inconclusive`, `timeout`; `null`: it was not run in this attempt.
    verdict: Option<String>,
    /// The record of the evidence.
    record: Option<String>,
    /// Whether it ran now.
    ran: bool,
    /// Milliseconds.
    duration_ms: Option<u64>,
}

/// Why a run stopped.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Stopped {
    /// The number of the step.
    step: usize,
    /// `failed`, `inconclusive`, `manual` or `interrupted`.
    why: String,
    /// In words.
    words: String,
    /// The end of the output, where a command did not pass.
    tail: Option<String>,
    /// The next steps.
    hints: Vec<String>,
}

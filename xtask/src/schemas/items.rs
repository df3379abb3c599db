//! Items and what decides them.

use schemars::JsonSchema;

use super::milestones::Milestone;

/// A document's items with their checks, or one item of it.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Explain {
    /// The milestone's id.
    id: String,
    /// Its document; absent when one item was asked for.
    path: Option<String>,
    /// Its items in the order of the document; absent when one was asked for.
    items: Option<Vec<Item>>,
    /// The commands on which they rest; absent when one item was asked for.
    runs: Option<Vec<Run>>,
    /// Fences that nothing runs, with line and reason; absent when one item was asked for.
    not_run: Option<Vec<(u64, String)>>,
    /// Annotations that cannot be followed, with line and message; absent when one item was asked for.
    problems: Option<Vec<(u64, String)>>,
    /// The item that was asked for.
    item: Option<Item>,
}

/// A document's items with what is known of each.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Explanation {
    /// The milestone's id.
    id: String,
    /// Its document.
    path: String,
    /// Its items in the order of the document.
    items: Vec<Item>,
    /// The commands on which they rest.
    runs: Vec<Run>,
    /// Fences that nothing runs: line and reason.
    not_run: Vec<(u64, String)>,
    /// Annotations that cannot be followed: line and message.
    problems: Vec<(u64, String)>,
}

/// A milestone and its items with what is known of each.
#[derive(JsonSchema)]
pub(super) struct Show {
    /// The milestone.
    milestone: Milestone,
    /// Its items in the order of the document.
    items: Vec<Item>,
    /// The commands on which they rest.
    runs: Vec<Run>,
}

/// One item.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Item {
    /// Its id.
    id: String,
    /// Its line, from 1.
    line: u64,
    /// What its section means.
    section: Option<String>,
    /// Its words.
    text: String,
    /// Whether its box is ticked; null without a box.
    ticked: Option<bool>,
    /// Which transition it guards.
    gate: Gate,
    /// Which rule bound it.
    rule: BoundBy,
    /// What decides it, in words.
    check: String,
    /// The patches with which its check has to fail, by path from the project's root.
    must_fail_with: Vec<String>,
    /// Whether it decides anything.
    decides: bool,
    /// Whether it should pass before the work as well.
    class: Class,
    /// What is known of it; null where nothing was judged.
    standing: Option<Standing>,
    /// Why.
    reason: Option<String>,
    /// The next step.
    hint: Option<String>,
    /// Why its pass says little of the work; null where it does not, or where nothing was judged.
    weak: Option<String>,
    /// What was found of coverage; null for an item that does not ask for it, and where nothing was judged.
    coverage: Option<Coverage>,
}

/// What was found of coverage, without the excluded files.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Coverage {
    /// Lines.
    lines: Option<Covered>,
    /// Branches, where they are measured.
    branches: Option<Covered>,
    /// Functions, where they are measured.
    functions: Option<Covered>,
    /// Lines at the baseline.
    lines_before: Option<Covered>,
    /// The files that miss what each file has to reach.
    short: Vec<FileShort>,
    /// Of the lines that the work changed; null where they are not asked for.
    changed: Option<LinesOfChange>,
    /// What is not counted, and why.
    excluded: Vec<ExcludedFiles>,
}

/// A part of a whole.
#[derive(JsonSchema)]
pub(super) struct Covered {
    /// How many were reached.
    hit: u64,
    /// How many there are.
    total: u64,
}

/// A file that misses what each file has to reach.
#[derive(JsonSchema)]
pub(super) struct FileShort {
    /// The file.
    path: String,
    /// What is covered of it.
    covered: Covered,
}

/// How much of a change is covered.
#[derive(JsonSchema)]
pub(super) struct LinesOfChange {
    /// Of the changed lines that can be reached.
    lines: Covered,
    /// Those that were not reached.
    missed: Vec<MissedLines>,
}

/// Changed lines of one file that no test reached.
#[derive(JsonSchema)]
pub(super) struct MissedLines {
    /// The file.
    path: String,
    /// Its lines.
    lines: Vec<u64>,
    /// Whether the report names the file at all.
    loaded: bool,
}

/// Files that coverage is not asked of.
#[derive(JsonSchema)]
pub(super) struct ExcludedFiles {
    /// Which, as a glob.
    files: String,
    /// Why.
    because: String,
    /// How many files of the report it names.
    count: u64,
}

/// Which transition an item guards.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub(super) enum Gate {
    Start,
    Begun,
    Complete,
    None,
}

/// Whether an item should pass before the work as well.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub(super) enum Class {
    Invariant,
    Change,
}

/// What is known of an item.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub(super) enum Standing {
    Open,
    Claimed,
    Proven,
    Stale,
    Refuted,
    Waived,
}

/// Which rule bound an item to its check.
#[derive(JsonSchema)]
pub(super) struct BoundBy {
    /// The rule.
    rule: String,
    /// What of it.
    detail: Option<serde_json::Value>,
}

/// One command.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Run {
    /// How it is shown.
    label: String,
    /// Its place in the document.
    line: Option<u64>,
    /// What runs it.
    interpreter: String,
    /// All of it.
    script: String,
    /// The folder, from the project's root.
    cwd: String,
    /// Globs of its inputs; the whole tree when empty.
    inputs: Vec<String>,
    /// Globs of what it may change.
    writes: Vec<String>,
    /// Whether it runs tests.
    is_test: bool,
    /// Statements whose failure the shell would hide.
    unsafe_statements: Vec<String>,
}

/// Why an item stands as it does.
#[derive(JsonSchema)]
pub(super) struct Why {
    /// The item's id.
    id: String,
    /// Its words.
    text: String,
    /// What is known of it.
    standing: Standing,
    /// In one line.
    reason: Option<String>,
    /// The next step.
    hint: Option<String>,
    /// Why its pass says little of the work; null where it does not.
    weak: Option<String>,
    /// What decides it.
    check: String,
    /// The commands on which it rests.
    runs: Vec<WhyRun>,
}

/// What is known of one command.
#[derive(JsonSchema)]
pub(super) struct WhyRun {
    /// How it is shown.
    label: String,
    /// Whether there is evidence for today's inputs.
    fresh: bool,
    /// The newest evidence.
    record: Option<String>,
    /// When it was made.
    recorded: Option<String>,
    /// How it ended.
    verdict: Option<String>,
    /// Until when it counts, by the machine's clock; null: without end.
    expires: Option<String>,
    /// The sandbox in which it ran: its tier and network.
    sandbox: Option<String>,
    /// What differs since.
    differences: Vec<Difference>,
}

/// One reason why evidence does not hold for today's inputs. `what` says which fields there are.
#[derive(JsonSchema)]
pub(super) struct Difference {
    /// `file`, `environment`, `tool`, `unknown-tree`, …
    what: String,
    /// The file.
    path: Option<String>,
    /// `added`, `modified` or `removed`.
    change: Option<String>,
    /// The variable or the program.
    name: Option<String>,
    /// What is wrong with the inputs.
    message: Option<String>,
    /// Why the evidence is not believed.
    why: Option<String>,
}

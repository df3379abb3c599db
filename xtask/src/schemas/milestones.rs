//! Milestones, findings, and what is around them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde_json::Value;

use super::triggers::{Decision, Trigger};

/// The state of a repository.
#[derive(JsonSchema)]
pub(super) struct Status {
    /// The milestones in the order of their paths.
    milestones: Vec<Milestone>,
    /// Files that could not be read: path and reason.
    unreadable: Vec<(String, String)>,
    /// A change that was interrupted, to be finished by the next writing command.
    interrupted: Option<String>,
    /// How milestones moved, where `--since` asked for it.
    movement: Option<Movement>,
}

/// How milestones moved.
#[derive(JsonSchema)]
pub(super) struct Movement {
    /// Since when, as it was asked: a day or a revision.
    since: String,
    /// The commit that is compared with the files as they are; null where there was none yet.
    commit: Option<String>,
    /// The milestones that moved, by path.
    milestones: Vec<Moved>,
}

/// How one milestone moved.
#[derive(JsonSchema)]
pub(super) struct Moved {
    /// The milestone's id.
    id: String,
    /// Its name.
    title: String,
    /// `added`, `removed` or `changed`.
    state: String,
    /// Its status in the words of Milepost before and now; null where that is the same.
    status: Option<(Option<String>, Option<String>)>,
    /// Its boxes before and now; null where these are the same.
    boxes: Option<(Boxes, Boxes)>,
    /// In what it slipped, in words.
    slipped: Vec<String>,
}

/// Boxes of work.
#[derive(JsonSchema)]
pub(super) struct Boxes {
    /// Those that are ticked.
    ticked: u32,
    /// All of them.
    all: u32,
}

/// What to do now, best first.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Next {
    /// Milestones with their next steps: as many as fit on a screen.
    steps: Vec<Agendum>,
    /// How many more there are.
    left_off: usize,
}

/// One milestone for which there is something to do.
#[derive(JsonSchema)]
pub(super) struct Agendum {
    /// The milestone's id.
    id: String,
    /// Its document.
    path: String,
    /// Its name.
    title: String,
    /// Its status in the words of Milepost; null when it states none that is known.
    status: Option<String>,
    /// What to do.
    next: Step,
    /// Why it stands where it stands, in words.
    why: String,
    /// What it is worth, with all that it unblocks; null where nobody says so.
    value: Option<f64>,
    /// The median of the hours that are left; null where nothing is estimated.
    hours: Option<f64>,
    /// How many unfinished milestones wait for it, directly or over others.
    unblocks: usize,
    /// Its risk.
    risk: String,
}

/// What is known of one milestone.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Milestone {
    /// Its id.
    id: String,
    /// Its document.
    path: String,
    /// Its name.
    title: String,
    /// Its status in the words of Milepost; null when it states none that is known.
    status: Option<String>,
    /// Its status as written.
    status_text: Option<String>,
    /// Its risk; low is assumed when none is stated.
    risk: String,
    /// Whether the risk is assumed.
    risk_assumed: bool,
    /// How many deciding items stand how.
    standing: BTreeMap<String, u64>,
    /// How many passes say little of the work.
    weak: u64,
    /// How many items guard `complete`, and how many of them are satisfied.
    gate: (u64, u64),
    /// What stands in the way of the next move.
    blockers: Vec<String>,
    /// How many findings of level error it has.
    errors: u64,
    /// What to do next.
    next: Option<Step>,
    /// How far the plan and the project have moved apart.
    drift: Drift,
    /// When to roll back, and how that stands; empty before the work began and after it ended.
    triggers: Vec<Trigger>,
    /// What is to be decided, where one of them is hit.
    decision: Option<Decision>,
}

/// How far a plan and its project have moved apart.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
struct Drift {
    /// The commit for which it was planned.
    planned_at: Option<String>,
    /// Whether that commit is in the repository no more.
    planned_at_is_gone: bool,
    /// Files that it names and that changed after it was planned and before its work began.
    changed: Vec<String>,
    /// Files that other open milestones name too.
    shared: Vec<SharedFile>,
    /// Files that it means to modify and that did not change since the work began.
    untouched: Vec<String>,
    /// Files that it means to create and that are not there.
    not_created: Vec<String>,
    /// Files that changed since the work began and that it does not name.
    unplanned: Vec<String>,
    /// Files that changed since the work began and that it calls out of scope.
    out_of_scope: Vec<String>,
}

/// A file that several open milestones name.
#[derive(JsonSchema)]
struct SharedFile {
    /// The file.
    path: String,
    /// The other milestones, by id.
    with: Vec<String>,
}

/// A command and why to run it.
#[derive(JsonSchema)]
pub(super) struct Step {
    /// The command line.
    command: String,
    /// Why.
    reason: String,
}

/// What is found on this machine.
#[derive(JsonSchema)]
pub(super) struct Doctor {
    /// Each thing that was looked for.
    found: Vec<Diagnosis>,
}

/// One thing that was looked for.
#[derive(JsonSchema)]
pub(super) struct Diagnosis {
    /// What.
    name: String,
    /// Whether all is well with it.
    good: bool,
    /// What was found.
    found: String,
    /// What to do where it is not well.
    hint: Option<String>,
}

/// A document that was written.
#[derive(JsonSchema)]
pub(super) struct New {
    /// Its path from the project's root.
    path: String,
}

/// The page of a rule.
#[derive(JsonSchema)]
pub(super) struct Rule {
    /// Its id.
    rule: String,
    /// `info`, `warning` or `error`.
    severity: Value,
    /// The page, in Markdown.
    page: String,
}

/// What is wrong with documents.
#[derive(JsonSchema)]
pub(super) struct Findings {
    /// How many documents were looked at.
    documents: u64,
    /// What was found.
    findings: Vec<Finding>,
    /// Documents that changed, or would change.
    changed: Vec<String>,
    /// Files that could not be read.
    unreadable: Vec<Unreadable>,
    /// How many findings the baseline knows; they are left out.
    known: u64,
    /// What the baseline knows and is found no more.
    gone: Vec<Known>,
}

/// Equal findings of a baseline.
#[derive(JsonSchema)]
pub(super) struct Known {
    /// The rule.
    rule: String,
    /// The document.
    path: String,
    /// The rule, the path and the line's words, hashed.
    fingerprint: String,
    /// The line's words.
    line: String,
    /// How many there are.
    count: u64,
}

/// A baseline that was written.
#[derive(JsonSchema)]
pub(super) struct Baseline {
    /// Its file.
    path: String,
    /// How many findings it holds.
    findings: u64,
}

/// What roll-ups say and milestones do not.
#[derive(JsonSchema)]
pub(super) struct Sync {
    /// The files that were written.
    wrote: Vec<String>,
    /// Values that are, or were, not what they should be.
    wrong: Vec<WrongValue>,
    /// Values that were not understood and were left.
    left: Vec<LeftValue>,
    /// Files that could not be read.
    unreadable: Vec<Unreadable>,
}

/// A value that is not what it should be.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct WrongValue {
    /// Where it stands.
    place: Point,
    /// What stands above it: the header of its column, or its label.
    name: String,
    /// The document that it repeats.
    subject: String,
    /// What it is.
    is: String,
    /// What it should be.
    should_be: String,
    /// Why, to be followed by what it should be.
    why: String,
    /// The place that says so; null where it is no single place.
    source: Option<Point>,
}

/// A value that was left.
#[derive(JsonSchema)]
pub(super) struct LeftValue {
    /// Where it stands.
    place: Point,
    /// Why.
    why: String,
}

/// A line and a column of a document.
#[derive(JsonSchema)]
pub(super) struct Point {
    /// The document, from the project's root.
    path: String,
    /// The line, from 1.
    line: u64,
    /// The column in characters, from 1.
    column: u64,
}

/// A file that could not be read.
#[derive(JsonSchema)]
pub(super) struct Unreadable {
    /// Its path.
    path: String,
    /// Why.
    error: Value,
}

/// One thing that is wrong.
#[derive(JsonSchema)]
pub(super) struct Finding {
    /// The rule.
    rule: String,
    /// `note`, `warning` or `error`.
    severity: String,
    /// Where.
    place: Place,
    /// What was found and what would be right.
    message: String,
    /// The next step.
    hint: Option<String>,
    /// Other places that belong to it.
    related: Vec<Related>,
    /// How to put it right.
    fix: Option<Fix>,
}

/// A place in a document.
#[derive(JsonSchema)]
pub(super) struct Place {
    /// The document.
    path: String,
    /// Where it begins.
    start: Option<Position>,
    /// Where it ends.
    end: Option<Position>,
    /// The same in bytes.
    bytes: (u64, u64),
}

/// A line and a column, from 1.
#[derive(JsonSchema)]
pub(super) struct Position {
    line: u64,
    column: u64,
}

/// Another place.
#[derive(JsonSchema)]
pub(super) struct Related {
    place: Place,
    /// What it has to do with the finding.
    text: String,
}

/// How to put a finding right.
#[derive(JsonSchema)]
pub(super) struct Fix {
    /// What it does.
    title: String,
    /// `safe`, `needs-review` or `suggestion`.
    grade: String,
    /// The edits.
    edits: Vec<Edit>,
}

/// One edit.
#[derive(JsonSchema)]
pub(super) struct Edit {
    /// The document.
    path: String,
    /// The bytes that are replaced.
    bytes: (u64, u64),
    /// What takes their place.
    text: String,
}

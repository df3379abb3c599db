//! How milestones hang together.

use schemars::JsonSchema;

/// Which milestones wait for which.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Graph {
    /// The milestones, by path.
    milestones: Vec<Milestone>,
    /// Who waits for whom, each pair once.
    waits: Vec<Wait>,
    /// The chain of unfinished work with most effort left; null where nothing is left or nothing is known.
    critical_path: Option<Chain>,
    /// Milestones that wait for each other: each as one round trip.
    cycles: Vec<Vec<Step>>,
    /// What is named and is not there.
    missing: Vec<Missing>,
}

/// One milestone.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
struct Milestone {
    /// Its id.
    id: String,
    /// Its document.
    path: String,
    /// Its name.
    title: String,
    /// Its status in the words of Milepost; null when it states none that is known.
    status: Option<String>,
    /// The hours of work that are left; null where nothing says how much.
    remaining: Option<Hours>,
    /// Whether it lies on the critical path.
    critical: bool,
    /// Whether it waits for itself, directly or over others.
    circular: bool,
}

/// One milestone that waits for another.
#[derive(JsonSchema)]
struct Wait {
    /// The one that waits, by id.
    waiting: String,
    /// The one that is needed, by id.
    needed: String,
    /// Whether it lies on the critical path.
    critical: bool,
    /// Whether it is part of a cycle.
    circular: bool,
    /// Every place that says so.
    stated: Vec<StatedAt>,
}

/// A range of hours.
#[derive(JsonSchema)]
struct Hours {
    /// The least.
    low: f64,
    /// The most.
    high: f64,
}

/// A place and its words.
#[derive(JsonSchema)]
pub(super) struct StatedAt {
    /// The document.
    path: String,
    /// The line, from 1.
    line: u64,
    /// The column, from 1.
    column: u64,
    /// What stands there.
    text: String,
}

/// A chain of work.
#[derive(JsonSchema)]
struct Chain {
    /// The milestones by id, the first to be done first.
    milestones: Vec<String>,
    /// The hours that are known to be left.
    hours: Hours,
    /// Those of which nobody says how much work is left.
    unknown: Vec<String>,
}

/// One step of a round trip.
#[derive(JsonSchema)]
struct Step {
    /// The one that waits, by id.
    waiting: String,
    /// The one that is needed, by id.
    needed: String,
    /// Where that is said.
    at: StatedAt,
}

/// A dependency on what is not there.
#[derive(JsonSchema)]
struct Missing {
    /// The milestone that names it, by id.
    milestone: String,
    /// What it names.
    name: String,
    /// Where.
    at: StatedAt,
    /// The folder whose milestones it could be.
    folder: String,
    /// The milestone that was most likely meant.
    nearest: Option<Near>,
}

/// What changed in plans between two revisions.
#[derive(JsonSchema)]
pub(super) struct PlanDiff {
    /// The commit of before.
    from: String,
    /// The commit afterwards; null for the work tree.
    to: Option<String>,
    /// The documents that changed, by path.
    documents: Vec<ChangedPlan>,
}

/// One document that changed.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
struct ChangedPlan {
    /// The milestone's id, afterwards where it is still there; the path of another document.
    id: String,
    /// Its path, afterwards where it is still there.
    path: String,
    /// Its path before, where that was another one.
    path_before: Option<String>,
    /// Its name.
    title: String,
    /// `added`, `removed` or `changed`.
    state: String,
    /// What changed, in order of place; of new and removed documents nothing is listed.
    changes: Vec<PlanChange>,
}

/// One thing that changed.
#[derive(JsonSchema)]
struct PlanChange {
    /// What kind of thing, such as `status`, `item-added` or `dependency-removed`.
    what: String,
    /// The heading under which it stands.
    section: Option<String>,
    /// What was there.
    before: Option<String>,
    /// What is there.
    after: Option<String>,
    /// Its line afterwards, from 1; before where it is gone.
    line: u64,
}

/// What a new name changed.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Renamed {
    /// The files, with their names before and afterwards.
    files: Vec<NewName>,
    /// The documents whose text changed, by their names afterwards.
    changed: Vec<String>,
    /// How many references were rewritten.
    references: u64,
    /// Milestones whose id is another one.
    ids: Vec<NewName>,
    /// References that lead nowhere, or elsewhere, afterwards.
    lost: Vec<Leftover>,
    /// Places that still name the old path in a way that is not rewritten.
    leftovers: Vec<Leftover>,
    /// What is good to know.
    warnings: Vec<String>,
    /// The new ids for which what is recorded for the old ones is signed over.
    signed_over: Vec<String>,
    /// The records that carry it over.
    records: Vec<String>,
    /// Whether nothing was written.
    dry_run: bool,
}

/// A name before and afterwards.
#[derive(JsonSchema)]
struct NewName {
    /// Before.
    from: String,
    /// Afterwards.
    to: String,
}

/// A place that is not put right.
#[derive(JsonSchema)]
struct Leftover {
    /// The file, by its name afterwards.
    path: String,
    /// The line, from 1.
    line: u64,
    /// What stands there.
    text: String,
    /// Why it is not put right.
    why: String,
}

/// What was found.
#[derive(JsonSchema)]
pub(super) struct Search {
    /// Lines of documents, by path and line.
    documents: Vec<DocumentHit>,
    /// Texts of records, newest first.
    records: Vec<RecordHit>,
}

/// A line of a document.
#[derive(JsonSchema)]
struct DocumentHit {
    /// The document.
    path: String,
    /// Its id, where it is a milestone.
    milestone: Option<String>,
    /// The line, from 1.
    line: u64,
    /// The column of the first match, in characters from 1.
    column: u64,
    /// The line, or the part of a long line around the first match.
    text: String,
    /// The bytes of the first match in `text`.
    found: (u64, u64),
}

/// A text of a record.
#[derive(JsonSchema)]
struct RecordHit {
    /// The record's digest.
    digest: String,
    /// Its kind.
    kind: String,
    /// The milestone that it is about, by id.
    milestone: Option<String>,
    /// When it was made, as it says.
    recorded: String,
    /// Where in what it says: `why`, `evidence[0].item`.
    field: String,
    /// The line of that text, from 1.
    line: u64,
    /// The column of the first match, in characters from 1.
    column: u64,
    /// The line, or the part of a long line around the first match.
    text: String,
    /// The bytes of the first match in `text`.
    found: (u64, u64),
}

/// A milestone whose name is like one that is missing.
#[derive(JsonSchema)]
struct Near {
    /// Its id.
    id: String,
    /// Its title.
    at: StatedAt,
}

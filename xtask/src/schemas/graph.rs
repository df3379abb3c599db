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

/// A milestone whose name is like one that is missing.
#[derive(JsonSchema)]
struct Near {
    /// Its id.
    id: String,
    /// Its title.
    at: StatedAt,
}

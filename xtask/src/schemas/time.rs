//! Time: what is booked, the timer, the end of a task, the sums.

use schemars::JsonSchema;

/// What was booked.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Log {
    /// The milestone's id.
    document: String,
    /// The entries.
    entries: Vec<Entry>,
    /// The task, as the document names it.
    task: Option<String>,
    /// All minutes of the task now.
    task_minutes: i64,
    /// All minutes of the milestone now.
    total_minutes: i64,
    /// The documents that changed, or would.
    changed: Vec<String>,
    /// Values that were left as somebody wrote them.
    left: Vec<Left>,
    /// What is odd about it.
    warnings: Vec<String>,
}

/// One entry that was booked.
#[derive(JsonSchema)]
pub(super) struct Entry {
    /// Its record; null in a dry run.
    record: Option<String>,
    /// Who worked.
    person: String,
    /// The local day, `YYYY-MM-DD`.
    day: String,
    /// How long; below zero where it corrects.
    minutes: i64,
}

/// A value that was left.
#[derive(JsonSchema)]
pub(super) struct Left {
    /// The line, from 1.
    line: u32,
    /// What stands there.
    value: String,
    /// Why it was left.
    why: String,
}

/// The timer.
#[derive(JsonSchema)]
pub(super) struct Track {
    /// The timer that runs now.
    timer: Option<Timer>,
    /// How long it has run, in minutes.
    minutes: i64,
    /// Whether it ran for longer than anybody works at a stretch.
    forgotten: bool,
    /// The timer that ended.
    ended: Option<Timer>,
    /// What was booked of it; null below a minute.
    logged: Option<Log>,
}

/// Work that commits tell of and nobody booked.
#[derive(JsonSchema)]
pub(super) struct Suggestions {
    /// From this local day on, `YYYY-MM-DD`.
    since: String,
    /// Each day and milestone, in order.
    suggestions: Vec<Suggestion>,
}

/// Work on one day.
#[derive(JsonSchema)]
pub(super) struct Suggestion {
    /// The local day, `YYYY-MM-DD`.
    day: String,
    /// The milestone's id; null where nothing tells which one it was.
    milestone: Option<String>,
    /// How the milestone is known: `trailer`, `document`, `files` or `only-one`.
    by: Option<String>,
    /// The minutes that are not booked.
    minutes: i64,
    /// Those of that day that are.
    booked: i64,
    /// The commits behind it, oldest first.
    commits: Vec<SuggestedCommit>,
    /// What books it.
    command: Option<String>,
}

/// A commit behind a suggestion.
#[derive(JsonSchema)]
pub(super) struct SuggestedCommit {
    /// Its name.
    commit: String,
    /// The first line of its message.
    subject: String,
}

/// A timer.
#[derive(JsonSchema)]
pub(super) struct Timer {
    /// The milestone's id.
    document: String,
    /// Its document.
    path: String,
    /// The task.
    task: Option<Task>,
    /// Who works.
    person: String,
    /// Since when: RFC 3339.
    start: String,
    /// What is done.
    note: Option<String>,
}

/// A task as a document names it.
#[derive(JsonSchema)]
pub(super) struct Task {
    /// Its number.
    number: Option<String>,
    /// Its words.
    name: String,
}

/// A task that was ended.
#[derive(JsonSchema)]
pub(super) struct Done {
    /// The milestone's id.
    document: String,
    /// The task.
    task: String,
    /// What it was estimated at, in minutes.
    estimate: Option<i64>,
    /// What is booked on it, in minutes.
    booked: i64,
    /// The tasks that are left.
    open: Vec<String>,
    /// The documents that changed, or would.
    changed: Vec<String>,
    /// The record; null in a dry run.
    record: Option<String>,
}

/// Where the time went.
#[derive(JsonSchema)]
pub(super) struct Report {
    /// `task`, `milestone`, `initiative`, `person`, `day`, `week` or `entry`.
    by: String,
    /// One for each, in order.
    rows: Vec<Row>,
    /// All minutes.
    minutes: i64,
}

/// One sum.
#[derive(JsonSchema)]
pub(super) struct Row {
    /// Of what.
    name: String,
    /// How long.
    minutes: i64,
    /// What was estimated, in minutes.
    estimate: Option<i64>,
    /// The entry itself, where each is shown.
    entry: Option<Booked>,
}

/// An entry of the ledger.
#[derive(JsonSchema)]
pub(super) struct Booked {
    /// Its record.
    record: String,
    /// The local day, `YYYY-MM-DD`.
    day: String,
    /// Who worked.
    person: String,
    /// The milestone's id.
    document: String,
    /// The task.
    task: Option<String>,
    /// What was done.
    note: Option<String>,
    /// The record of the entry that it corrects.
    corrects: Option<String>,
}

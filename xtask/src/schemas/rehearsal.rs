//! What a rehearsal shows.

use schemars::JsonSchema;

/// What the rehearsal of a rollback showed.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Rehearse {
    /// The milestone's id.
    id: String,
    /// Its document.
    path: String,
    /// Whether it was rehearsed now; else the evidence is from before, or only the plan was asked for.
    ran: bool,
    /// With `--dry-run`: the commands of a rehearsal, in their order.
    plan: Vec<String>,
    /// What it showed; null with `--dry-run`.
    rehearsal: Option<Rehearsed>,
    /// The record of the evidence.
    record: Option<String>,
    /// The end of the output of the last command, where it did not pass.
    tail: Option<String>,
    /// What kept evidence from being recorded or believed.
    warnings: Vec<String>,
}

/// What a rehearsal did and found.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Rehearsed {
    /// `reversible`, `reversible, laid out in another way`, `broken`, `vacuous`, `irreversible` or `not rehearsed`.
    verdict: String,
    /// Whether that is a proof.
    proven: bool,
    /// What was found, in words.
    words: String,
    /// The commit to which the procedure should lead back.
    base: Option<String>,
    /// The commit from which it went back.
    candidate: Option<String>,
    /// The database engine and its version.
    engine: Option<String>,
    /// The commands that ran.
    steps: Vec<Step>,
    /// The digest of the statements with which `rollback` takes the database back, where they were tried.
    statements: Option<String>,
    /// The way back that the migration tool made, where the migrations have none: a part of these statements.
    made: Option<String>,
    /// The least that leads back: `code` alone, `database` too, or that by one more migration: `forward`.
    level: Option<String>,
    /// Why.
    level_because: Option<String>,
    /// What the way back discards, with what the new version has written by then.
    losses: Vec<Loss>,
    /// What happened when something was made to go wrong.
    faults: Vec<Fault>,
    /// Rows in the database before the change.
    rows: Option<u64>,
    /// The tables that others have to wait for, and those that are written anew, as it was measured.
    locks: Vec<Lock>,
    /// What was not measured of locks, and where a rule says something else than what was measured.
    lock_notes: Vec<String>,
    /// What the change did to schema and data, a line each.
    changed: Vec<String>,
    /// What is not as it was before the work, a line each.
    differences: Vec<String>,
    /// What else somebody should know who relies on it.
    notes: Vec<String>,
}

/// What a step does to one table of before.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Lock {
    /// The step.
    step: String,
    /// The table.
    table: String,
    /// The strongest lock, as the database calls it; left out where none was seen.
    lock: Option<String>,
    /// Who has to wait for it; left out where nobody does.
    keeps_out: Option<String>,
    /// For how long, on the data of the rehearsal, in milliseconds.
    held_ms: u64,
    /// Whether the table was written anew.
    rewritten: bool,
    /// How many rows were; left out where none were.
    rows: Option<u64>,
    /// Whether it was seen from beside while a command ran: then a short lock may be missing.
    sampled: bool,
    /// The rules that say so too; left out where none does.
    #[serde(default)]
    rules: Vec<String>,
}

/// A table or column that a way back discards.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Loss {
    /// The table.
    table: String,
    /// Its column; left out where the table goes.
    column: Option<String>,
    /// How many rows of the table, or values of the column that are not null.
    values: u64,
    /// Of how many rows.
    of: u64,
}

/// Something that was made to go wrong, and what came of it.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Fault {
    /// `killed`: the program in the middle of the way back; `in use`: the way back, by a reader; `twice`: the way back, done again;
    /// `half-way`: the change, which fails before its end.
    fault: String,
    /// `held`: everything was as it has to be; `left`: something stays that somebody has to know of; `broken`: the way back cannot be
    /// relied on; `not-tried`.
    outcome: String,
    /// The same in words.
    words: String,
}

/// One command of a rehearsal.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Step {
    /// What it is for.
    name: String,
    /// As of any command: `pass`, `fail` …
    verdict: String,
    /// Why it is no pass; left out for a pass.
    reason: Option<String>,
    /// Milliseconds.
    duration_ms: u64,
}

//! What a rollback would do, and what it did.

use schemars::JsonSchema;

/// What a rollback would do.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct RollbackPlan {
    /// The milestone's id.
    id: String,
    /// Its document.
    path: String,
    /// The state before.
    from: String,
    /// The branch that gets one commit more.
    branch: String,
    /// The commit before the work.
    base: String,
    /// Where the branch is.
    old: String,
    /// The commits that are taken back, newest first.
    commits: Vec<String>,
    /// The files that are as before the work afterwards.
    files: Vec<String>,
    /// The migration that is added and takes the others back, which stay.
    migration: Option<String>,
    /// How much goes back: `code` alone, `database` too, or that by one more migration: `forward`.
    level: String,
    /// The database, where it takes part.
    database: Option<Database>,
    /// What somebody should know.
    notes: Vec<String>,
    /// What `--plan` agrees to.
    token: String,
}

/// What would be done to the database.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Database {
    /// Its engine, in words.
    engine: String,
    /// The variable that says where it is.
    variable: String,
    /// Where that is, without a password.
    place: String,
    /// The statements, in order.
    scripts: Vec<Script>,
    /// What would be taken out, in words.
    taken_out: Vec<String>,
    /// How many values that is.
    values: u64,
}

/// Statements that take one change back.
#[derive(JsonSchema)]
pub(super) struct Script {
    /// The migration, or what keeps the books of the migration tool.
    name: String,
    /// The statements.
    sql: String,
}

/// What `rollback` did, or how a run stands.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Rollback {
    /// The milestone's id.
    id: String,
    /// The run.
    run: String,
    /// `finished`, `open` or `aborted`.
    state: String,
    /// Why.
    reason: String,
    /// The steps, in their order.
    steps: Vec<Step>,
    /// The branch.
    branch: String,
    /// Where it was.
    old: String,
    /// Where it is after the rollback.
    new: String,
    /// Whether it can still be given up.
    can_abort: bool,
    /// What was taken out of the database, as files.
    taken_out: Vec<String>,
    /// The attestation: digest and path.
    attestation: Option<(String, String)>,
    /// A message for those who have to know, when it is finished.
    message: Option<String>,
    /// What is good to know.
    warnings: Vec<String>,
}

/// What became of one step.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Step {
    /// Its name.
    name: String,
    /// `open`, `done`, or `found` where it had been done before.
    state: String,
    /// What somebody should know of it.
    note: Option<String>,
}

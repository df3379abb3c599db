//! What the document's own rollback commands would do, and did.

use schemars::JsonSchema;

/// What `rollback --literal` would do, or did.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Literal {
    /// The milestone's id.
    id: String,
    /// Its document.
    path: String,
    /// The run; `null` where none began.
    run: Option<String>,
    /// `planned`, `open`, `finished` or `aborted`.
    state: String,
    /// What `--plan` agrees to.
    token: String,
    /// The branch with the work.
    branch: String,
    /// The commit before the work.
    base: String,
    /// Where the branch was.
    old: String,
    /// The reference that keeps it; `null` where no run began.
    kept: Option<String>,
    /// The commands, in their order.
    commands: Vec<LiteralCommand>,
    /// What they lose, that `milepost rollback` without `--literal` does not.
    loses: Vec<String>,
    /// Why the run stopped before its end, in words.
    stopped: Option<String>,
    /// The end of the output of the command that stopped it.
    tail: Option<String>,
    /// What is not as it was before the work, when it is finished.
    differs: Vec<String>,
}

/// One fence of the procedure.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct LiteralCommand {
    /// Its line in the document, from 1.
    line: Option<u32>,
    /// Its first line.
    label: String,
    /// What runs.
    script: String,
    /// `open`, `done`, `failed`, or `interrupted` in its midst.
    state: String,
    /// Why it failed.
    note: Option<String>,
}

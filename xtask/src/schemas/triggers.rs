//! When to roll back.

use schemars::JsonSchema;

/// An entry under When to Rollback, with what is known of it.
#[derive(JsonSchema)]
pub(super) struct Trigger {
    /// The item's id.
    id: String,
    /// Its line, from 1.
    line: u64,
    /// Its words.
    text: String,
    /// What decides it, in words.
    check: String,
    /// `clear`, `at-risk`, `hit`, `not-measured` or `waived`.
    state: String,
    /// Why.
    reason: String,
    /// The next step, where one is known.
    hint: Option<String>,
    /// Whether it keeps the milestone from being complete.
    blocks: bool,
    /// The records on which that rests, in short.
    evidence: Vec<String>,
}

/// What rolling back would do. Nothing is rolled back by itself.
#[derive(JsonSchema)]
pub(super) struct Decision {
    /// What would be taken back.
    what: String,
    /// The command that takes it back by the way that was rehearsed; null where there is no baseline.
    rollback: Option<String>,
    /// The command of Git that takes the code back by hand; null where there is nothing to take back, or where no single command does.
    command: Option<String>,
    /// The line of the document's own procedure.
    procedure: Option<u64>,
}

//! Decisions, lessons, questions and answers.

use schemars::JsonSchema;

/// A note that was written.
#[derive(JsonSchema)]
pub(super) struct Noted {
    /// The milestone's id.
    document: String,
    /// `decision`, `lesson`, `question` or `answer`.
    kind: String,
    /// The number of the entry; of an answer that of its question.
    number: u32,
    /// The line, from 1.
    line: u32,
    /// What stands there now.
    text: String,
    /// The number of the decision that it takes the place of.
    supersedes: Option<u32>,
    /// The tasks that a question blocks, or that an answer sets free.
    tasks: Vec<String>,
    /// The file that holds the decision too.
    adr: Option<String>,
    /// The files that changed, or would.
    changed: Vec<String>,
    /// What is odd about it.
    warnings: Vec<String>,
}

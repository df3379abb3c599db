//! Statements of a migration.

use milepost_document::Span;

use crate::Act;

/// One statement, as far as it could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Where it stands, without the comments before it.
    pub span: Span,
    /// What it does, in order.
    pub steps: Vec<Step>,
    /// Why it could not be read; nothing is said of what it does then.
    pub error: Option<String>,
}

/// One thing that a statement does, and where it says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The words.
    pub span: Span,
    /// What they do.
    pub act: Act,
}

impl Statement {
    /// A statement that could be read.
    pub(crate) fn of(span: Span, acts: Vec<Act>) -> Self {
        Self { span, steps: acts.into_iter().map(|act| Step { span, act }).collect(), error: None }
    }

    /// One that could not.
    pub(crate) fn unread(span: Span, why: impl Into<String>) -> Self {
        Self { span, steps: Vec::new(), error: Some(why.into()) }
    }
}

//! A rule.

use milepost_document::Severity;

use crate::{Context, Finding, RULES, Subject};

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// One document at a time.
    Document(fn(&Subject, &mut Vec<Finding>)),
    /// All documents together.
    Portfolio(fn(&Context, &mut Vec<Finding>)),
}

/// What a rule compares a document with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// With what a document has to be, to be read and run.
    Form,
    /// With its own boxes, with other documents and with the files of the tree.
    Claim,
    /// With Git's history.
    History,
}

/// A rule: what it finds, and its page.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The flaw, in kebab case.
    pub id: &'static str,
    /// The severity of most of its findings.
    pub severity: Severity,
    /// The gravest that one of its findings can have.
    pub gravest: Severity,
    /// What it compares a document with.
    pub scope: Scope,
    /// Its page: what it finds, why, examples (which are its test), the fix.
    pub page: &'static str,
    /// How it looks.
    pub check: Check,
}

/// The rule of an id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

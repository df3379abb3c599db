//! A rule.

use milepost_document::Severity;
use squawk_linter::Rule as Squawk;

use crate::{Class, Finding, Migration, Place, RULES, Said};

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// Each step of the way there.
    Up(fn(Place<'_>) -> Option<Said>),
    /// Each step of the way back.
    Down(fn(Place<'_>) -> Option<Said>),
    /// Each step of both ways.
    Both(fn(Place<'_>) -> Option<Said>),
    /// The migration as a whole.
    Whole(fn(&Migration, &mut Vec<Finding>)),
}

/// A rule: what it finds, and its page.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The flaw, in kebab case.
    pub id: &'static str,
    /// What is endangered.
    pub classes: &'static [Class],
    /// The severity of most of its findings.
    pub severity: Severity,
    /// Its page: what it finds, why, examples (which are its test), the fix.
    pub page: &'static str,
    /// How it looks.
    pub check: Check,
    /// The rules of squawk whose findings count as findings of this one, on PostgreSQL.
    pub squawk: &'static [Squawk],
}

/// The rule of an id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

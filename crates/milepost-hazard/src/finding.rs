//! What a rule found.

use milepost_document::{Severity, Span};

use crate::{Place, Rule, Side};

/// What a rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// Which way of the migration.
    pub side: Side,
    /// Where in its text.
    pub span: Span,
    /// What it is.
    pub message: String,
    /// What to do instead.
    pub instead: String,
}

/// What a rule says of one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    message: String,
    instead: String,
    severity: Option<Severity>,
}

impl Said {
    /// What it is, and what to do instead.
    pub fn new(message: impl Into<String>, instead: impl Into<String>) -> Self {
        Self { message: message.into(), instead: instead.into(), severity: None }
    }

    /// With another severity than the rule's.
    #[must_use]
    pub fn at(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    pub(crate) fn finding(self, rule: &Rule, place: Place<'_>) -> Finding {
        self.placed(rule, place.side, place.step.span)
    }

    pub(crate) fn placed(self, rule: &Rule, side: Side, span: Span) -> Finding {
        Finding {
            rule: rule.id,
            severity: self.severity.unwrap_or(rule.severity),
            side,
            span,
            message: self.message,
            instead: self.instead,
        }
    }
}

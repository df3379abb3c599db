//! Bytes that are not UTF-8.

use milepost_document::Severity;

use super::problems::from_problems;
use crate::{Check, Rule, Scope};

pub(super) const RULE: Rule = Rule {
    id: "invalid-utf8",
    severity: Severity::Error,
    gravest: Severity::Error,
    scope: Scope::Form,
    page: include_str!("invalid-utf8.md"),
    check: Check::Document(|subject, out| from_problems(subject, RULE.id, &["invalid-utf8"], out)),
};

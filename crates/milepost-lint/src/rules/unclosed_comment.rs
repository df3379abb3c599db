//! Comments without an end.

use milepost_document::Severity;

use super::problems::from_problems;
use crate::{Check, Rule, Scope};

pub(super) const RULE: Rule = Rule {
    id: "unclosed-comment",
    severity: Severity::Error,
    gravest: Severity::Error,
    scope: Scope::Form,
    page: include_str!("unclosed-comment.md"),
    check: Check::Document(|subject, out| from_problems(subject, RULE.id, &["unclosed-comment"], out)),
};

//! Annotation comments that cannot be read.

use milepost_document::Severity;

use super::problems::from_problems;
use crate::{Check, Rule, Scope};

pub(super) const RULE: Rule = Rule {
    id: "annotation-syntax",
    severity: Severity::Error,
    gravest: Severity::Error,
    scope: Scope::Form,
    page: include_str!("annotation-syntax.md"),
    check: Check::Document(|subject, out| from_problems(subject, RULE.id, &["annotation-syntax"], out)),
};

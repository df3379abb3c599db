//! Front matter that is not YAML.

use milepost_document::Severity;

use super::problems::from_problems;
use crate::{Check, Rule, Scope};

pub(super) const RULE: Rule = Rule {
    id: "invalid-front-matter",
    severity: Severity::Warning,
    gravest: Severity::Error,
    scope: Scope::Form,
    page: include_str!("invalid-front-matter.md"),
    check: Check::Document(|subject, out| from_problems(subject, RULE.id, &NAMES, out)),
};

/// What the reader of front matter reports.
const NAMES: [&str; 3] = ["invalid-front-matter", "read-only-front-matter", "unclosed-front-matter"];

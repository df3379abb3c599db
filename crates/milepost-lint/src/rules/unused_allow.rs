//! Comments that allow what is not there.

use milepost_document::{Severity, Span};
use milepost_portfolio::nearest;

use crate::{Check, Finding, RULES, Rule};

pub(super) const RULE: Rule = Rule {
    id: "unused-allow",
    severity: Severity::Warning,
    page: include_str!("unused-allow.md"),
    // Known only when all other rules have looked: the findings are made where the comments are applied.
    check: Check::Portfolio(|_, _| {}),
};

/// The finding for a comment that allowed nothing.
pub(crate) fn finding(path: &str, span: Span, rule: &str, known: bool) -> Finding {
    if known {
        return Finding::new(RULE.id, RULE.severity, path, span, format!("nothing here is a `{rule}`"))
            .with_hint("remove the comment, or move it to what it allows");
    }
    let finding = Finding::new(RULE.id, Severity::Error, path, span, format!("no rule is called `{rule}`"));
    match nearest(rule, RULES.iter().map(|rule| rule.id)) {
        Some(close) => finding.with_hint(format!("did you mean `{close}`?")),
        None => finding.with_hint("`milepost explain --rule` lists them"),
    }
}

//! Comments that allow what is not there.

use milepost_document::{Severity, Span};
use milepost_portfolio::nearest;

use super::unsafe_statement::KINDS;
use crate::{Check, Finding, RULES, Rule, Scope, rule};

pub(super) const RULE: Rule = Rule {
    id: "unused-allow",
    severity: Severity::Warning,
    gravest: Severity::Error,
    scope: Scope::Claim,
    page: include_str!("unused-allow.md"),
    // Known only when all other rules have looked: the findings are made where the comments are applied.
    check: Check::Portfolio(|_, _| {}),
};

/// What the rule of this name looks at; an unknown one is a matter of form, and a narrower name is one of a command.
pub(crate) fn scope(name: &str) -> Scope {
    rule(name).map_or(Scope::Form, |rule| rule.scope)
}

/// The finding for a comment that allowed nothing.
pub(crate) fn finding(path: &str, span: Span, name: &str) -> Finding {
    if rule(name).is_some() || KINDS.contains(&name) {
        return Finding::new(RULE.id, RULE.severity, path, span, format!("nothing here is a `{name}`"))
            .with_hint("remove the comment, or move it to what it allows");
    }
    let finding = Finding::new(RULE.id, Severity::Error, path, span, format!("no rule is called `{name}`"));
    match nearest(name, RULES.iter().map(|rule| rule.id).chain(KINDS)) {
        Some(close) => finding.with_hint(format!("did you mean `{close}`?")),
        None => finding.with_hint("`milepost explain --rule` lists them"),
    }
}

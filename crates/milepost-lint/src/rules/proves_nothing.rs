//! Tests that cannot fail.

use milepost_document::{Severity, fence::UnsafeKind};

use super::unsafe_statement;
use crate::{Check, Finding, Rule, Scope, Subject, runs::Runs};

pub(super) const RULE: Rule = Rule {
    id: "proves-nothing",
    severity: Severity::Error,
    gravest: Severity::Error,
    scope: Scope::Form,
    page: include_str!("proves-nothing.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    for (runs, statement) in unsafe_statement::statements(subject) {
        if statement.kind != UnsafeKind::ProvesNothing || *runs != Runs::Verify {
            continue;
        }
        let text = subject.document().text(statement.span);
        let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        let message = if first.is_empty() {
            "an empty test block proves nothing".to_owned()
        } else {
            format!("`{first}` cannot fail, so it proves nothing")
        };
        out.push(
            subject.finding(RULE.id, RULE.severity, statement.span, message).with_hint(statement.kind.hint()),
        );
    }
}

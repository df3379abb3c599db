//! Blockers that are not resolved.

use milepost_document::{Severity, view, vocabulary::Status};

use crate::{Check, Finding, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "open-blocker",
    severity: Severity::Warning,
    gravest: Severity::Warning,
    scope: Scope::Form,
    page: include_str!("open-blocker.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    let finished = subject.loaded.status().is_some_and(Status::is_final);
    if !subject.loaded.is_milestone() || finished {
        return;
    }
    let document = subject.document();
    for blocker in view::blockers(document)
        .iter()
        .filter(|blocker| blocker.is_open && document.item(blocker.item).parent.is_none())
    {
        let text = document.item(blocker.item).text;
        let line = document.text(text).lines().next().unwrap_or_default();
        out.push(subject.finding(RULE.id, RULE.severity, text, format!("open blocker: {line}")).with_hint(
            "`complete` is refused while it stands; strike it through (`~~…~~`) when it is resolved",
        ));
    }
}

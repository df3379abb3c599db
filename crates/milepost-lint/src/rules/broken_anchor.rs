//! Links to headings that are not there.

use milepost_document::Severity;
use milepost_portfolio::BrokenLinkKind;

use super::broken_link;
use crate::{Check, Finding, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "broken-anchor",
    severity: Severity::Warning,
    gravest: Severity::Warning,
    scope: Scope::Claim,
    page: include_str!("broken-anchor.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    for link in broken_link::found(subject).iter().filter(|link| link.kind == BrokenLinkKind::MissingAnchor) {
        let file = subject.document().text(link.span).split('#').next().unwrap_or_default();
        let place = if file.is_empty() { "this document".to_owned() } else { format!("`{file}`") };
        let finding = subject.finding(
            RULE.id,
            RULE.severity,
            link.span,
            format!("no heading `#{}` in {place}", link.wanted),
        );
        out.push(broken_link::suggest(finding, link));
    }
}

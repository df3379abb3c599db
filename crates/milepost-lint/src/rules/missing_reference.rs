//! Dependencies on milestones, and parents, that do not exist.

use milepost_document::Severity;
use milepost_portfolio::{Target, dependencies, nearest, parents, path};

use crate::{Check, Finding, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "missing-reference",
    severity: Severity::Error,
    gravest: Severity::Error,
    scope: Scope::Claim,
    page: include_str!("missing-reference.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    if !subject.loaded.is_milestone() {
        return;
    }
    let portfolio = subject.context.portfolio;
    let needed = dependencies(portfolio, subject.index).into_iter().map(|found| (found.span, found.target));
    let owning = parents(portfolio, subject.index).into_iter().map(|found| (found.span, found.target));
    for (span, target) in needed.chain(owning) {
        let Target::Missing(name) = &target else { continue };
        let siblings: Vec<&str> = portfolio
            .milestones()
            .filter(|(index, other)| *index != subject.index && other.folder() == subject.loaded.folder())
            .map(|(_, other)| path::file_name(&other.path))
            .collect();
        let mut finding =
            subject.finding(RULE.id, RULE.severity, span, format!("`{name}` names no milestone"));
        finding.hint = nearest(name, siblings.iter().copied())
            .map(|close| format!("did you mean `{close}`?"))
            .or_else(|| {
                (!siblings.is_empty() && siblings.len() <= 8)
                    .then(|| format!("there are {}", quoted(&siblings)))
            });
        out.push(finding);
    }
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

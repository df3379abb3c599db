//! Milestones that wait for each other.

use milepost_document::Severity;
use milepost_portfolio::{Dependency, Relation, Target, cycles};

use crate::{Check, Context, Finding, Rule, Scope};

pub(super) const RULE: Rule = Rule {
    id: "dependency-cycle",
    severity: Severity::Error,
    gravest: Severity::Error,
    scope: Scope::Claim,
    page: include_str!("dependency-cycle.md"),
    check: Check::Portfolio(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let path = |index: usize| context.portfolio.documents[index].path.as_str();
    for cycle in cycles(context.portfolio) {
        // Where a target takes part, it is told there.
        let Some(first) = cycle.iter().position(|dependency| context.is_target(dependency.from)) else {
            continue;
        };
        let names: Vec<String> = cycle
            .iter()
            .chain(cycle.first())
            .map(|dependency| format!("`{}`", path(waiting(dependency))))
            .collect();
        let message = match names.as_slice() {
            [own, _] => format!("{own} waits for itself"),
            names => format!("these wait for each other: {}", names.join(" → ")),
        };
        let mut finding =
            Finding::new(RULE.id, RULE.severity, path(cycle[first].from), cycle[first].span, message);
        for (_, dependency) in cycle.iter().enumerate().filter(|(at, _)| *at != first) {
            let text = context.portfolio.documents[dependency.from].document().text(dependency.span);
            finding = finding.with_related(path(dependency.from), dependency.span, text);
        }
        out.push(finding);
    }
}

/// The milestone that waits, whichever of the two says so.
fn waiting(dependency: &Dependency) -> usize {
    match (dependency.relation, &dependency.target) {
        (Relation::Blocks, Target::Resolved(target)) => *target,
        _ => dependency.from,
    }
}

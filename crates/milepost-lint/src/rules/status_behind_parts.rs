//! Milestones that wait while their parts are worked on.

use std::collections::BTreeMap;

use milepost_document::{Severity, view::DocumentKind, vocabulary::Status};
use milepost_portfolio::{Target, parents};

use crate::{Check, Context, Finding, Rule, Scope};

pub(super) const RULE: Rule = Rule {
    id: "status-behind-parts",
    severity: Severity::Warning,
    gravest: Severity::Warning,
    scope: Scope::Claim,
    page: include_str!("status-behind-parts.md"),
    check: Check::Portfolio(check),
};

/// How many parts are shown.
const SHOWN: usize = 5;

fn check(context: &Context, out: &mut Vec<Finding>) {
    let portfolio = context.portfolio;
    let mut begun: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, part) in portfolio.milestones() {
        let is_begun = part.status_reading().is_some_and(|(_, reading)| {
            matches!(reading.status, Status::InProgress | Status::Review | Status::Completed)
        });
        if !is_begun {
            continue;
        }
        for parent in parents(portfolio, index) {
            if let Target::Resolved(whole) = parent.target {
                begun.entry(whole).or_default().push(index);
            }
        }
    }
    for (whole, parts) in begun {
        let loaded = &portfolio.documents[whole];
        // A task that waits for the rest of its own work may have subtasks that are done.
        let counts = matches!(loaded.kind, DocumentKind::Milestone | DocumentKind::Phase);
        let Some((place, reading)) = loaded.status_reading().filter(|_| counts) else { continue };
        let waits = matches!(reading.status, Status::Planned | Status::Ready) && !reading.qualified;
        if !waits || !context.is_target(whole) && !parts.iter().any(|part| context.is_target(*part)) {
            continue;
        }
        let what = match parts.len() {
            1 => "a part of it is".to_owned(),
            count => format!("{count} parts of it are"),
        };
        let message = format!("`{}`, but {what} begun or done", reading.raw);
        let mut finding = Finding::new(RULE.id, RULE.severity, &loaded.path, place, message)
            .with_hint("`milepost start` begins it, `milepost adopt` where the work has begun already");
        for part in parts.iter().take(SHOWN).map(|part| &portfolio.documents[*part]) {
            if let Some((span, reading)) = part.status_reading() {
                finding = finding.with_related(&part.path, span, reading.raw.clone());
            }
        }
        out.push(finding);
    }
}

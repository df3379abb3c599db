//! Tables and labels that disagree with the milestones they repeat.

use milepost_document::{
    EditSet, Severity,
    vocabulary::{Status, parse_status},
};
use milepost_portfolio::rollup::{self, rollup_edits};

use crate::{Check, Context, Finding, Grade, Rule, Scope, finding::Fix};

pub(super) const RULE: Rule = Rule {
    id: "rollup-drift",
    severity: Severity::Warning,
    gravest: Severity::Error,
    scope: Scope::Claim,
    page: include_str!("rollup-drift.md"),
    check: Check::Portfolio(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let portfolio = context.portfolio;
    let asked = |path: &str| portfolio.find(path).is_some_and(|index| context.is_target(index));
    let found = rollup_edits(portfolio, rollup::Scope::WHOLE);
    for file in &found.files {
        for (cell, edit) in file.cells.iter().zip(file.edits.edits()) {
            if !asked(&file.path) && !asked(&cell.subject) {
                continue;
            }
            let complete =
                |text: &str| parse_status(text).is_some_and(|reading| reading.status == Status::Completed);
            let severity =
                if complete(&cell.old) == complete(&cell.new) { Severity::Warning } else { Severity::Error };
            let column = cell.column.trim_matches('*').to_lowercase();
            let message = format!("{column} is `{}`, but {} `{}`", cell.old, cell.why, cell.new);
            let mut finding = Finding::new(RULE.id, severity, &file.path, cell.span, message);
            if let Some((path, span)) = &cell.source
                && let Some(index) = portfolio.find(path)
            {
                finding =
                    finding.with_related(path, *span, portfolio.documents[index].document().text(*span));
            }
            if let Ok(edits) = EditSet::new(vec![edit.clone()]) {
                finding.fix = Some(Fix {
                    title: format!("write `{}`", cell.new),
                    grade: Grade::NeedsReview,
                    edits: vec![(file.path.clone(), edits)],
                });
            }
            out.push(finding);
        }
    }
}

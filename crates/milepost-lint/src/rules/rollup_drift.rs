//! Tables and labels that disagree with the milestones they repeat.

use milepost_document::{
    EditSet, Severity,
    vocabulary::{Status, parse_status},
};
use milepost_portfolio::rollup::{Change, rollup_edits};

use crate::{Check, Context, Finding, Grade, Rule, Scope, finding::Fix};

pub(super) const RULE: Rule = Rule {
    id: "rollup-drift",
    severity: Severity::Warning,
    scope: Scope::Claim,
    page: include_str!("rollup-drift.md"),
    check: Check::Portfolio(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let portfolio = context.portfolio;
    let changes: Vec<Change> = portfolio
        .milestones()
        .filter_map(|(_, document)| {
            let (_, reading) = document.status_reading()?;
            Some(Change { path: document.path.clone(), status: reading.status, progress: None })
        })
        .collect();
    let asked = |path: &str| portfolio.find(path).is_some_and(|index| context.is_target(index));
    let rollup = rollup_edits(portfolio, &changes);
    for file in &rollup.files {
        for (cell, edit) in file.cells.iter().zip(file.edits.edits()) {
            if !asked(&file.path) && !asked(&cell.subject) {
                continue;
            }
            let complete =
                |text: &str| parse_status(text).is_some_and(|reading| reading.status == Status::Completed);
            let severity =
                if complete(&cell.old) == complete(&cell.new) { Severity::Warning } else { Severity::Error };
            let subject = portfolio
                .find(&cell.subject)
                .map(|index| &portfolio.documents[index])
                .filter(|subject| subject.is_milestone());
            let source = match subject {
                Some(subject) => format!("`{}` says", subject.path),
                None if cell.subject == file.path => "its milestones make it".to_owned(),
                None => format!("the milestones of `{}` make it", cell.subject),
            };
            let column = cell.column.trim_matches('*').to_lowercase();
            let message = format!("{column} is `{}`, but {source} `{}`", cell.old, cell.new);
            let mut finding = Finding::new(RULE.id, severity, &file.path, cell.span, message);
            if let Some((document, (span, reading))) =
                subject.and_then(|document| Some((document, document.status_reading()?)))
            {
                finding = finding.with_related(&document.path, span, reading.raw.clone());
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

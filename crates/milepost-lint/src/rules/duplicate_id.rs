//! Names that two things have.

use std::collections::HashMap;

use milepost_document::{Severity, Span, annotation::Form};
use milepost_portfolio::{LoadedDocument, path};

use crate::{Check, Finding, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "duplicate-id",
    severity: Severity::Warning,
    scope: Scope::Claim,
    page: include_str!("duplicate-id.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    same_number(subject, out);
    same_item_id(subject, out);
}

/// Two milestones (or phases) of one folder with one number.
fn same_number(subject: &Subject, out: &mut Vec<Finding>) {
    let loaded = subject.loaded;
    let (true, Some(number)) = (has_number(loaded), &loaded.identity.number) else { return };
    let portfolio = subject.context.portfolio;
    // In a folder `07-payments`, every file is about phase 7.
    let folder = path::file_name(loaded.folder());
    let of_folder = folder.trim_start_matches(|c: char| !c.is_ascii_digit());
    let of_folder = of_folder.split(|c: char| !c.is_ascii_digit() && c != '.').next().unwrap_or_default();
    if milepost_portfolio::same_number(of_folder, number) {
        return;
    }
    let others: Vec<usize> = portfolio
        .numbered(loaded.folder(), number)
        .iter()
        .copied()
        .filter(|other| *other != subject.index && portfolio.documents[*other].kind == loaded.kind)
        .filter(|other| has_number(&portfolio.documents[*other]))
        .collect();
    let Some(first) = others.first() else { return };
    let span = title(subject);
    let mut finding = subject
        .finding(
            RULE.id,
            RULE.severity,
            span,
            format!("number {number} is also that of `{}`", portfolio.documents[*first].path),
        )
        .with_hint("give one of them another number; until then both are known by path only");
    for other in others {
        let document = portfolio.documents[other].document();
        let span = document.title.as_ref().map_or(Span::at(0), |title| title.span);
        finding = finding.with_related(&portfolio.documents[other].path, span, document.text(span));
    }
    out.push(finding);
}

/// Whether its own title has the number, and its file name no other one.
fn has_number(loaded: &LoadedDocument) -> bool {
    let titled =
        loaded.document().title.as_ref().is_some_and(|title| title.reading.number == loaded.identity.number);
    let named = loaded
        .identity
        .file_number
        .as_ref()
        .zip(loaded.identity.number.as_ref())
        .is_none_or(|(a, b)| milepost_portfolio::same_number(a, b));
    loaded.is_milestone() && titled && named
}

/// One explicit id on two items.
fn same_item_id(subject: &Subject, out: &mut Vec<Finding>) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for annotation in subject.document().annotations.iter().flat_map(|comment| &comment.forms) {
        let Form::Id(name) = &annotation.form else { continue };
        if let Some(first) = seen.get(name.as_str()) {
            out.push(
                subject
                    .finding(
                        RULE.id,
                        Severity::Error,
                        annotation.span,
                        format!("the id `{name}` is given twice"),
                    )
                    .with_related(&subject.loaded.path, *first, format!("id {name}")),
            );
        } else {
            seen.insert(name, annotation.span);
        }
    }
}

fn title(subject: &Subject) -> Span {
    subject.document().title.as_ref().map_or(Span::at(0), |title| title.span)
}

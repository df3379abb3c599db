//! Names that two things have.

use std::collections::HashMap;

use milepost_document::{
    Severity, Span,
    annotation::Form,
    vocabulary::{Status, dialect_place, tells_of_work},
};
use milepost_portfolio::{LoadedDocument, path};

use crate::{Check, Finding, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "duplicate-id",
    severity: Severity::Warning,
    gravest: Severity::Error,
    scope: Scope::Claim,
    page: include_str!("duplicate-id.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    same_number(subject, out);
    same_document_id(subject, out);
    same_item_id(subject, out);
}

/// The most other documents of one number that a finding names: of thousands each would name all others.
const MOST: usize = 5;

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
        .take(MOST)
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

/// One id of a tool that gives each id once, on documents of different folders. The one that is put away, else the later
/// path, is told of the others; told is also who is not asked about, where the other one is.
fn same_document_id(subject: &Subject, out: &mut Vec<Finding>) {
    let portfolio = subject.context.portfolio;
    let Some((root, id)) = project_id(subject.loaded) else { return };
    let is_same = |other: &LoadedDocument| project_id(other).is_some_and(|(own, _)| own == root);
    let mut same: Vec<usize> =
        portfolio.with_id(id).iter().copied().filter(|index| is_same(&portfolio.documents[*index])).collect();
    let put_away = |index: &usize| {
        (portfolio.documents[*index].identity.folder_status == Some(Status::Archived), *index)
    };
    same.sort_by_key(put_away);
    let [first, others @ ..] = same.as_slice() else { return };
    // Told once: by the one with the id, or, when only the first is asked about, by that.
    let told = others.contains(&subject.index)
        || *first == subject.index && !others.iter().any(|other| subject.context.is_target(*other));
    let Some(other) = same.iter().find(|other| **other != subject.index).filter(|_| told) else { return };
    let other = &portfolio.documents[*other];
    let span = other.document().title.as_ref().map_or(Span::at(0), |title| title.span);
    out.push(
        subject
            .finding(
                RULE.id,
                RULE.severity,
                title(subject),
                format!("id `{id}` is also that of `{}`", other.path),
            )
            .with_hint("give one of them another id: what refers to it may mean either")
            .with_related(&other.path, span, other.document().text(span)),
    );
}

/// The folder of the project and the id of a document, where its tool gives each id once.
fn project_id(loaded: &LoadedDocument) -> Option<(&str, &str)> {
    loaded.identity.dialect.filter(|dialect| dialect.gives_ids_once() && loaded.is_milestone())?;
    let root = dialect_place(&loaded.path)?.root;
    let id = loaded.identity.number.as_deref().filter(|id| id.contains('-'))?;
    Some((&loaded.path[..root], id))
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
    // Several documents may tell of one milestone.
    let title = loaded.document().title.as_ref().map_or("", |title| title.reading.name.as_str());
    let tells = tells_of_work(title) || tells_of_work(path::stem(&loaded.path));
    loaded.is_milestone() && titled && named && !tells
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

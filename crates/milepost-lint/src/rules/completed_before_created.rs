//! Completions that are older than what they complete.

use jiff::civil::Date;
use milepost_document::{
    Document, Severity, Span,
    front_matter::Value,
    vocabulary::{LabelKey, classify_label, parse_date},
};

use crate::{Check, Finding, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "completed-before-created",
    severity: Severity::Warning,
    gravest: Severity::Warning,
    scope: Scope::History,
    page: include_str!("completed-before-created.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    let loaded = subject.loaded;
    let document = subject.document();
    let Some(place) = completed(document) else { return };
    let text = document.text(place);
    let Some(reading) = parse_date(text) else { return };
    // Work is often written down when it is done already; a plan with boxes or a date of its own was not.
    let is_before = |date: Date| (date - reading.date).get_days() >= 2;
    let known = subject.context.facts.history().and_then(|history| history.documents.get(&loaded.path));
    let stated = created(document).filter(|(_, date)| is_before(*date));
    let finding = |message: String| subject.finding(RULE.id, RULE.severity, place, message);
    if let Some(file) = known.filter(|file| is_before(file.created)) {
        let message = format!("completed `{}`, but the file is from {}", reading.raw, file.created);
        out.push(
            finding(message)
                .with_hint("check the year; a file that was renamed is followed to its first name"),
        );
    } else if let Some((span, date)) = stated.filter(|_| loaded.is_plan()) {
        out.push(
            finding(format!("completed `{}`, but begun {date}", reading.raw))
                .with_hint("check the year: one of the two dates is not so")
                .with_related(&loaded.path, span, document.text(span)),
        );
    }
}

/// The first date of the document's beginning, in its header or its front matter.
fn created(document: &Document) -> Option<(Span, Date)> {
    let labels = document.fields.iter().filter(|field| {
        matches!(field.kind, Some(LabelKey::Created | LabelKey::StartDate))
            && document.section(field.section).level <= 1
    });
    let front = document.front_matter.iter().flat_map(|front| &front.entries);
    let keys = front.filter(|entry| {
        matches!(
            classify_label(&entry.key.replace(['_', '-'], " ")),
            Some(LabelKey::Created | LabelKey::StartDate)
        )
    });
    let places = keys.map(|entry| entry.value_span).chain(labels.map(|field| field.value));
    places
        .filter_map(|span| Some((span, parse_date(document.text(span).trim_matches(['"', '\'']))?.date)))
        .min_by_key(|(_, date)| *date)
}

/// Where the document says when it was completed.
fn completed(document: &Document) -> Option<Span> {
    let in_front = document.front_matter.iter().flat_map(|front| &front.entries).find(|entry| {
        matches!(
            entry.key.replace('-', "_").to_ascii_lowercase().as_str(),
            "completed" | "completed_date" | "completed_at" | "completion_date"
        ) && matches!(entry.value, Value::Scalar { .. })
    });
    in_front.map(|entry| entry.value_span).or_else(|| {
        let labels = document.fields.iter().filter(|field| {
            field.kind == Some(LabelKey::CompletedDate) && document.section(field.section).level <= 2
        });
        labels.map(|field| field.value).next()
    })
}

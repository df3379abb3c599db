//! Completions that are older than what they complete.

use milepost_document::{
    Document, Severity, Span,
    front_matter::Value,
    vocabulary::{LabelKey, parse_date},
};

use crate::{Check, Finding, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "completed-before-created",
    severity: Severity::Warning,
    scope: Scope::History,
    page: include_str!("completed-before-created.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    let loaded = subject.loaded;
    let known = subject.context.facts.history().and_then(|history| history.documents.get(&loaded.path));
    let Some(created) = known.map(|file| file.created) else { return };
    let document = subject.document();
    let Some(place) = completed(document) else { return };
    let text = document.text(place);
    let Some(reading) = parse_date(text).filter(|reading| reading.date < created) else { return };
    // Work is often written down when it is done already; a plan with boxes or a date of its own was not.
    let days = (created - reading.date).get_days();
    if days < 2 {
        return;
    }
    out.push(
        subject
            .finding(
                RULE.id,
                RULE.severity,
                place,
                format!("completed `{}`, but the file is from {created}", reading.raw),
            )
            .with_hint("check the year; a file that was renamed is followed to its first name"),
    );
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

//! Status values that name no status.

use milepost_document::{
    Edit, EditSet, Severity,
    view::Place,
    vocabulary::{Status, parse_status, spell_like},
};
use milepost_portfolio::nearest;

use crate::{Check, Finding, Grade, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "unknown-status",
    severity: Severity::Error,
    gravest: Severity::Error,
    scope: Scope::Form,
    page: include_str!("unknown-status.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    if !subject.loaded.is_plan() {
        return;
    }
    let document = subject.document();
    let places = subject.loaded.status_places();
    let known = places.iter().any(|place| place.reading.is_some());
    for place in places.iter().filter(|place| place.reading.is_none()) {
        if !matches!(place.place, Place::MilestoneStatus | Place::FrontMatter | Place::Label | Place::Footer)
        {
            continue;
        }
        // Beside a status that is read, other words may be about something else.
        let text = document.text(place.value);
        let severity = match (known, text.len() > 40) {
            (true, _) => Severity::Info,
            (false, true) => Severity::Warning,
            (false, false) => RULE.severity,
        };
        let words: Vec<&str> = Status::ALL.iter().map(|status| status.key()).collect();
        let mut finding = subject
            .finding(RULE.id, severity, place.value, format!("`{}` is not a status", first_line(text)))
            .with_hint(format!(
                "write one of {}",
                words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
            ));
        let plain = milepost_document::vocabulary::plain_text(text).replace([' ', '_'], "-");
        if let Some(status) = nearest(&plain, words.iter().copied()).and_then(parse_status) {
            let right = spell_like(text, status.status);
            if let Ok(edits) = EditSet::new(vec![Edit::replace(place.value, right.clone())]) {
                finding = finding.with_hint(format!("did you mean `{right}`?")).with_fix(
                    Grade::NeedsReview,
                    format!("write `{right}`"),
                    edits,
                );
            }
        }
        out.push(finding);
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

//! Copies of the status that differ.

use milepost_document::{
    Document, EditSet, Severity, Span, view,
    view::Place,
    vocabulary::{LabelKey, Status},
};

use crate::{Check, Finding, Grade, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "status-mismatch",
    severity: Severity::Error,
    gravest: Severity::Error,
    scope: Scope::Claim,
    page: include_str!("status-mismatch.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    if !subject.loaded.is_plan() {
        return;
    }
    let document = subject.document();
    let places = subject.loaded.status_places();
    let Some((first, deciding)) = places.iter().find_map(|place| Some((place, place.reading.as_ref()?)))
    else {
        return;
    };
    // Several status labels further down are those of sections.
    let labels = document
        .fields
        .iter()
        .filter(|field| field.kind == Some(LabelKey::Status) && !field.value.is_empty());
    let labels_below = labels.filter(|field| field.value.start > first.value.start).count();
    for (place, reading) in places.iter().filter_map(|place| Some((place, place.reading.as_ref()?))) {
        // `status` beside `milestone_status` is the life of the document, not of the work.
        let other_fact = first.place == Place::MilestoneStatus && place.place == Place::FrontMatter;
        // A title or a heading may hold such words by chance; a completion of a part is no other status.
        let by_chance = matches!(place.place, Place::TitleSuffix | Place::Heading)
            || matches!(first.place, Place::TitleSuffix | Place::Heading);
        let of_a_part = reading.qualified || deciding.qualified;
        let of_a_section =
            place.place == Place::Footer && labels_below > 1 && !stands_by_a_date(document, place.value);
        if place.value == first.value
            || other_fact
            || by_chance
            || of_a_part
            || of_a_section
            || agrees(deciding.status, reading.status)
        {
            continue;
        }
        let complete = (deciding.status == Status::Completed) != (reading.status == Status::Completed);
        let severity = if complete { Severity::Error } else { Severity::Warning };
        let other = if first.value.start < place.value.start { "above" } else { "below" };
        let mut finding = subject
            .finding(
                RULE.id,
                severity,
                place.value,
                format!("status `{}` here, `{}` {other}", reading.raw, deciding.raw),
            )
            .with_related(&subject.loaded.path, first.value, deciding.raw.clone());
        let right = view::set_status(document, deciding.status);
        if let Some(edit) = right.edits().iter().find(|edit| edit.span == place.value)
            && let Ok(edits) = EditSet::new(vec![edit.clone()])
        {
            finding = finding.with_fix(Grade::NeedsReview, format!("write `{}`", edit.text), edits);
        }
        out.push(finding);
    }
}

/// Whether a label stands in the line before or behind one that says when the document was last updated.
fn stands_by_a_date(document: &Document, value: Span) -> bool {
    let line = document.position(value.start).line;
    view::last_updated_places(document)
        .iter()
        .any(|place| document.position(place.value.start).line.abs_diff(line) == 1)
}

/// Whether two copies say the same: review is work in progress, and what is put away was finished before.
fn agrees(a: Status, b: Status) -> bool {
    let pair = |x, y| (a, b) == (x, y) || (b, a) == (x, y);
    a == b || pair(Status::InProgress, Status::Review) || pair(Status::Completed, Status::Archived)
}

//! Dates that cannot be read, or that differ.

use milepost_document::{Edit, EditSet, Severity, view, vocabulary::is_placeholder_date};

use crate::{Check, Finding, Grade, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "wrong-date",
    severity: Severity::Warning,
    gravest: Severity::Warning,
    scope: Scope::Claim,
    page: include_str!("wrong-date.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    if !subject.loaded.is_plan() {
        return;
    }
    let document = subject.document();
    let places = view::last_updated_places(document);
    for place in places
        .iter()
        .filter(|place| place.reading.is_none() && !is_placeholder_date(document.text(place.value)))
    {
        let text = document.text(place.value);
        out.push(
            subject
                .finding(RULE.id, RULE.severity, place.value, format!("`{text}` is not a date"))
                .with_hint("write it as `YYYY-MM-DD`"),
        );
    }
    let mut read = places.iter().filter_map(|place| Some((place, place.reading.as_ref()?.date)));
    let Some((first, date)) = read.next() else { return };
    for (place, other) in read.filter(|(_, other)| *other != date) {
        let newest = date.max(other);
        let (old, kept) = if newest == other { (first, place) } else { (place, first) };
        let mut finding = subject
            .finding(
                RULE.id,
                RULE.severity,
                old.date,
                format!(
                    "last updated `{}` here, `{}` elsewhere",
                    document.text(old.date),
                    document.text(kept.date)
                ),
            )
            .with_related(&subject.loaded.path, kept.date, document.text(kept.date));
        if let Ok(edits) = EditSet::new(vec![Edit::replace(old.date, newest.to_string())]) {
            finding = finding.with_fix(Grade::NeedsReview, format!("write `{newest}`"), edits);
        }
        out.push(finding);
    }
}

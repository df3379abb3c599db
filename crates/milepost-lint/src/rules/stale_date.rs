//! Dates of the last update that an edit left behind.

use milepost_document::{Edit, EditSet, Severity, view};

use crate::{Check, Finding, Grade, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "stale-date",
    severity: Severity::Warning,
    gravest: Severity::Warning,
    scope: Scope::History,
    page: include_str!("stale-date.md"),
    check: Check::Document(check),
};

/// An edit of so few lines may be a correction that nobody dates.
const SMALL: usize = 4;

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    let loaded = subject.loaded;
    let edit = subject
        .context
        .facts
        .history()
        .and_then(|history| history.documents.get(&loaded.path))
        .and_then(|file| file.last_edit.as_ref());
    let Some(edit) = edit else { return };
    // The commit that wrote the date may be some days younger than it: merged, or committed later.
    let Some(added) = &edit.added else { return };
    let document = subject.document();
    let lines = document.lines();
    let places = view::last_updated_places(document);
    let newest = places
        .iter()
        .filter_map(|place| Some((place, place.reading.as_ref()?.date)))
        .max_by_key(|(_, date)| *date);
    let Some((place, date)) = newest else { return };
    let line_of = |offset: u32| {
        lines.span(&document.source, lines.line(offset)).map_or("", |line| document.text(line).trim())
    };
    let wrote_a_date =
        places.iter().any(|place| added.iter().any(|added| added.trim() == line_of(place.value.start)));
    if date >= edit.date || wrote_a_date {
        return;
    }
    let severity = if added.len() <= SMALL { Severity::Info } else { RULE.severity };
    let days = (edit.date - date).get_days();
    let how_long = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
    let mut finding = subject
        .finding(
            RULE.id,
            severity,
            place.date,
            format!(
                "last updated `{}`, but `{}` changed it {how_long} later and left the date",
                document.text(place.date),
                edit.commit
            ),
        )
        .with_hint("transitions of Milepost write the date");
    if let Ok(edits) = EditSet::new(vec![Edit::replace(place.date, edit.date.to_string())]) {
        finding = finding.with_fix(Grade::NeedsReview, format!("write `{}`", edit.date), edits);
    }
    out.push(finding);
}

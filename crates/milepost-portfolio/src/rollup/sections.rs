//! Sections about milestones: `### [Milestone 2: Vouchers](milestone-2.md)` with a status label below.

use milepost_document::{Field, SectionId, vocabulary::LabelKey};

use super::{
    found::Found,
    progress::is_progress,
    spelling::Spellings,
    state::State,
    subject::{self, Subjects},
    values,
};
use crate::Portfolio;

/// A label that repeats something of a milestone.
pub(super) struct AboutLabel<'a> {
    /// The milestone.
    pub(super) about: usize,
    /// The label.
    pub(super) field: &'a Field,
}

/// The first status, the first progress and the first estimate below every heading that links or names a milestone.
pub(super) fn labels(portfolio: &Portfolio, owner: usize) -> Vec<AboutLabel<'_>> {
    let document = portfolio.documents[owner].document();
    let mut found = Vec::new();
    for (at, section) in document.sections.iter().enumerate().filter(|(_, section)| section.level >= 2) {
        let first = document.fields.partition_point(|field| field.key.start < section.own.start);
        let inside: Vec<&Field> = document.fields[first..]
            .iter()
            .take_while(|field| field.key.start < section.own.end)
            .filter(|field| field.section == SectionId(at as u32) && !field.value.is_empty())
            .collect();
        if inside.is_empty() {
            continue;
        }
        let about = subject::linked(portfolio, owner, section.heading)
            .or_else(|| subject::named(portfolio, owner, document.text(section.title)));
        let Some(about) = about else { continue };
        let of = |key: LabelKey| inside.iter().find(|field| field.kind == Some(key));
        let status = of(LabelKey::Status);
        let progress = of(LabelKey::Progress).filter(|field| is_progress(document.text(field.value)));
        let effort = of(LabelKey::EstimatedEffort);
        let labels = status.into_iter().chain(progress).chain(effort);
        found.extend(labels.map(|field| AboutLabel { about, field }));
    }
    found
}

/// Compares the labels about these subjects with what is right.
pub(super) fn read(state: &State, owner: usize, subjects: &Subjects, found: &mut Found) {
    let document = state.portfolio.documents[owner].document();
    let labels = labels(state.portfolio, owner);
    let statuses = labels.iter().filter(|label| label.field.kind == Some(LabelKey::Status));
    let spellings = Spellings::of(statuses.map(|label| document.text(label.field.value)));
    for AboutLabel { about, field } in labels.iter().filter(|label| subjects.hold(label.about)) {
        let key = document.text(field.key);
        let text = document.text(field.value);
        let judged = match field.kind {
            Some(LabelKey::Status) => values::status(state, *about, text, &[&spellings]),
            Some(LabelKey::EstimatedEffort) => values::effort(state, *about, text),
            _ => values::progress(state, *about, text, 0),
        };
        judged.tell(found, field.value, |found, new, reason| {
            found.label(*about, key, field.value, new, reason);
        });
    }
}

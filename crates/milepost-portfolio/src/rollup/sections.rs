//! Sections about milestones: `### [Milestone 2: Vouchers](milestone-2.md)` with a status label below.

use std::collections::BTreeSet;

use milepost_document::{Field, SectionId, vocabulary::LabelKey};

use super::{change::Found, state::State, subject, tables::right_status};
use crate::Portfolio;

/// The first status label below every heading that links or names a milestone, with the milestone.
pub(super) fn labels(portfolio: &Portfolio, owner: usize) -> Vec<(usize, &Field)> {
    let document = portfolio.documents[owner].document();
    let mut found = Vec::new();
    for (at, section) in document.sections.iter().enumerate().filter(|(_, section)| section.level >= 2) {
        let about = subject::linked(portfolio, owner, section.heading)
            .or_else(|| subject::named(portfolio, owner, document.text(section.title)));
        let Some(about) = about else { continue };
        let first = document.fields.partition_point(|field| field.key.start < section.own.start);
        let inside = document.fields[first..].iter().take_while(|field| field.key.start < section.own.end);
        let is_own = |field: &&Field| field.section == SectionId(at as u32) && !field.value.is_empty();
        found.extend(
            inside
                .filter(is_own)
                .find(|field| field.kind == Some(LabelKey::Status))
                .map(|field| (about, field)),
        );
    }
    found
}

/// Compares the labels about these subjects with what is right.
pub(super) fn read(state: &State, owner: usize, subjects: &BTreeSet<usize>, found: &mut Found) {
    let document = state.portfolio.documents[owner].document();
    for (about, label) in
        labels(state.portfolio, owner).into_iter().filter(|(about, _)| subjects.contains(about))
    {
        if let Some(new) = right_status(state, about, label.value, document, found) {
            found.label(about, document.text(label.key), label.value, new);
        }
    }
}

//! Sections about milestones: `### [Milestone 2: Vouchers](milestone-2.md)` with a status label below.

use std::collections::BTreeSet;

use milepost_document::{SectionId, vocabulary::LabelKey};

use super::{change::Found, state::State, subject, tables::right_status};

/// Reads the first status label below every heading that links or names a milestone.
pub(super) fn read(state: &State, owner: usize, subjects: &BTreeSet<usize>, found: &mut Found) {
    let document = state.portfolio.documents[owner].document();
    for (at, section) in document.sections.iter().enumerate().filter(|(_, section)| section.level >= 2) {
        let about = subject::linked(state.portfolio, owner, section.heading)
            .or_else(|| subject::named(state.portfolio, owner, document.text(section.title)));
        let Some(about) = about.filter(|about| subjects.contains(about)) else { continue };
        let first = document.fields.partition_point(|field| field.key.start < section.own.start);
        let label = document.fields[first..]
            .iter()
            .take_while(|field| field.key.start < section.own.end)
            .find(|field| {
                field.kind == Some(LabelKey::Status)
                    && field.section == SectionId(at as u32)
                    && !field.value.is_empty()
            });
        if let Some(label) = label
            && let Some(new) = right_status(state, about, label.value, document, found)
        {
            found.label(about, document.text(label.key), label.value, new);
        }
    }
}

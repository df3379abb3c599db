//! References by number, which are looked up around the document that makes them.

use std::collections::HashMap;

use milepost_document::{Edit, EditSet};

use super::{Renames, plan::shifted};
use crate::{Dependency, Portfolio, Target, dependencies, document_id, find_reference};

/// A dependency that means another document afterwards, or none.
pub(super) struct Strayed {
    /// The document that states it, as before.
    pub(super) from: usize,
    /// What was stated.
    pub(super) dependency: Dependency,
    /// What takes its place, where that can be written.
    pub(super) edit: Option<Edit>,
}

/// The dependencies of `before` that mean another document in `after`, which is the same portfolio after `edits`.
pub(super) fn strayed(
    before: &Portfolio,
    after: &Portfolio,
    renames: &Renames,
    edits: &HashMap<usize, EditSet>,
) -> Vec<Strayed> {
    let mut found = Vec::new();
    for (from, loaded) in before.milestones() {
        let stated = dependencies(before, from);
        if stated.is_empty() {
            continue;
        }
        let now = after.find(&renames.now(&loaded.path));
        let stated_now = now.map(|index| dependencies(after, index)).unwrap_or_default();
        for dependency in &stated {
            let Target::Resolved(target) = dependency.target else { continue };
            let Some(wanted) = after.find(&renames.now(&before.documents[target].path)) else { continue };
            let start = shifted(edits.get(&from), dependency.span.start);
            let is_same = stated_now.iter().any(|other| {
                other.span.start == start
                    && other.relation == dependency.relation
                    && other.target == Target::Resolved(wanted)
            });
            if !is_same {
                let alone = stated.iter().filter(|other| other.span.overlaps(dependency.span)).count() == 1;
                let is_link = loaded.document().links.iter().any(|link| link.span.overlaps(dependency.span));
                let id = document_id(after, wanted);
                // Not every id can be written as a reference: that of a folder `2025/q1` cannot.
                let is_read = now.is_some_and(|now| find_reference(after, now, &id) == Some(wanted));
                let edit = (alone && !is_link && is_read).then(|| Edit::replace(dependency.span, id));
                found.push(Strayed { from, dependency: dependency.clone(), edit });
            }
        }
    }
    found
}

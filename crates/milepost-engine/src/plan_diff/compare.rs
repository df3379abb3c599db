//! What changed in one document.

use super::{PlanChange, documents::Side, facts, items, sections};

/// What changed, in order of place.
pub(super) fn changes(before: Side<'_>, after: Side<'_>) -> Vec<PlanChange> {
    let (old, new) = (before.loaded().document(), after.loaded().document());
    let mut found = facts::changes(before, after);
    found.extend(items::changes(old, new));
    found.extend(sections::changes(old, new));
    found.sort_by_key(|change| (change.line, change.what));
    found
}

/// A text on one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

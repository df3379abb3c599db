//! The status of an initiative in its own README.

use milepost_document::{view, vocabulary::parse_status};

use super::{found::Found, state::State, subject::Subjects};

/// Writes every copy of it where the README says that nothing has begun and its milestones have. What else a README
/// says of itself is somebody's decision.
pub(super) fn read(state: &State, owner: usize, subjects: &Subjects, found: &mut Found) {
    if !subjects.hold(owner) {
        return;
    }
    let Some(right) = state.following(owner) else { return };
    let loaded = &state.portfolio.documents[owner];
    let document = loaded.document();
    let edits = view::set_status_in(document, right, loaded.identity.dialect);
    for place in state.own(owner) {
        let edit = edits.edits().iter().find(|edit| edit.span == place.value);
        if let Some(edit) = edit.filter(|edit| parse_status(&edit.text).is_some()) {
            found.label(owner, "status", place.value, edit.text.clone(), state.status_reason(owner));
        }
    }
}

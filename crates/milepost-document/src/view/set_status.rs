//! Writing a status.

use super::status::{StatusPlace, status, status_places};
use crate::{
    Document, Edit, EditSet, Span,
    front_matter::{Entry, ScalarStyle, Value},
    vocabulary::{Status, spell_like},
};

/// Writes a status into every place of the document that says one, each in the spelling of its old value. A place
/// whose words name no status stays as it is, unless it is the only one to decide.
pub fn set_status(document: &Document, new: Status) -> EditSet {
    let edits = owned_statuses(document)
        .into_iter()
        .filter(|place| {
            !place.reading.as_ref().is_some_and(|reading| reading.status == new && !reading.qualified)
        })
        .filter_map(|place| {
            let text = spelled(document, &place, new);
            (text != document.text(place.value)).then(|| Edit::replace(place.value, text))
        })
        .collect();
    EditSet::new(edits).expect("the places of a status are disjoint")
}

/// The places that [`set_status`] writes, whatever they say now.
pub(super) fn owned_statuses(document: &Document) -> Vec<StatusPlace> {
    let deciding = status(document).map(|place| place.value);
    let mut places = status_places(document);
    places.retain(|place| place.reading.is_some() || Some(place.value) == deciding);
    places.sort_by_key(|place| place.value);
    places.dedup_by_key(|place| place.value);
    places
}

fn spelled(document: &Document, place: &StatusPlace, new: Status) -> String {
    let old = document.text(place.value);
    if let Some(entry) = entry_at(document, place.value) {
        let Value::Scalar { text, style } = &entry.value else { return old.to_owned() };
        let words = spell_like(text, new);
        return match style {
            ScalarStyle::SingleQuoted => format!("'{words}'"),
            ScalarStyle::DoubleQuoted => format!("\"{words}\""),
            _ => words,
        };
    }
    if old.chars().any(char::is_alphanumeric) { spell_like(old, new) } else { new.emoji().to_owned() }
}

/// The front matter's entry with this value.
fn entry_at(document: &Document, value: Span) -> Option<&Entry> {
    document.front_matter.as_ref()?.entries.iter().find(|entry| entry.value_span == value)
}

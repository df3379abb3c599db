//! Where a document says when it was last changed.

use super::places::{Places, is_about_another};
use crate::{
    Document, Span,
    front_matter::Value,
    vocabulary::{DateReading, FrontKey, LabelKey, classify_front_key, parse_date},
};

/// One place that says the date of the last change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastUpdated {
    /// The whole value as written.
    pub value: Span,
    /// The part that a new date replaces: the date itself when it is an ISO date with more behind it.
    pub date: Span,
    /// What it says; `None` for a placeholder.
    pub reading: Option<DateReading>,
    /// Whether it stands in the front matter.
    pub in_front_matter: bool,
}

/// Every place that says when the document was last changed, in order of place. Empty values are none.
pub fn last_updated_places(document: &Document) -> Vec<LastUpdated> {
    let mut found = Vec::new();
    let mut add = |value: Span, in_front_matter| {
        let text = document.text(value);
        if !text.trim().is_empty() {
            let date = Span::new(value.start, value.start + dated(text) as u32);
            found.push(LastUpdated { value, date, reading: parse_date(text), in_front_matter });
        }
    };
    for entry in document.front_matter.iter().flat_map(|front| &front.entries) {
        if classify_front_key(&entry.key) == Some(FrontKey::LastUpdated)
            && matches!(entry.value, Value::Scalar { .. })
        {
            add(entry.value_span, true);
        }
    }
    let places = Places::new(document);
    for field in document.fields.iter().filter(|field| field.kind == Some(LabelKey::LastUpdated)) {
        let header = places.in_header(field.key) && !is_about_another(document, field.section);
        if header || places.in_footer(document, field) {
            add(field.value, false);
        }
    }
    found
}

/// A date by which the work is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDate {
    /// The value as written.
    pub value: Span,
    /// What it says; `None` for a placeholder.
    pub reading: Option<DateReading>,
}

/// The date by which the document wants its work done: `Target Date` in header or footer, else the front matter's `due`.
pub fn due_date(document: &Document) -> Option<DueDate> {
    let due = |value: Span| {
        let text = document.text(value);
        (!text.trim().is_empty()).then(|| DueDate { value, reading: parse_date(text) })
    };
    let places = Places::new(document);
    let labelled = document.fields.iter().filter(|field| field.kind == Some(LabelKey::TargetDate));
    let own = labelled.filter(|field| {
        places.in_header(field.key) && !is_about_another(document, field.section)
            || places.in_footer(document, field)
    });
    let entries = document.front_matter.iter().flat_map(|front| &front.entries);
    let stated = entries.filter(|entry| {
        classify_front_key(&entry.key) == Some(FrontKey::Due) && matches!(entry.value, Value::Scalar { .. })
    });
    own.map(|field| field.value).chain(stated.map(|entry| entry.value_span)).find_map(due)
}

/// How many bytes of a value are the date: an ISO date (or its placeholder) with words behind it leaves the words alone.
fn dated(text: &str) -> usize {
    let is_iso = |bytes: &[u8]| {
        bytes.len() == 10
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit() || matches!(byte, b'X' | b'Y' | b'M' | b'D'),
            })
    };
    match text.as_bytes().get(..10) {
        Some(head) if is_iso(head) => match text.as_bytes().get(10) {
            None => 10,
            // A date with a time is replaced as one.
            Some(b' ') if !text[10..].trim_start().starts_with(|c: char| c.is_ascii_digit()) => 10,
            Some(_) => text.len(),
        },
        _ => text.len(),
    }
}

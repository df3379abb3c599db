//! Where a document says its status.

use super::places::{Places, is_about_another};
use crate::{
    Document, Field, FieldStyle, Span,
    front_matter::{FrontMatter, Value},
    vocabulary::{
        FrontKey, LabelKey, StatusReading, classify_front_key, classify_label, is_document_life, parse_status,
    },
};

/// The kinds of place in which a status is written, the deciding one first: the order counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// `milestone_status` in the front matter: it wins over `status`, which may be the document's own life.
    MilestoneStatus,
    /// A bold label in the header.
    Label,
    /// `status` or `state` in the front matter.
    FrontMatter,
    /// A line of a box drawn in an unlabelled fence in the header.
    HeaderFence,
    /// A second-level heading `Status: …`.
    Heading,
    /// A plain label in the header.
    Plain,
    /// Behind or before the name in the title.
    TitleSuffix,
    /// A label at the end of the document.
    Footer,
}

/// One place that says a status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusPlace {
    /// What kind of place.
    pub place: Place,
    /// The value as written.
    pub value: Span,
    /// What it says; `None` for words that name no status.
    pub reading: Option<StatusReading>,
}

/// Every place that says the document's status, the deciding one first. Empty values are none.
pub fn status_places(document: &Document) -> Vec<StatusPlace> {
    let mut found = Vec::new();
    let mut add = |place, value: Span, text: &str| {
        if !text.trim().is_empty() {
            found.push(StatusPlace { place, value, reading: parse_status(text) });
        }
    };
    if let Some(front) = &document.front_matter {
        for (place, value, text) in front_matter_statuses(front) {
            add(place, value, text);
        }
    }
    let places = Places::new(document);
    for field in document.fields.iter().filter(|field| is_status(document, field)) {
        let text = document.text(field.value);
        let place = match field.style {
            _ if !places.in_header(field.key) => Place::Footer,
            FieldStyle::Plain => Place::Plain,
            FieldStyle::Bold | FieldStyle::TableRow => Place::Label,
        };
        let belongs = match place {
            Place::Footer => places.in_footer(document, field),
            _ => !is_about_another(document, field.section),
        };
        if belongs {
            add(place, field.value, text);
        }
    }
    for fence in document.fences.iter().filter(|fence| fence.info.is_empty() && places.in_header(fence.span))
    {
        if let Some(value) = boxed_value(document, fence.content, LabelKey::Status) {
            add(Place::HeaderFence, value, document.text(value));
        }
    }
    for section in document.sections.iter().filter(|section| section.level == 2) {
        if let Some(value) = heading_status(document, section.title) {
            add(Place::Heading, value, document.text(value));
        }
    }
    if let Some(value) = title_status(document) {
        add(Place::TitleSuffix, value, document.text(value));
    }
    // The place decides, then the order in the text.
    found.sort_by_key(|place| (place.place, place.value));
    found
}

/// The place that decides the document's status: the first one that reads as a status, else the first of all.
pub fn status(document: &Document) -> Option<StatusPlace> {
    deciding_status(&status_places(document)).cloned()
}

/// The place that decides among all places of a document.
pub fn deciding_status(places: &[StatusPlace]) -> Option<&StatusPlace> {
    places.iter().find(|place| place.reading.is_some()).or(places.first())
}

fn front_matter_statuses(front: &FrontMatter) -> impl Iterator<Item = (Place, Span, &str)> {
    front.entries.iter().filter_map(|entry| {
        let place = match classify_front_key(&entry.key)? {
            FrontKey::MilestoneStatus => Place::MilestoneStatus,
            FrontKey::Status => Place::FrontMatter,
            _ => return None,
        };
        match &entry.value {
            // That a document is current says nothing of its work.
            Value::Scalar { text, .. } if place == Place::FrontMatter && is_document_life(text) => None,
            Value::Scalar { text, .. } => Some((place, entry.value_span, text.as_str())),
            _ => None,
        }
    })
}

/// A label of the document's own status: not one of an entry with a box, which is that entry's.
fn is_status(document: &Document, field: &Field) -> bool {
    field.kind == Some(LabelKey::Status)
        && field.item.is_none_or(|item| document.item(item).checkbox.is_none())
}

/// The value of a line `key: value` in a drawn box.
pub(super) fn boxed_value(document: &Document, content: Span, wanted: LabelKey) -> Option<Span> {
    let text = document.text(content);
    let mut at = content.start as usize;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if let Some((key, value)) = line.split_once(':') {
            let key = key.trim_matches(is_frame);
            if key.len() < 40 && classify_label(key) == Some(wanted) {
                let from = start + line.len() - value.len();
                let left = value.len() - value.trim_start().len();
                let kept = value.trim_end_matches(is_frame).len().max(left);
                return Some(Span::from(from + left..from + kept));
            }
        }
    }
    None
}

/// What boxes are drawn with.
fn is_frame(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{2500}'..='\u{257f}' | '|' | '+' | '*')
}

fn heading_status(document: &Document, title: Span) -> Option<Span> {
    let text = document.text(title);
    let (key, value) = text.split_once(": ")?;
    let key = key.trim().trim_start_matches(|c: char| !c.is_alphanumeric());
    let is_status = key.to_lowercase().split_whitespace().last() == Some("status");
    let start = title.end as usize - value.trim_start().len();
    is_status.then(|| Span::from(start..title.end as usize))
}

/// `(Completed)`, `[DONE]` or ` — COMPLETE` behind the name, or a picture before or behind it.
fn title_status(document: &Document) -> Option<Span> {
    let title = document.title.as_ref()?;
    if !document.sections.iter().any(|section| section.title == title.span) {
        return None;
    }
    let text = document.text(title.span);
    let base = title.span.start as usize;
    for (open, close) in [('(', ')'), ('[', ']')] {
        if let Some(inner) = text.strip_suffix(close)
            && let Some(at) = inner.rfind(open)
            && parse_status(&inner[at + 1..]).is_some()
        {
            return Some(Span::from(base + at + 1..base + inner.len()));
        }
    }
    for dash in [" — ", " – ", " - "] {
        if let Some(at) = text.rfind(dash) {
            let tail = &text[at + dash.len()..];
            let capitals = !tail.chars().any(char::is_lowercase) && tail.chars().any(char::is_alphabetic);
            if capitals && parse_status(tail).is_some() {
                return Some(Span::from(base + at + dash.len()..base + text.len()));
            }
        }
    }
    let emoji = title.reading.status_emoji?;
    let at = text.find(emoji)?;
    let picture = &text[at..at + emoji.len_utf8()];
    parse_status(picture).map(|_| Span::from(base + at..base + at + emoji.len_utf8()))
}

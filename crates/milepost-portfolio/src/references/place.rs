//! Where a document states what it needs and what needs it.

use milepost_document::{
    Document, Span,
    front_matter::Value,
    vocabulary::{FrontKey, LATER_HEADINGS, LabelKey, SectionKind, classify_front_key, plain_text},
};

use super::Relation;

/// How the text of a place is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A value of the front matter: also a bare number is a reference.
    Value,
    /// A label's value.
    Label,
    /// A list entry or a table cell: what it names first is what it is about, the rest explains.
    Entry,
}

/// One text that states dependencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// The text.
    pub(super) span: Span,
    /// Which way they point, if the text itself says nothing else.
    pub(super) relation: Relation,
    /// How it is read.
    pub(super) form: Form,
}

/// Every text of a document that states dependencies: front matter, labels, entries and tables of its sections.
pub(super) fn places(document: &Document) -> Vec<Place> {
    let mut places = Vec::new();
    in_front_matter(document, &mut places);
    for field in &document.fields {
        let relation = match field.kind {
            Some(LabelKey::DependsOn) => Relation::DependsOn,
            Some(LabelKey::Blocks) => Relation::Blocks,
            _ => continue,
        };
        places.push(Place { span: field.value, relation, form: Form::Label });
    }
    for item in document.items.iter().filter(|item| item.parent.is_none()) {
        let labelled = item.label.and_then(|label| document.field(label).kind);
        let relation = match (labelled, item.kind) {
            (Some(LabelKey::Blocks), _) | (_, Some(SectionKind::DownstreamImpact)) => Relation::Blocks,
            (Some(LabelKey::DependsOn), _)
            | (_, Some(SectionKind::Prerequisites | SectionKind::Dependencies)) => Relation::DependsOn,
            _ => continue,
        };
        let later = is_later_heading(document.text(document.section(item.section).title));
        let relation = if later { Relation::Blocks } else { relation };
        places.push(Place { span: item.text, relation, form: Form::Entry });
    }
    places
}

fn in_front_matter(document: &Document, places: &mut Vec<Place>) {
    for entry in document.front_matter.iter().flat_map(|front_matter| &front_matter.entries) {
        let relation = match classify_front_key(&entry.key) {
            Some(FrontKey::DependsOn) => Relation::DependsOn,
            Some(FrontKey::Blocks) => Relation::Blocks,
            _ => continue,
        };
        let mut add = |span| places.push(Place { span, relation, form: Form::Value });
        match &entry.value {
            Value::Scalar { .. } => add(entry.value_span),
            Value::List(items, _) => items.iter().for_each(|(_, span)| add(*span)),
            _ => {}
        }
    }
}

/// `After M3`, `Enables`, `Next phase` below a heading about dependencies: these come later.
fn is_later_heading(title: &str) -> bool {
    let words = plain_text(title.trim_start_matches(|c: char| !c.is_alphabetic()));
    LATER_HEADINGS.iter().any(|later| {
        words.strip_prefix(later).is_some_and(|rest| rest.chars().next().is_none_or(|c| !c.is_alphanumeric()))
    })
}

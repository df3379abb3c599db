//! What a milestone waits for, and what waits for it.

use super::scope::items_of;
use crate::{
    Document, FieldId, Item, ItemId, Span,
    vocabulary::{
        LabelKey, NO_BLOCKER, NO_BLOCKER_PHRASES, NO_BLOCKER_SIGNS, RESOLVED, SectionKind, plain_text,
    },
};

/// An entry under Blockers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blocker {
    /// The entry.
    pub item: ItemId,
    /// Whether it still blocks.
    pub is_open: bool,
}

/// The entries under Prerequisites.
pub fn prerequisites(document: &Document) -> Vec<ItemId> {
    items_of(document, &[SectionKind::Prerequisites])
}

/// The entries under Blockers.
pub fn blockers(document: &Document) -> Vec<Blocker> {
    let items = items_of(document, &[SectionKind::Blockers]);
    items
        .into_iter()
        .map(|item| Blocker { item, is_open: is_open_blocker(document, document.item(item)) })
        .collect()
}

/// Whether an entry blocks: unless it is struck through, ticked, says "none", or is marked as resolved.
pub fn is_open_blocker(document: &Document, item: &Item) -> bool {
    let text = document.text(item.text);
    let trimmed = text.trim();
    let struck =
        trimmed.len() > 4 && trimmed.starts_with("~~") && trimmed.rfind("~~").is_some_and(|at| at > 2);
    if item.is_ticked() || struck || trimmed.is_empty() || trimmed.starts_with(['✅', '✔', '✓']) {
        return false;
    }
    let words = plain_text(text);
    let first =
        words.split(|c: char| !c.is_alphanumeric() && c != '/').find(|word| !word.is_empty()).unwrap_or("");
    let none = NO_BLOCKER.contains(&first)
        || NO_BLOCKER_PHRASES.iter().any(|phrase| words.starts_with(phrase))
        || NO_BLOCKER_SIGNS.contains(&words.as_str());
    let marked = RESOLVED.iter().any(|mark| {
        words.starts_with(&format!("[{mark}]"))
            || words.starts_with(&format!("{mark}:"))
            || words.starts_with(&format!("({mark}"))
            || words.ends_with(&format!("({mark})"))
            || words.ends_with(&format!("[{mark}]"))
            || words.ends_with(&format!("– {mark}"))
            || words.contains(&format!("({mark} "))
            || words.contains(&format!("({mark}:"))
    });
    !none && !marked
}

/// What a document says that its work concerns, at one label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impact {
    /// The label.
    pub field: FieldId,
    /// Whether it has to be changed too: Requires Updates, not only Affects.
    pub needs_update: bool,
    /// Its value, or the entries of the list behind it.
    pub texts: Vec<Span>,
}

/// What stands behind the labels Affects and Requires Updates, those that say nothing left out.
pub fn downstream(document: &Document) -> Vec<Impact> {
    let mut impacts = Vec::new();
    for (at, field) in document.fields.iter().enumerate() {
        let needs_update = match field.kind {
            Some(LabelKey::Affects) => false,
            Some(LabelKey::RequiresUpdates) => true,
            _ => continue,
        };
        let id = FieldId(at as u32);
        let is_behind =
            |item: &&Item| item.label == Some(id) || (field.item.is_some() && item.parent == field.item);
        let value = Some(field.value).filter(|value| !value.is_empty());
        let texts: Vec<Span> =
            value.into_iter().chain(document.items.iter().filter(is_behind).map(|item| item.text)).collect();
        if !texts.is_empty() {
            impacts.push(Impact { field: id, needs_update, texts });
        }
    }
    impacts
}

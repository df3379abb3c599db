//! What a milestone waits for, and what waits for it.

use super::scope::items_of;
use crate::{
    Document, Field, Item, ItemId,
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

/// The labels Affects and Requires Updates with a value.
pub fn downstream(document: &Document) -> Vec<&Field> {
    let kinds = [LabelKey::Affects, LabelKey::RequiresUpdates];
    let known =
        |field: &&Field| field.kind.is_some_and(|kind| kinds.contains(&kind)) && !field.value.is_empty();
    document.fields.iter().filter(known).collect()
}

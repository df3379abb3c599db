//! What is in and out of scope.

use crate::{Document, Item, ItemId, vocabulary::SectionKind};

/// The entries under In Scope.
pub fn in_scope(document: &Document) -> Vec<ItemId> {
    items_of(document, &[SectionKind::InScope])
}

/// The entries under Out of Scope.
pub fn out_of_scope(document: &Document) -> Vec<ItemId> {
    items_of(document, &[SectionKind::OutOfScope])
}

/// The entries of the outermost lists whose list or section means one of `kinds`.
pub(super) fn items_of(document: &Document, kinds: &[SectionKind]) -> Vec<ItemId> {
    let belongs = |item: &Item| item.depth == 0 && item.kind.is_some_and(|kind| kinds.contains(&kind));
    (0_u32..).zip(&document.items).filter(|(_, item)| belongs(item)).map(|(id, _)| ItemId(id)).collect()
}

//! Which boxes count.

use crate::{
    BoxState, Document, Item,
    vocabulary::{SectionClass, section_class},
};

/// How an item's box counts towards completion: by its label or section; a heading that takes it out ("Optional",
/// "Not done") goes before the section around it.
pub fn box_class(document: &Document, item: &Item) -> SectionClass {
    let own = section_class(document.text(document.section(item.section).title));
    match (own, item.kind) {
        (SectionClass::Negative | SectionClass::NotCounted, _) => own,
        (_, Some(kind)) => match kind.class() {
            SectionClass::Other => own,
            class => class,
        },
        _ => own,
    }
}

/// Whether an item has a box that still waits: not ticked, not struck through.
pub fn is_open_box(document: &Document, item: &Item) -> bool {
    item.checkbox.is_some_and(|checkbox| checkbox.state == BoxState::Open)
        && !document.text(item.text).trim_start().starts_with("~~")
}

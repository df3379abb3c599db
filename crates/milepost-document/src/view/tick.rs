//! Ticking a box.

use crate::{BoxState, Document, Edit, EditSet, ItemId};

/// Ticks or clears an entry's box: only the mark between the brackets changes. Nothing changes when the entry has no
/// box or the box already says so.
pub fn tick(document: &Document, item: ItemId, ticked: bool) -> EditSet {
    let Some(checkbox) = document.item(item).checkbox else { return EditSet::default() };
    let (wanted, mark) = if ticked { (BoxState::Ticked, "x") } else { (BoxState::Open, " ") };
    if checkbox.state == wanted {
        return EditSet::default();
    }
    EditSet::new(vec![Edit::replace(checkbox.mark, mark)]).expect("a single edit overlaps nothing")
}

//! A document as it counts for evidence.

use super::{
    dates::last_updated_places,
    set_cell::cell_region,
    set_status::{missing_status, owned_statuses},
    tasks::owned_cells,
};
use crate::{Document, ItemId, Span};

/// Stands before and behind each token; where a text itself holds it, it is doubled.
const MARK: char = '\u{1a}';

/// The document with what Milepost itself writes replaced by fixed tokens: the marks in the boxes of entries that are
/// `bound`, statuses, dates of the last change, the cells and totals that it keeps, and the values `also` named:
/// roll-ups, which only the documents together tell.
///
/// The law: whatever [`tick`](super::tick) (on a bound entry), [`set_status`](super::set_status),
/// [`set_last_updated`](super::set_last_updated) and [`set_cell`](super::set_cell) (on
/// [`owned_cells`](super::owned_cells)) write leaves it equal; any other change of the text changes it.
pub fn projection(document: &Document, bound: impl Fn(ItemId) -> bool, also: &[Span]) -> String {
    let mut spans: Vec<(Span, char)> = Vec::new();
    for (id, item) in (0_u32..).zip(&document.items) {
        if let Some(checkbox) = item.checkbox.filter(|_| bound(ItemId(id))) {
            spans.push((checkbox.mark, 'b'));
        }
    }
    spans.extend(owned_statuses(document).into_iter().map(|place| (place.value, 's')));
    spans.extend(last_updated_places(document).into_iter().map(|place| (place.date, 'd')));
    let in_table = |cell: Span| {
        document
            .tables
            .partition_point(|table| table.span.start <= cell.start)
            .checked_sub(1)
            .is_some_and(|at| document.tables[at].span.contains(cell))
    };
    for cell in owned_cells(document) {
        spans.push((if in_table(cell) { cell_region(document, cell) } else { cell }, 'c'));
    }
    let region = |value: Span| if in_table(value) { cell_region(document, value) } else { value };
    spans.extend(also.iter().map(|value| (region(*value), 'r')));
    spans.sort_unstable();
    let missing = missing_status(document);
    let source = &document.source;
    let mut out = String::with_capacity(source.len() + 3 * spans.len());
    let (mut at, mut done) = (0, false);
    // A status that is not there yet is seen as if it were.
    let mut put_in = |out: &mut String, from: u32, to: u32| match &missing {
        Some(missing) if (from..=to).contains(&missing.at) && !std::mem::replace(&mut done, true) => {
            push_kept(out, &source[from as usize..missing.at as usize]);
            push_kept(out, &missing.before);
            out.extend([MARK, 's', MARK]);
            push_kept(out, missing.behind);
            push_kept(out, &source[missing.at as usize..to as usize]);
        }
        _ => push_kept(out, &source[from as usize..to as usize]),
    };
    for (span, token) in spans {
        // A value that is both a status and a cell counts once.
        if span.start < at {
            continue;
        }
        put_in(&mut out, at, span.start);
        out.extend([MARK, token, MARK]);
        at = span.end;
    }
    put_in(&mut out, at, source.len() as u32);
    out
}

fn push_kept(out: &mut String, text: &str) {
    for (at, part) in text.split(MARK).enumerate() {
        if at > 0 {
            out.extend([MARK, MARK]);
        }
        out.push_str(part);
    }
}

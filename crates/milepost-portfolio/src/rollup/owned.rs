//! What the roll-ups own.

use milepost_document::{
    Span,
    vocabulary::{FOLDER_FILES, LabelKey},
};

use super::{generated, lists, sections, state::own_places, tables};
use crate::{Portfolio, path};

/// Whether a roll-up may write a document: one that owns others, or that holds a query of a table.
pub fn is_written(portfolio: &Portfolio, index: usize) -> bool {
    let loaded = &portfolio.documents[index];
    repeats(portfolio, index) || generated::has_query(loaded.document())
}

/// Whether tables and lists of a document may be about others: it owns them, or is a milestone that stands for a folder of
/// them.
pub(super) fn repeats(portfolio: &Portfolio, index: usize) -> bool {
    let loaded = &portfolio.documents[index];
    let stands_for_folder = || FOLDER_FILES.contains(&path::stem(&loaded.path).to_lowercase().as_str());
    loaded.is_owner() || loaded.is_milestone() && stands_for_folder()
}

/// Every value of a README or hub that [`rollup_edits`](super::rollup_edits) may write, sorted, each once: cells without
/// their padding, values of labels, marks of boxes, and tables that are written from a query. Empty for a document that
/// owns nothing.
pub fn owned_spans(portfolio: &Portfolio, index: usize) -> Vec<Span> {
    let loaded = &portfolio.documents[index];
    let document = loaded.document();
    let mut spans = generated::regions(document);
    if !repeats(portfolio, index) {
        return spans;
    }
    let regions = spans.clone();
    let made = |span: &Span| !regions.contains(span) && regions.iter().any(|region| region.contains(*span));
    const BLOCK: [LabelKey; 4] =
        [LabelKey::ActiveMilestone, LabelKey::OverallProgress, LabelKey::Blockers, LabelKey::TotalEffort];
    spans.extend(tables::rows(portfolio, index).iter().flatten().flat_map(tables::AboutRow::owned));
    spans.extend(lists::items(portfolio, index).iter().flat_map(lists::AboutItem::owned));
    if !loaded.is_owner() {
        spans.retain(|span| !made(span));
        spans.sort_unstable();
        spans.dedup();
        return spans;
    }
    spans.extend(sections::labels(portfolio, index).into_iter().map(|label| label.field.value));
    spans.extend(own_places(portfolio, index).into_iter().map(|place| place.value));
    let block =
        loaded.document().fields.iter().filter(|field| field.kind.is_some_and(|kind| BLOCK.contains(&kind)));
    spans.extend(block.map(|field| field.value).filter(|value| !value.is_empty()));
    spans.retain(|span| !made(span));
    spans.sort_unstable();
    spans.dedup();
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        portfolio_of,
        rollup::{Scope, rollup_edits},
    };

    #[test]
    fn whatever_is_written_is_owned() {
        let readme = "# Initiative: P\n\n**Status**: Planned\n**Active Milestone**: None\n\n### [Milestone 1](m1.md)\n\n\
                      **Status**: Planned\n**Progress**: 0%\n\n| Milestone | Status | Tasks |\n|---|---|---|\n\
                      | [M1](m1.md) | Planned | 0/2 |\n| [M1](m1.md) | Planned | 0/2 | ragged |\n";
        let portfolio = portfolio_of(&[
            ("p/README.md", readme),
            ("p/m1.md", "# Milestone 1: X\n\n**Status**: In Progress\n\n- [x] a\n- [ ] b\n"),
        ]);
        let owned = owned_spans(&portfolio, portfolio.find("p/README.md").unwrap());
        let rollup = rollup_edits(&portfolio, Scope::WHOLE);
        assert_eq!(rollup.files[0].cells.len(), 6);
        assert_eq!(owned.len(), 6);
        assert!(rollup.files[0].cells.iter().all(|cell| owned.contains(&cell.span)));
        assert!(owned_spans(&portfolio, portfolio.find("p/m1.md").unwrap()).is_empty());
    }
}

//! What the roll-ups own.

use milepost_document::{Span, vocabulary::LabelKey};

use super::{sections, state::own_places, tables};
use crate::Portfolio;

/// Every value of a README or hub that [`rollup_edits`](super::rollup_edits) may write, sorted, each once: cells without
/// their padding, and values of labels. Empty for a document that owns nothing.
pub fn owned_spans(portfolio: &Portfolio, index: usize) -> Vec<Span> {
    let loaded = &portfolio.documents[index];
    if !loaded.is_owner() {
        return Vec::new();
    }
    const BLOCK: [LabelKey; 4] =
        [LabelKey::ActiveMilestone, LabelKey::OverallProgress, LabelKey::Blockers, LabelKey::TotalEffort];
    let mut spans: Vec<Span> =
        tables::rows(portfolio, index).iter().flatten().flat_map(tables::AboutRow::owned).collect();
    spans.extend(sections::labels(portfolio, index).into_iter().map(|label| label.field.value));
    spans.extend(own_places(portfolio, index).into_iter().map(|place| place.value));
    let block =
        loaded.document().fields.iter().filter(|field| field.kind.is_some_and(|kind| BLOCK.contains(&kind)));
    spans.extend(block.map(|field| field.value).filter(|value| !value.is_empty()));
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

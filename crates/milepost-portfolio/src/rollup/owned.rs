//! What the roll-ups own.

use milepost_document::{Span, vocabulary::LabelKey};

use super::{sections, tables};
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
        tables::rows(portfolio, index).iter().flat_map(tables::AboutRow::owned).collect();
    spans.extend(sections::labels(portfolio, index).into_iter().map(|(_, label)| label.value));
    let block =
        loaded.document().fields.iter().filter(|field| field.kind.is_some_and(|kind| BLOCK.contains(&kind)));
    spans.extend(block.map(|field| field.value).filter(|value| !value.is_empty()));
    spans.sort_unstable();
    spans.dedup();
    spans
}

#[cfg(test)]
mod tests {
    use milepost_document::vocabulary::Status;

    use super::*;
    use crate::{
        portfolio_of,
        rollup::{Change, rollup_edits},
    };

    #[test]
    fn whatever_is_written_is_owned() {
        let readme = "# Initiative: P\n\n**Active Milestone**: None\n\n### [Milestone 1](m1.md)\n\n**Status**: Planned\n\n\
                      | Milestone | Status |\n|---|---|\n| [M1](m1.md) | Planned |\n| [M1](m1.md) | Planned | ragged |\n";
        let portfolio = portfolio_of(&[
            ("p/README.md", readme),
            ("p/m1.md", "# Milestone 1: X\n\n**Status**: Planned\n"),
        ]);
        let owner = portfolio.find("p/README.md").unwrap();
        let owned = owned_spans(&portfolio, owner);
        let change = Change { path: "p/m1.md".into(), status: Status::InProgress, progress: None };
        let rollup = rollup_edits(&portfolio, &[change]);
        assert_eq!(rollup.files[0].cells.len(), 3);
        assert_eq!(owned.len(), 3);
        assert!(rollup.files[0].cells.iter().all(|cell| owned.contains(&cell.span)));
        assert!(owned_spans(&portfolio, portfolio.find("p/m1.md").unwrap()).is_empty());
    }
}

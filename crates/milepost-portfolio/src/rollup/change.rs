//! From changed milestones to the edits of what repeats them.

use std::collections::{BTreeMap, BTreeSet};

use milepost_document::{Edit, EditSet, Span, view, vocabulary::Status};

use super::{block, sections, state::State, tables};
use crate::{Portfolio, initiative};

/// A milestone whose status is, or will be, this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its path.
    pub path: String,
    /// Its status.
    pub status: Status,
    /// Its items done and in total, when they are known; progress cells are left alone otherwise.
    pub progress: Option<(u32, u32)>,
}

/// One value that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellChange {
    /// The path of the milestone or initiative that the value repeats.
    pub subject: String,
    /// What stands above it: the column's header or the label's key.
    pub column: String,
    /// The value as it stands.
    pub old: String,
    /// The value that would be right, in the dress of the old one.
    pub new: String,
    /// Where it stands.
    pub span: Span,
}

/// What changes in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEdits {
    /// Its path.
    pub path: String,
    /// The edits.
    pub edits: EditSet,
    /// What they mean, in order of place.
    pub cells: Vec<CellChange>,
}

/// A value that may repeat a milestone but was not understood, and so was left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The file.
    pub path: String,
    /// Where.
    pub span: Span,
    /// Why: a lower-case fragment.
    pub why: String,
}

/// What the roll-ups need.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rollup {
    /// The files in which something is wrong, by path.
    pub files: Vec<FileEdits>,
    /// What was left, by path and place.
    pub skipped: Vec<Skipped>,
}

/// Everything in READMEs and hubs that is wrong once these milestones have these statuses: status and progress cells of
/// the rows about them, status labels of the sections about them, the block of the current status, and the rows of
/// their initiatives in the hubs above. Read-only documents are skipped.
pub fn rollup_edits(portfolio: &Portfolio, changes: &[Change]) -> Rollup {
    let state = State::new(portfolio, changes);
    let mut places: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for index in state.changed() {
        for owner in initiative::owners(portfolio, index) {
            let subjects = places.entry(owner).or_default();
            subjects.insert(index);
            subjects.extend(initiative::owner(portfolio, index).filter(|readme| *readme != owner));
        }
    }
    let mut rollup = Rollup::default();
    for (owner, subjects) in places {
        let loaded = &portfolio.documents[owner];
        let mut found = Found { portfolio, owner, cells: Vec::new(), skipped: Vec::new() };
        tables::read(&state, owner, &subjects, &mut found);
        sections::read(&state, owner, &subjects, &mut found);
        block::read(&state, owner, &mut found);
        let Found { mut cells, skipped, .. } = found;
        rollup.skipped.extend(skipped);
        cells.sort_by_key(|(cell, _)| cell.span);
        if loaded.read_only {
            rollup.skipped.extend(cells.iter().map(|(cell, _)| Skipped {
                path: loaded.path.clone(),
                span: cell.span,
                why: "the file is not UTF-8 and is not written".to_owned(),
            }));
            continue;
        }
        let edits = cells.iter().flat_map(|(_, edits)| edits.clone()).collect();
        let edits = EditSet::new(edits).expect("cells and label values are disjoint");
        if !edits.is_empty() {
            let cells = cells.into_iter().map(|(cell, _)| cell).collect();
            rollup.files.push(FileEdits { path: loaded.path.clone(), edits, cells });
        }
    }
    rollup.skipped.sort_by(|a, b| (&a.path, a.span).cmp(&(&b.path, b.span)));
    rollup.skipped.dedup();
    rollup
}

/// What was found in one file so far.
pub(super) struct Found<'a> {
    pub(super) portfolio: &'a Portfolio,
    pub(super) owner: usize,
    cells: Vec<(CellChange, Vec<Edit>)>,
    skipped: Vec<Skipped>,
}

impl Found<'_> {
    /// A table cell that is wrong; its padding follows where the table is aligned.
    pub(super) fn cell(&mut self, subject: usize, column: &str, span: Span, new: String) {
        let document = self.portfolio.documents[self.owner].document();
        let edits = view::set_cell(document, span, &new).edits().to_vec();
        self.add(subject, column, span, new, edits);
    }

    /// The value of a label that is wrong.
    pub(super) fn label(&mut self, subject: usize, key: &str, span: Span, new: String) {
        let edits = vec![Edit::replace(span, new.clone())];
        self.add(subject, key, span, new, edits);
    }

    fn add(&mut self, subject: usize, column: &str, span: Span, new: String, edits: Vec<Edit>) {
        let old = self.portfolio.documents[self.owner].document().text(span).to_owned();
        let subject = self.portfolio.documents[subject].path.clone();
        if self.cells.iter().all(|(cell, _)| cell.span != span) {
            self.cells.push((CellChange { subject, column: column.to_owned(), old, new, span }, edits));
        }
    }

    /// A value that was not understood.
    pub(super) fn skip(&mut self, span: Span, why: impl Into<String>) {
        self.skipped.push(Skipped {
            path: self.portfolio.documents[self.owner].path.clone(),
            span,
            why: why.into(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portfolio_of;

    const README: &str = "# Initiative: Shop

## Current Status

**Active Milestone**: [Milestone 1](milestone-1.md)
**Overall Progress**: 0/2 milestones (0%)
**Blockers**: None
**Total Effort**: 10 hours

## Milestones

### [Milestone 1: Cart](milestone-1.md)

**Status**: 🚧 In Progress

### Milestone 2: Vouchers

**Status**: ⏳ Planned

## Progress Table

| Milestone | Status | Progress | Notes |
|-----------|--------|----------|-------|
| [M1](milestone-1.md) | 🚧 In Progress | 1/4 | a \\| b |
| M2 Vouchers | planned | 0% | |
| M2 ragged | planned | 0% | | more | cells |
";
    const HUB: &str =
        "# Plan\n\n| Initiative | State |\n|---|---|\n| [Shop](shop/README.md) | 🚧 In Progress |\n";

    fn milestone(n: u32, status: &str, effort: u32) -> String {
        format!(
            "# Milestone {n}: X\n\n**Status**: {status}\n**Estimated Effort**: {effort} hours\n\n## Success Criteria\n\n- [ ] x\n"
        )
    }

    type Wanted<'a> = (&'a str, Status, Option<(u32, u32)>);

    fn apply(portfolio: &Portfolio, changes: &[Wanted]) -> (Vec<(String, String)>, Vec<String>) {
        let changes: Vec<Change> = changes
            .iter()
            .map(|(path, status, progress)| Change {
                path: (*path).to_owned(),
                status: *status,
                progress: *progress,
            })
            .collect();
        let rollup = rollup_edits(portfolio, &changes);
        let texts = rollup
            .files
            .iter()
            .map(|file| {
                let document = portfolio.documents[portfolio.find(&file.path).unwrap()].document();
                (file.path.clone(), file.edits.apply(&document.source).unwrap())
            })
            .collect();
        (texts, rollup.skipped.iter().map(|skipped| skipped.why.clone()).collect())
    }

    fn shop() -> Portfolio {
        portfolio_of(&[
            ("plan/README.md", HUB),
            ("plan/shop/README.md", README),
            ("plan/shop/milestone-1.md", &milestone(1, "🚧 In Progress", 4)),
            ("plan/shop/milestone-2.md", &milestone(2, "⏳ Planned", 6)),
        ])
    }

    #[test]
    fn every_copy_follows() {
        let (texts, skipped) =
            apply(&shop(), &[("plan/shop/milestone-1.md", Status::Completed, Some((4, 4)))]);
        let expected = README
            .replace(
                "[M1](milestone-1.md) | 🚧 In Progress | 1/4",
                "[M1](milestone-1.md) | ✅ Completed | 4/4",
            )
            .replace(
                "milestone-1.md)\n\n**Status**: 🚧 In Progress",
                "milestone-1.md)\n\n**Status**: ✅ Completed",
            )
            .replace("0/2 milestones (0%)", "1/2 milestones (50%)")
            .replace("**Active Milestone**: [Milestone 1](milestone-1.md)", "**Active Milestone**: None");
        assert_eq!(texts.len(), 1, "{texts:?}");
        assert_eq!(texts[0].1, expected);
        assert!(skipped.is_empty(), "{skipped:?}");
    }

    #[test]
    fn the_hub_follows_the_initiative() {
        let (texts, _) = apply(
            &shop(),
            &[
                ("plan/shop/milestone-1.md", Status::Completed, None),
                ("plan/shop/milestone-2.md", Status::Completed, None),
            ],
        );
        assert_eq!(texts[0].0, "plan/README.md");
        assert!(texts[0].1.contains("| [Shop](shop/README.md) | ✅ Completed"), "{}", texts[0].1);
        assert!(texts[1].1.contains("2/2 milestones (100%)"), "{}", texts[1].1);
    }

    #[test]
    fn what_is_right_is_not_touched() {
        let (texts, skipped) = apply(
            &shop(),
            &[
                ("plan/shop/milestone-1.md", Status::InProgress, None),
                ("plan/shop/milestone-2.md", Status::Planned, None),
            ],
        );
        assert_eq!(texts, []);
        assert_eq!(skipped, ["a row of 6 cells under a header of 4"]);
    }

    #[test]
    fn a_blocked_milestone_is_named() {
        let (texts, _) = apply(&shop(), &[("plan/shop/milestone-1.md", Status::Blocked, None)]);
        assert!(texts.iter().any(|(_, text)| text.contains("**Blockers**: Milestone 1")), "{texts:?}");
    }

    #[test]
    fn doing_it_twice_changes_nothing() {
        let portfolio = shop();
        let changes = [("plan/shop/milestone-1.md", Status::Completed, Some((4, 4)))];
        let (texts, _) = apply(&portfolio, &changes);
        let again = portfolio_of(&[
            ("plan/README.md", HUB),
            ("plan/shop/README.md", &texts[0].1),
            ("plan/shop/milestone-1.md", &milestone(1, "✅ Completed", 4)),
            ("plan/shop/milestone-2.md", &milestone(2, "⏳ Planned", 6)),
        ]);
        assert_eq!(apply(&again, &changes).0, []);
    }

    #[test]
    fn cells_without_a_status_are_left() {
        let portfolio = portfolio_of(&[
            (
                "p/README.md",
                "# Initiative: P\n\n| Milestone | Status |\n|---|---|\n| [M1](milestone-1.md) | see notes |\n",
            ),
            ("p/milestone-1.md", &milestone(1, "✅ Completed", 1)),
        ]);
        let (texts, skipped) = apply(&portfolio, &[("p/milestone-1.md", Status::Completed, None)]);
        assert_eq!(texts, []);
        assert_eq!(skipped, ["`see notes` is not a status"]);
    }
}

//! What every document's status is once the changes are made.

use std::collections::HashMap;

use milepost_document::vocabulary::{SectionKind, Status};

use super::Change;
use crate::{Initiative, Portfolio, initiatives, path};

/// Statuses with the changes laid over them.
pub(super) struct State<'a> {
    pub(super) portfolio: &'a Portfolio,
    changes: HashMap<usize, &'a Change>,
    initiatives: HashMap<usize, Initiative>,
}

impl<'a> State<'a> {
    /// Lays changes over a portfolio. Changes of unknown paths are ignored.
    pub(super) fn new(portfolio: &'a Portfolio, changes: &'a [Change]) -> Self {
        Self {
            portfolio,
            changes: changes
                .iter()
                .filter_map(|change| Some((portfolio.find(&change.path)?, change)))
                .collect(),
            initiatives: initiatives(portfolio)
                .into_iter()
                .map(|initiative| (initiative.readme, initiative))
                .collect(),
        }
    }

    /// The changed documents, by path.
    pub(super) fn changed(&self) -> Vec<usize> {
        let mut changed: Vec<usize> = self.changes.keys().copied().collect();
        changed.sort_unstable();
        changed
    }

    /// The initiative that a document owns.
    pub(super) fn initiative(&self, readme: usize) -> Option<&Initiative> {
        self.initiatives.get(&readme)
    }

    /// Whether something of this initiative changed.
    pub(super) fn concerns(&self, initiative: &Initiative) -> bool {
        initiative.milestones.iter().any(|milestone| self.changes.contains_key(milestone))
    }

    /// The status of a milestone, or of an initiative by its milestones: completed when all are finished, in progress
    /// when one is begun. `None` when it cannot be told.
    pub(super) fn status(&self, index: usize) -> Option<Status> {
        if let Some(change) = self.changes.get(&index) {
            return Some(change.status);
        }
        match self.initiatives.get(&index) {
            Some(initiative) => self.derived(initiative),
            None => self.portfolio.documents[index].status(),
        }
    }

    /// Whether an initiative's README states this status itself: a person's word that its rows may repeat.
    pub(super) fn states(&self, index: usize, status: Status) -> bool {
        if !self.initiatives.contains_key(&index) {
            return false;
        }
        let loaded = &self.portfolio.documents[index];
        let document = loaded.document();
        loaded.status_places().iter().any(|place| {
            // A label below a heading of its own is about a milestone.
            let below = document.sections.iter().rev().find(|section| section.own.contains(place.value));
            let own = below.is_none_or(|section| {
                section.level <= 1
                    || matches!(section.kind, Some(SectionKind::Overview | SectionKind::CurrentStatus))
            });
            own && place.reading.as_ref().is_some_and(|reading| reading.status == status)
        })
    }

    fn derived(&self, initiative: &Initiative) -> Option<Status> {
        let statuses: Vec<Status> =
            initiative.milestones.iter().map(|index| self.status(*index)).collect::<Option<_>>()?;
        let alive: Vec<Status> =
            statuses.iter().copied().filter(|status| *status != Status::Cancelled).collect();
        let finished = |status: &Status| matches!(status, Status::Completed | Status::Archived);
        let waiting = |status: &Status| matches!(status, Status::Planned | Status::Ready | Status::Deferred);
        if alive.is_empty() {
            return None;
        }
        Some(if alive.iter().all(finished) {
            Status::Completed
        } else if alive.iter().all(waiting) {
            Status::Planned
        } else {
            Status::InProgress
        })
    }

    /// Items done and in total of a changed milestone; milestones finished and in total of an initiative.
    pub(super) fn progress(&self, index: usize) -> Option<(u32, u32)> {
        if let Some(initiative) = self.initiatives.get(&index) {
            return self.finished(initiative);
        }
        self.changes.get(&index)?.progress
    }

    /// Milestones finished and in total, cancelled ones left out.
    pub(super) fn finished(&self, initiative: &Initiative) -> Option<(u32, u32)> {
        let statuses: Vec<Status> =
            initiative.milestones.iter().map(|index| self.status(*index)).collect::<Option<_>>()?;
        let total = statuses.iter().filter(|status| **status != Status::Cancelled).count();
        let done =
            statuses.iter().filter(|status| matches!(status, Status::Completed | Status::Archived)).count();
        Some((done as u32, total as u32))
    }

    /// How a milestone is named in a sentence.
    pub(super) fn name(&self, index: usize) -> String {
        let document = &self.portfolio.documents[index];
        let word = if self.portfolio.is_phase(index) { "Phase" } else { "Milestone" };
        document
            .identity
            .number
            .as_ref()
            .map_or_else(|| path::stem(&document.path).to_owned(), |number| format!("{word} {number}"))
    }
}

/// Whether a written status says the same as the right one: a row may keep its own word for review, and a finished
/// milestone stays finished when it is put away.
pub(super) fn agrees(written: Status, right: Status) -> bool {
    written == right
        || matches!(
            (written, right),
            (Status::InProgress, Status::Review)
                | (Status::Review, Status::InProgress)
                | (Status::Completed, Status::Archived)
        )
}

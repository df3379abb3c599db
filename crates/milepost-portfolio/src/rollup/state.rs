//! What is right: the status and the progress of every document, as its own file and those below it say.

use std::{
    cell::OnceCell,
    collections::{HashMap, HashSet},
};

use milepost_document::{
    Span,
    view::{self, Place, StatusPlace},
    vocabulary::{Effort, SectionKind, Status},
};

use super::{
    Scope,
    boxes::{Boxes, Share},
    sections,
};
use crate::{Initiative, Portfolio, initiatives, path};

/// Why a value is right.
#[derive(Debug, Clone)]
pub(super) struct Reason {
    /// To be followed by the value.
    pub(super) why: String,
    /// The one place that says so.
    pub(super) source: Option<(String, Span)>,
}

/// How much work something is estimated at.
pub(super) struct Estimate {
    /// What its document says.
    pub(super) effort: Effort,
    /// Why.
    pub(super) reason: Reason,
}

/// How far something is.
#[derive(Debug, Clone)]
pub(super) struct Progress {
    /// What a value may say, the likeliest meaning first.
    pub(super) right: Vec<Share>,
    /// What is written over a value that says something else; nothing where the document contradicts itself.
    pub(super) written: Vec<Share>,
    /// What is counted, whatever is written of it.
    pub(super) counted: Share,
    /// Why.
    pub(super) reason: Reason,
}

/// An initiative and what is known of its status.
struct Known {
    initiative: Initiative,
    /// Where its README states a status of its own.
    own: Vec<StatusPlace>,
    derived: OnceCell<Option<Status>>,
}

impl Known {
    fn stated(&self) -> Option<Status> {
        self.own.iter().find_map(|place| Some(place.reading.as_ref()?.status))
    }
}

/// The truth about a portfolio.
pub(super) struct State<'a> {
    pub(super) portfolio: &'a Portfolio,
    scope: Scope<'a>,
    initiatives: HashMap<usize, Known>,
    stated: Vec<OnceCell<Option<Status>>>,
    progress: Vec<OnceCell<Option<Progress>>>,
}

impl<'a> State<'a> {
    /// Of a portfolio. What is not asked for is not looked at.
    pub(super) fn new(portfolio: &'a Portfolio, scope: Scope<'a>) -> Self {
        let known = |initiative: Initiative| {
            let own = own_places(portfolio, initiative.readme);
            (initiative.readme, Known { initiative, own, derived: OnceCell::new() })
        };
        Self {
            portfolio,
            scope,
            initiatives: initiatives(portfolio).into_iter().map(known).collect(),
            stated: vec![OnceCell::new(); portfolio.documents.len()],
            progress: vec![OnceCell::new(); portfolio.documents.len()],
        }
    }

    /// The initiative that a document owns.
    pub(super) fn initiative(&self, readme: usize) -> Option<&Initiative> {
        self.initiatives.get(&readme).map(|known| &known.initiative)
    }

    /// The places in which an initiative's README states a status of its own.
    pub(super) fn own(&self, readme: usize) -> &[StatusPlace] {
        self.initiatives.get(&readme).map_or(&[], |known| &known.own)
    }

    /// The status that is right for a milestone, or for an initiative: what its README says, unless it says that nothing
    /// has begun and its milestones have. `None` when it cannot be told.
    pub(super) fn status(&self, index: usize) -> Option<Status> {
        match self.initiatives.get(&index) {
            Some(known) => self.following(index).or_else(|| known.stated()).or_else(|| self.derived(known)),
            None => self.stated(index),
        }
    }

    /// Whether a written status says what is right: a row may keep its own word for review, and a finished milestone
    /// stays finished when it is put away. Of an initiative, what its README says and what its milestones make it are
    /// both right.
    pub(super) fn agrees(&self, index: usize, written: Status) -> bool {
        let Some(right) = self.status(index) else { return false };
        let same = |right: Status| {
            written == right
                || matches!(
                    (written, right),
                    (Status::InProgress, Status::Review)
                        | (Status::Review, Status::InProgress)
                        | (Status::Completed, Status::Archived)
                )
        };
        same(right)
            || self
                .initiatives
                .get(&index)
                .is_some_and(|known| self.following(index).is_none() && self.derived(known).is_some_and(same))
    }

    /// The status that an initiative's README has to take on: it says that nothing has begun, and its milestones have.
    pub(super) fn following(&self, readme: usize) -> Option<Status> {
        let known = self.initiatives.get(&readme)?;
        let (stated, derived) = (known.stated()?, self.derived(known)?);
        (matches!(stated, Status::Planned | Status::Ready)
            && matches!(derived, Status::InProgress | Status::Completed))
        .then_some(Status::InProgress)
    }

    /// Why a status is right.
    pub(super) fn status_reason(&self, index: usize) -> Reason {
        let loaded = &self.portfolio.documents[index];
        let path = &loaded.path;
        if let Some(known) = self.initiatives.get(&index) {
            return match known.own.iter().find(|place| place.reading.is_some()) {
                Some(place) if self.following(index).is_none() => {
                    Reason { why: format!("`{path}` says"), source: Some((path.clone(), place.value)) }
                }
                _ => Reason { why: format!("the milestones of `{path}` make it"), source: None },
            };
        }
        match loaded.status_place() {
            Some(place) => {
                Reason { why: format!("`{path}` says"), source: Some((path.clone(), place.value)) }
            }
            None => Reason { why: format!("the place of `{path}` says"), source: None },
        }
    }

    /// What a milestone says of itself, or its folder for it. That boxes are ticked says neither that it has begun nor
    /// that it has not.
    fn stated(&self, index: usize) -> Option<Status> {
        *self.stated[index].get_or_init(|| {
            let loaded = &self.portfolio.documents[index];
            match loaded.status_place() {
                Some(place) => Some(place.reading.as_ref()?.status),
                // A folder of work that goes on holds what has not begun as well.
                None => loaded
                    .identity
                    .folder_status
                    .filter(|status| *status != Status::InProgress)
                    .or_else(|| loaded.derived_status().filter(|status| *status == Status::Completed)),
            }
        })
    }

    /// What a milestone is estimated at, unless it is finished or an initiative.
    pub(super) fn estimate(&self, index: usize) -> Option<Estimate> {
        let finished = matches!(self.stated(index), Some(Status::Completed | Status::Archived));
        if finished || self.initiatives.contains_key(&index) {
            return None;
        }
        let loaded = &self.portfolio.documents[index];
        let stated = view::overview(loaded.document()).effort?;
        let why = format!("`{}` says", loaded.path);
        let reason = Reason { why, source: Some((loaded.path.clone(), stated.value)) };
        Some(Estimate { effort: stated.effort?, reason })
    }

    fn derived(&self, known: &Known) -> Option<Status> {
        *known.derived.get_or_init(|| {
            let milestones = known.initiative.milestones.iter();
            let mut statuses: Vec<Status> =
                milestones.map(|index| self.stated(*index)).collect::<Option<_>>()?;
            statuses.retain(|status| *status != Status::Cancelled);
            let finished = |status: &Status| matches!(status, Status::Completed | Status::Archived);
            let waiting =
                |status: &Status| matches!(status, Status::Planned | Status::Ready | Status::Deferred);
            if statuses.is_empty() {
                return None;
            }
            Some(if statuses.iter().all(finished) {
                Status::Completed
            } else if statuses.iter().all(waiting) {
                Status::Planned
            } else {
                Status::InProgress
            })
        })
    }

    /// How far a milestone is by its boxes, or an initiative by its milestones; `None` when it cannot be told.
    pub(super) fn progress(&self, index: usize) -> Option<&Progress> {
        self.progress[index]
            .get_or_init(|| match self.initiatives.get(&index) {
                Some(known) => self.initiative_progress(index, known),
                None => self.milestone_progress(index),
            })
            .as_ref()
    }

    fn initiative_progress(&self, index: usize, known: &Known) -> Option<Progress> {
        let path = &self.portfolio.documents[index].path;
        let (done, all) = self.finished(&known.initiative)?;
        let reason = |why| Reason { why, source: None };
        // Who says that it is completed has decided that nothing is missing.
        if matches!(known.stated(), Some(Status::Completed | Status::Archived)) && done < all {
            return Some(Progress {
                right: vec![(all, all), (done, all)],
                written: Vec::new(),
                counted: (done, all),
                reason: reason(format!("`{path}` is completed with {done} of {all} milestones")),
            });
        }
        Some(Progress {
            right: vec![(done, all)],
            written: vec![(done, all)],
            counted: (done, all),
            reason: reason(format!("the milestones of `{path}` make it")),
        })
    }

    fn milestone_progress(&self, index: usize) -> Option<Progress> {
        let loaded = &self.portfolio.documents[index];
        let shares = Boxes::of(loaded.document()).shares();
        let complete = matches!(self.stated(index), Some(Status::Completed | Status::Archived));
        let reason = |why: &str| Reason { why: format!("{why} of `{}` make it", loaded.path), source: None };
        if !complete {
            return (!shares.is_empty()).then(|| Progress {
                counted: shares[0],
                right: shares.clone(),
                written: shares,
                reason: reason("the boxes"),
            });
        }
        let full: Vec<Share> = if shares.is_empty() {
            vec![(1, 1)]
        } else {
            shares.iter().map(|(_, all)| (*all, *all)).collect()
        };
        let ticked = shares.first().filter(|(done, all)| done < all).copied();
        let contradicted = ticked.is_some() && !(self.scope.attested)(index);
        let reason = match ticked.filter(|_| contradicted) {
            Some((done, all)) => {
                let why = format!("`{}` is completed with {done} of {all} boxes", loaded.path);
                Reason { why, source: None }
            }
            None => reason("the completed boxes"),
        };
        Some(Progress {
            counted: if contradicted { shares[0] } else { full[0] },
            right: [full.clone(), shares].concat(),
            written: if contradicted { Vec::new() } else { full },
            reason,
        })
    }

    /// Milestones finished and in total, cancelled ones left out.
    pub(super) fn finished(&self, initiative: &Initiative) -> Option<Share> {
        let statuses: Vec<Status> =
            initiative.milestones.iter().map(|index| self.stated(*index)).collect::<Option<_>>()?;
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

/// The places in which a README states the status of its own initiative: a label below a heading of its own is about a
/// milestone.
pub(super) fn own_places(portfolio: &Portfolio, readme: usize) -> Vec<StatusPlace> {
    let document = portfolio.documents[readme].document();
    let about_others: HashSet<Span> =
        sections::labels(portfolio, readme).iter().map(|label| label.field.value).collect();
    let mut places = portfolio.documents[readme].status_places().to_vec();
    places.retain(|place| {
        let below = document.sections.iter().rev().find(|section| section.own.contains(place.value));
        let own = below.is_none_or(|section| {
            section.level <= 1
                || place.place == Place::Footer
                || matches!(section.kind, Some(SectionKind::Overview | SectionKind::CurrentStatus))
        });
        own && !about_others.contains(&place.value)
    });
    places.dedup_by_key(|place| place.value);
    places
}

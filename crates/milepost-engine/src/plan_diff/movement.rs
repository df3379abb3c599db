//! How milestones moved since a revision or a day: what was finished, what began, what slipped.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use milepost_document::{
    BoxState, view,
    vocabulary::{HourRange, SectionClass, Status},
};
use milepost_portfolio::{LoadedDocument, Portfolio, document_id};
use serde::Serialize;

use super::{PlanState, documents::pairs, revision};
use crate::{EngineError, Result, Workspace, overview::title};

/// Since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PointInTime {
    /// As it was at the beginning of a day, in this clone's history.
    Day(Date),
    /// As it was in a revision.
    Revision(String),
}

/// How milestones moved.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Movement {
    /// Since when, as it was asked.
    pub since: String,
    /// The commit that is compared with the files as they are; `None` where there was none yet.
    pub commit: Option<String>,
    /// The milestones that moved, by path.
    pub milestones: Vec<Moved>,
}

/// How one milestone moved.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moved {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Whether it is there on both sides.
    pub state: PlanState,
    /// Its status in our words, before and now, where that is another one.
    pub status: Option<(Option<&'static str>, Option<&'static str>)>,
    /// Its boxes before and now, where these are others.
    pub boxes: Option<(Boxes, Boxes)>,
    /// In what it slipped, in words: a later date, a greater estimate, a date that passed, a step back.
    pub slipped: Vec<String>,
}

/// Boxes of work, ticked and all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Boxes {
    /// Those that are ticked.
    pub ticked: usize,
    /// All of them.
    pub all: usize,
}

/// Compares every milestone with what it was.
///
/// # Errors
/// Without Git, and when the revision names no commit.
pub fn movement(workspace: &Workspace, from: &PointInTime, today: Date) -> Result<Movement> {
    let Some(git) = workspace.git() else {
        return Err(EngineError::usage("there is no Git repository here, so nothing is known of before")
            .hint("leave out `--since`"));
    };
    let zone = workspace.system.time_zone();
    let (since, then, commit) = match from {
        PointInTime::Revision(revision) => {
            let commit = revision::commit(&git, revision)?;
            let made = git.committed(&commit)?.and_then(|at| Timestamp::from_second(at).ok());
            (revision.clone(), made.map_or(today, |at| at.to_zoned(zone).date()), Some(commit))
        }
        PointInTime::Day(day) => {
            let begin = day
                .to_zoned(zone)
                .map_err(|error| EngineError::usage(format!("`{day}` is no day here")).because(error))?;
            (day.to_string(), *day, git.last_before(begin.timestamp().as_second())?)
        }
    };
    let before = match &commit {
        Some(commit) => revision::documents(workspace, &git, commit)?,
        None => Portfolio::new(workspace.root.clone(), Vec::new(), Vec::new(), BTreeSet::new(), true),
    };
    let after = &workspace.portfolio;
    let mut milestones: Vec<(String, Moved)> = pairs(&before, after)
        .into_iter()
        .filter_map(|(old, new)| {
            let was = old.map(|old| &before.documents[old]).filter(|one| one.is_milestone());
            let is = new.map(|new| &after.documents[new]).filter(|one| one.is_milestone());
            let (portfolio, index) = if is.is_some() { (after, new?) } else { (&before, old?) };
            let moved = compared(was, is, (then, today))?;
            let id = document_id(portfolio, index);
            Some((portfolio.documents[index].path.clone(), Moved { id, ..moved }))
        })
        .collect();
    milestones.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(Movement { since, commit, milestones: milestones.into_iter().map(|(_, moved)| moved).collect() })
}

/// How one milestone moved, without its id; `None` where it did not.
fn compared(was: Option<&LoadedDocument>, is: Option<&LoadedDocument>, days: (Date, Date)) -> Option<Moved> {
    let state = match (was, is) {
        (Some(_), Some(_)) => PlanState::Changed,
        (None, Some(_)) => PlanState::Added,
        (Some(_), None) => PlanState::Removed,
        (None, None) => return None,
    };
    let word = |one: Option<&LoadedDocument>| one.and_then(LoadedDocument::status).map(Status::key);
    let status = Some((word(was), word(is))).filter(|(was, is)| was != is);
    let boxes = (was.map(boxes).unwrap_or_default(), is.map(boxes).unwrap_or_default());
    let boxes = Some(boxes).filter(|(was, is)| was != is);
    let slipped = match (was, is) {
        (Some(was), Some(is)) => slipped(was, is, days),
        _ => Vec::new(),
    };
    let moved = state != PlanState::Changed || status.is_some() || boxes.is_some() || !slipped.is_empty();
    moved.then(|| Moved {
        id: String::new(),
        title: is.or(was).map(title).unwrap_or_default(),
        state,
        status,
        boxes,
        slipped,
    })
}

/// In what a milestone slipped between two days. What is over does not slip any more.
fn slipped(was: &LoadedDocument, is: &LoadedDocument, (then, today): (Date, Date)) -> Vec<String> {
    let mut found = Vec::new();
    let open = |one: &LoadedDocument| one.status().is_none_or(|status| !status.is_final());
    if !open(is) && !open(was) {
        return found;
    }
    let (before, now) = (due(was), due(is));
    if let (Some(before), Some(now)) = (before, now)
        && now > before
    {
        found.push(format!("due {now}, was due {before}"));
    }
    if let Some(now) = now.filter(|due| open(is) && (then..today).contains(due)) {
        found.push(format!("was due {now} and is not done"));
    }
    for (before, now) in hours(was).into_iter().zip(hours(is)) {
        if let (Some(before), Some(now)) = (before, now)
            && now.high > before.high
        {
            found.push(format!("estimated at {} h, was {} h", shown(now), shown(before)));
        }
    }
    if let (Some(before), Some(now)) = (was.status(), is.status())
        && progress(now) < progress(before)
    {
        found.push(format!("is {}, was {}", now.key(), before.key()));
    }
    found
}

/// How far a status is on the way. What is put off or taken back is at its beginning, what is given up or put away at its end.
const fn progress(status: Status) -> u8 {
    match status {
        Status::RollingBack | Status::RolledBack | Status::Deferred | Status::Cancelled => 0,
        Status::Planned => 1,
        Status::Ready => 2,
        Status::Blocked => 3,
        Status::InProgress => 4,
        Status::Review => 5,
        _ => 6,
    }
}

fn due(loaded: &LoadedDocument) -> Option<Date> {
    Some(view::due_date(loaded.document())?.reading?.date)
}

/// Effort and duration, each for itself: one is no estimate of the other.
fn hours(loaded: &LoadedDocument) -> [Option<HourRange>; 2] {
    let overview = view::overview(loaded.document());
    [overview.effort, overview.duration].map(|stated| stated?.effort?.hours)
}

fn shown(hours: HourRange) -> String {
    if hours.low < hours.high { format!("{}–{}", hours.low, hours.high) } else { hours.high.to_string() }
}

/// The boxes of work in a document.
fn boxes(loaded: &LoadedDocument) -> Boxes {
    let document = loaded.document();
    let mut found = Boxes::default();
    for item in &document.items {
        let Some(checkbox) = item.checkbox else { continue };
        if matches!(view::box_class(document, item), SectionClass::Negative | SectionClass::NotCounted) {
            continue;
        }
        found.all += 1;
        found.ticked += usize::from(checkbox.state == BoxState::Ticked);
    }
    found
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use milepost_portfolio::portfolio_of;

    use super::*;

    fn moved(was: &str, is: &str) -> Option<Moved> {
        let read = |text: &str| portfolio_of(&[("plan/milestone-1-pay.md", text)]).documents.remove(0);
        compared(Some(&read(was)), Some(&read(is)), (date(2026, 11, 16), date(2026, 11, 23)))
    }

    fn text(status: &str, due: &str, effort: &str, tick: char) -> String {
        format!(
            "# Milestone 1: Pay\n\n**Status**: {status}\n**Target Date**: {due}\n**Estimated Effort**: {effort}\n\n## Success Criteria\n\n- [{tick}] It works\n\n## Out of Scope\n\n- [ ] Refunds\n"
        )
    }

    #[test]
    fn what_stays_did_not_move() {
        let same = text("In Progress", "2026-12-01", "12 hours", ' ');
        assert_eq!(moved(&same, &format!("{same}\nWords.\n")), None);
    }

    #[test]
    fn a_later_date_a_greater_estimate_and_a_step_back_are_slips() {
        let one = moved(
            &text("In Progress", "2026-11-01", "12 hours", ' '),
            &text("Blocked", "2026-11-20", "16-20 hours", ' '),
        );
        assert_eq!(
            one.unwrap().slipped,
            [
                "due 2026-11-20, was due 2026-11-01",
                "was due 2026-11-20 and is not done",
                "estimated at 16–20 h, was 12 h",
                "is blocked, was in-progress"
            ]
        );
    }

    #[test]
    fn what_was_late_before_is_over_or_goes_on_again_did_not_slip_since() {
        let late = text("In Progress", "2026-11-01", "12 hours", ' ');
        assert_eq!(moved(&late, &late), None);
        let over = |effort| text("Completed", "2026-11-01", effort, 'x');
        assert_eq!(moved(&over("12 hours"), &over("20 hours")), None);
        let again = moved(&late.replace("In Progress", "Deferred"), &late).unwrap();
        assert!(again.slipped.is_empty() && again.status.is_some(), "{again:?}");
        let worded = late.replace("**Estimated Effort**: 12 hours", "**Estimated Duration**: 2 weeks");
        assert_eq!(moved(&late, &worded), None);
    }

    #[test]
    fn what_is_finished_or_comes_earlier_did_not_slip() {
        let one = moved(
            &text("In Progress", "2026-11-20", "12 hours", ' '),
            &text("Completed", "2026-11-10", "10 hours", 'x'),
        );
        let one = one.unwrap();
        assert_eq!((one.slipped.len(), one.status), (0, Some((Some("in-progress"), Some("completed")))));
        assert_eq!(one.boxes, Some((Boxes { ticked: 0, all: 1 }, Boxes { ticked: 1, all: 1 })));
    }
}

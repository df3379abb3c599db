//! What a project says of its work: open and finished pieces of every milestone, and the days on which time was booked.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use milepost_document::vocabulary::Status;
use milepost_forecast::{Finished, History};
use milepost_ledger::{Access, Kind, Predicate, TaskEnd};
use milepost_portfolio::Graph;

use super::unit::{Recorded, State, Unit, Units, units};
use crate::{
    Result, Workspace,
    signers::Signers,
    tracking::{AllBooked, all_booked, of_all},
};

/// The work of a project.
#[derive(Debug)]
pub(super) struct Work {
    /// Of each milestone, by its place in the portfolio.
    pub(super) milestones: BTreeMap<usize, MilestoneWork>,
    /// Minutes of everybody on each day, on whatever milestone, as far as there are some.
    pub(super) team: BTreeMap<Date, i64>,
    /// Who booked when last.
    pub(super) last_day: BTreeMap<String, Date>,
    /// Which milestones wait for which.
    pub(super) graph: Graph,
}

/// The work of a milestone.
#[derive(Debug, Default)]
pub(super) struct MilestoneWork {
    /// Its pieces, in the order of the document.
    pub(super) units: Vec<Unit>,
    /// For each number of a task the places of the pieces that it stands for.
    pub(super) by_number: HashMap<String, Vec<usize>>,
    /// The numbers of those tasks that are only a part of a piece.
    pub(super) inner: HashSet<String>,
    /// Whether nothing of it is to be done any more, because it was completed.
    pub(super) is_completed: bool,
    /// Whether nothing of it is to be done any more, although it was not: what waits for it waits for what it waited for.
    pub(super) is_given_up: bool,
    /// When it was started, else the day of its first time.
    pub(super) started: Option<Date>,
    /// When it was completed.
    pub(super) completed: Option<Date>,
    /// Minutes on each day, as far as there are some.
    pub(super) days: BTreeMap<Date, i64>,
}

impl Work {
    /// Reads it.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub(super) fn of(workspace: &Workspace) -> Result<Self> {
        let mut booked = AllBooked::default();
        let mut ends: BTreeMap<usize, Vec<TaskEnd>> = BTreeMap::new();
        let mut states: BTreeMap<usize, Course> = BTreeMap::new();
        let shared = workspace.system.is_dir(&workspace.shared().join("records"));
        if shared || workspace.system.is_dir(&workspace.local) {
            let ledger = workspace.ledger(Access::Read)?;
            let signers = Signers::of(workspace)?;
            booked = all_booked(workspace, &ledger, &signers)?;
            for (index, records) in of_all(workspace, &ledger, &signers, &Kind::TaskEnd)?.0 {
                let end = |predicate: &Predicate| match predicate {
                    Predicate::TaskEnd(end) => Some(end.clone()),
                    _ => None,
                };
                ends.insert(index, records.iter().filter_map(|record| end(&record.predicate)).collect());
            }
            for (index, records) in of_all(workspace, &ledger, &signers, &Kind::Transition)?.0 {
                let zone = workspace.system.time_zone();
                let mut course = Course::default();
                for record in &records {
                    if let Predicate::Transition(transition) = &record.predicate {
                        course.add(&transition.to, &record.link.recorded, &zone);
                    }
                }
                states.insert(index, course);
            }
        }
        let mut work = Self {
            milestones: BTreeMap::new(),
            team: BTreeMap::new(),
            last_day: BTreeMap::new(),
            graph: Graph::of(&workspace.portfolio),
        };
        let undated = booked.undated();
        let mut days: BTreeMap<(&str, Date), i64> = BTreeMap::new();
        for one in booked.entries() {
            if !undated.contains(&one.record) {
                *work.team.entry(one.entry.day).or_default() += one.entry.minutes;
                *days.entry((&one.entry.person, one.entry.day)).or_default() += one.entry.minutes;
            }
        }
        work.team.retain(|_, minutes| *minutes > 0);
        for ((person, day), _) in days.into_iter().filter(|(_, minutes)| *minutes > 0) {
            // In order of days.
            work.last_day.insert(person.to_owned(), day);
        }
        let people = named_people(workspace, work.last_day.keys());
        for (index, loaded) in workspace.portfolio.milestones() {
            let entries = booked.by_document.get(&index).map_or(&[][..], Vec::as_slice);
            let course = states.get(&index).copied().unwrap_or_default();
            let status = loaded.status();
            let is_completed = status == Some(Status::Completed)
                || (status == Some(Status::Archived) && course.is_completed());
            let completed = course.completed.filter(|_| is_completed);
            let ends = ends.get(&index).map_or(&[][..], Vec::as_slice);
            let recorded = Recorded { entries, ends, completed, is_completed, people: &people };
            let Units { pieces, by_number, inner } = units(workspace, index, recorded);
            let mut milestone = MilestoneWork {
                units: pieces,
                by_number,
                inner,
                is_completed,
                is_given_up: status.is_some_and(Status::is_final) && !is_completed,
                completed,
                ..MilestoneWork::default()
            };
            for one in entries.iter().filter(|one| !undated.contains(&one.record)) {
                *milestone.days.entry(one.entry.day).or_default() += one.entry.minutes;
            }
            milestone.days.retain(|_, minutes| *minutes > 0);
            let first = milestone.days.keys().next().copied();
            milestone.started = [course.started, first].into_iter().flatten().min();
            work.milestones.insert(index, milestone);
        }
        Ok(work)
    }

    /// The finished pieces that a forecast learns from, in the order of their end. Those of which nobody knows when they
    /// ended come first.
    pub(super) fn history(&self, wanted: impl Fn(usize, Option<Date>) -> bool) -> History {
        let mut ended: Vec<(Option<Date>, &Unit)> = Vec::new();
        for (index, milestone) in &self.milestones {
            for unit in &milestone.units {
                if let State::Ended(day) = unit.state
                    && wanted(*index, day)
                {
                    ended.push((day, unit));
                }
            }
        }
        ended.sort_by_key(|(day, _)| *day);
        History::new(ended.into_iter().map(|(_, unit)| unit.finished()))
    }

    /// Open milestones: neither finished nor put off.
    pub(super) fn open(&self, workspace: &Workspace) -> Vec<usize> {
        let is_open = |index: &usize| {
            let status = workspace.document(*index).status();
            !status.is_some_and(Status::is_final) && status != Some(Status::Deferred)
        };
        self.milestones.keys().copied().filter(is_open).collect()
    }

    /// What some milestones wait for, directly or over others, and is not finished; without themselves.
    pub(super) fn needed(&self, of: &[usize]) -> Vec<usize> {
        let mut seen: BTreeSet<usize> = of.iter().copied().collect();
        let mut found = Vec::new();
        let mut open = of.to_vec();
        while let Some(next) = open.pop() {
            for wait in self.graph.waits_of(next) {
                let Some(needed) = self.milestones.get(&wait.needed).filter(|needed| !needed.is_completed)
                else {
                    continue;
                };
                if seen.insert(wait.needed) {
                    open.push(wait.needed);
                    if !needed.is_given_up {
                        found.push(wait.needed);
                    }
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// Whether some of these milestones wait for each other.
    pub(super) fn circular(&self, milestones: &[usize]) -> Vec<usize> {
        milestones.iter().copied().filter(|index| self.graph.waits_for_itself(*index)).collect()
    }

    /// Every open piece of some milestones.
    pub(super) fn open_units(&self, milestones: &[usize]) -> impl Iterator<Item = &Unit> {
        let of = milestones.iter().filter_map(|index| self.milestones.get(index));
        of.flat_map(|milestone| &milestone.units).filter(|unit| unit.state == State::Open)
    }
}

impl Unit {
    /// What a finished piece tells of estimates.
    pub(super) fn finished(&self) -> Finished {
        Finished {
            estimate: self.first.or(self.estimate).unwrap_or(0.0),
            actual: self.spent,
            person: self.person.clone(),
        }
    }
}

impl MilestoneWork {
    /// The first estimates of the pieces that stand so, in hours.
    pub(super) fn estimated_of(&self, wanted: impl Fn(State) -> bool) -> f64 {
        let pieces = self.units.iter().filter(|unit| wanted(unit.state));
        pieces.filter_map(|unit| unit.first.or(unit.estimate)).sum()
    }
}

/// What tasks call people, and their address: those of `[team]`, else all who ever booked time.
fn named_people<'a>(
    workspace: &Workspace,
    booked: impl Iterator<Item = &'a String>,
) -> Vec<(String, String)> {
    let name = |mail: &str| mail.split('@').next().unwrap_or(mail).to_owned();
    let team = &workspace.config.team.people;
    if team.is_empty() {
        return booked.map(|mail| (name(mail), mail.clone())).collect();
    }
    team.iter()
        .map(|(mail, person)| (person.name.clone().unwrap_or_else(|| name(mail)), mail.clone()))
        .collect()
}

/// When a milestone entered the states that matter here.
#[derive(Debug, Clone, Copy, Default)]
struct Course {
    started: Option<Date>,
    completed: Option<Date>,
    /// When it last changed before it was put away, and whether that completed it.
    last: Option<(Timestamp, bool)>,
}

impl Course {
    /// Whether it was completed when it was put away.
    fn is_completed(&self) -> bool {
        self.last.is_some_and(|(_, completed)| completed)
    }

    fn add(&mut self, state: &str, recorded: &str, zone: &TimeZone) {
        let Ok(at) = recorded.parse::<Timestamp>() else { return };
        let day = at.to_zoned(zone.clone()).date();
        if state != "archived" && self.last.is_none_or(|(known, _)| known <= at) {
            self.last = Some((at, state == "completed"));
        }
        match state {
            "in-progress" => self.started = Some(self.started.map_or(day, |known| known.min(day))),
            "completed" => self.completed = Some(self.completed.map_or(day, |known| known.max(day))),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_completed_before_it_was_put_away_is_completed() {
        let course = |states: &[(&str, u32)]| {
            let mut course = Course::default();
            for (state, day) in states {
                course.add(state, &format!("2026-05-{day:02}T10:00:00Z"), &TimeZone::UTC);
            }
            course
        };
        assert!(course(&[("in-progress", 1), ("completed", 2), ("archived", 3)]).is_completed());
        assert!(!course(&[("in-progress", 1), ("cancelled", 2), ("archived", 3)]).is_completed());
        assert!(
            !course(&[("completed", 1), ("in-progress", 2), ("cancelled", 3), ("archived", 4)])
                .is_completed()
        );
        assert!(
            course(&[("archived", 3), ("completed", 2), ("in-progress", 1)]).is_completed(),
            "in any order"
        );
        assert!(!Course::default().is_completed());
    }
}

//! What is left of some milestones, and when they end.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use milepost_forecast::{
    Basis, BurnUpDay, Calendar, Capacity, Course, Dates, Distribution, Elapsed, Explanation, History, Plan,
    Quantiles, Seed, Settings, Simulation, TaskRisk, burn_up, dates, distribution, explain,
};
use serde::Serialize;

use super::{
    capacity::capacity,
    change::is_added,
    tasks::{open_tasks, reached},
    team::Team,
    unit::{State, Unit},
    work::Work,
};
use crate::{EngineError, Result, Workspace};

/// What a forecast is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Scope {
    /// `milestone`, `initiative`, `milestones` or `portfolio`.
    pub kind: &'static str,
    /// The id of the milestone, the document of the initiative, or nothing.
    pub id: Option<String>,
    /// Its name.
    pub title: String,
    /// The milestones that are counted, by id.
    pub milestones: Vec<String>,
    /// Unfinished milestones that these wait for: their work is in the days, not in the hours.
    pub waits_for: Vec<String>,
    /// Their places, and those of what they wait for.
    #[serde(skip)]
    pub(super) own: Vec<usize>,
    #[serde(skip)]
    pub(super) needed: Vec<usize>,
    /// Other milestones, of which single tasks are waited for, and what these wait for.
    #[serde(skip)]
    pub(super) partly: Vec<usize>,
    /// The milestones that the pace is measured on: also those of it that are finished.
    #[serde(skip)]
    pub(super) paced: Vec<usize>,
}

/// What is left of a scope, and when it ends.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outlook {
    /// Open tasks.
    pub open: usize,
    /// Sum of their estimates, in hours.
    pub estimated: f64,
    /// Hours booked on them so far.
    pub spent: f64,
    /// Hours of work left.
    pub effort: Quantiles,
    /// Working hours until the last task ends when everybody works on nothing else; `None` where milestones wait for
    /// each other.
    pub span: Option<Quantiles>,
    /// When it ends; `None` without a measured capacity.
    pub dates: Option<Dates>,
    /// Why there is no date.
    pub no_date: Option<String>,
    /// Open tasks without an estimate in hours, and what stands there instead.
    pub unestimated: Vec<String>,
    /// Open tasks of people who do not work here any more.
    pub unassigned: Vec<String>,
    /// Open tasks that say they wait for a task that is not there, and for which.
    pub missing_waits: Vec<String>,
    /// Milestones that wait for each other.
    pub circular: Vec<String>,
    /// How many tasks are worked on at a time.
    pub slots: u32,
    /// What it was learned from.
    pub basis: Basis,
    /// What each task contributes to the end, also those of milestones that have to end first; the largest share of the
    /// uncertainty first.
    pub tasks: Vec<TaskRisk>,
}

/// What simulations of one answer share.
pub(super) struct Model<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) work: &'a Work,
    pub(super) history: &'a History,
    pub(super) team: Team,
    pub(super) calendar: Calendar,
    pub(super) earlier: Vec<Elapsed>,
    pub(super) today: Date,
    pub(super) settings: Settings,
    /// So many tasks the plan has that others are compared with, by itself and with all that it waits for.
    pub(super) compared: Option<(usize, usize)>,
}

/// A simulated scope.
pub(super) struct Simulated {
    pub(super) outlook: Outlook,
    pub(super) own: Simulation,
    pub(super) why: Explanation,
    pub(super) whole: Plan,
    span: Vec<f64>,
    pace: Option<(Capacity, Date, Vec<f64>)>,
}

impl Model<'_> {
    /// The plan of a scope, with what it waits for.
    pub(super) fn plan(&self, scope: &Scope) -> Plan {
        let all: Vec<usize> = scope.own.iter().chain(&scope.needed).copied().collect();
        Plan { tasks: open_tasks(self.work, &all), people: self.team.people.clone() }
    }

    /// Simulates a scope whose plan is `whole`; `slots` are those that the pace was measured with.
    ///
    /// # Errors
    /// When the plan cannot be simulated: nothing is open or estimated, tasks wait for each other, hours are absurd.
    pub(super) fn simulate(&self, scope: &Scope, whole: Plan, slots: u32) -> Result<Simulated> {
        let ids: HashSet<&str> = self.work.open_units(&scope.own).map(|unit| unit.id.as_str()).collect();
        let is_own = |id: &str| ids.contains(id) || is_added(id);
        let mut own = whole.clone();
        own.tasks.retain(|task| is_own(&task.id));
        for task in &mut own.tasks {
            task.after.retain(|id| is_own(id));
        }
        let refused = |error: milepost_forecast::PlanError| {
            EngineError::usage(error.to_string()).hint("`milepost explain` shows what is read of a document")
        };
        let by_itself = Settings { block: self.compared.map(|(own, _)| own), ..self.settings };
        let with_waits = Settings { block: self.compared.map(|(_, whole)| whole), ..self.settings };
        let (found, simulation) =
            milepost_forecast::forecast(&own, self.history, &by_itself).map_err(refused)?;
        let is_alike = by_itself.block == with_waits.block;
        let waited = if own.tasks.len() == whole.tasks.len() && is_alike {
            None
        } else {
            Some(milepost_forecast::forecast(&whole, self.history, &with_waits).map_err(refused)?)
        };
        let (path, end) = waited.as_ref().map_or((&found, &simulation), |(path, end)| (path, end));
        let all: Vec<usize> = scope.own.iter().copied().chain(scope.before()).collect();
        let circular = self.work.circular(&all);
        let parallel = self.team.people.iter().map(|person| person.parallel.get());
        let people = parallel.fold(0, u32::saturating_add).max(1);
        let mut paced: Vec<usize> = scope.paced.iter().copied().chain(scope.before()).collect();
        paced.sort_unstable();
        paced.dedup();
        let (capacity, from) = capacity(self.work, &paced, &self.calendar, self.today, people);
        let capacity = capacity.map(|capacity| capacity.with_slots(slots, path.slots));
        let dated = capacity.map(|capacity| {
            let work = load(end, path.slots, &capacity);
            let course = self.course(scope, &own, from);
            let course = course.as_ref().map(|(estimated, days)| Course {
                estimated: *estimated,
                days: *days,
                earlier: &self.earlier,
            });
            let dates = dates(&work, &capacity, &self.calendar, from, course, self.settings.seed);
            (dates, capacity, work)
        });
        let mut no_date = dated.as_ref().err().map(ToString::to_string);
        if self.team.has_left {
            no_date = Some("everybody of `[team]` has left; change `until`, or say who works now".to_owned());
        }
        if !circular.is_empty() {
            no_date = Some("milestones wait for each other, so that none of them can begin".to_owned());
        }
        let reasons = match &dated {
            Ok((Some(dates), ..)) => Ok(dates.clone()),
            Ok((None, ..)) => Err(milepost_forecast::CapacityError::NothingBooked),
            Err(error) => Err(*error),
        };
        let mut why = explain(&found, reasons);
        why.path = explain(path, Err(milepost_forecast::CapacityError::NothingBooked)).path;
        let known = circular.is_empty() && !self.team.has_left;
        let units: Vec<&Unit> = self.work.open_units(&scope.own).collect();
        let unestimated = found.unestimated.iter().map(|id| unestimated(id, &units)).collect();
        let outlook = Outlook {
            open: found.open,
            estimated: found.estimated,
            spent: found.spent,
            effort: found.effort,
            span: circular.is_empty().then_some(path.span),
            dates: dated.as_ref().ok().and_then(|(dates, ..)| dates.clone()).filter(|_| known),
            no_date,
            unestimated,
            unassigned: if self.team.is_named { found.unassigned.clone() } else { Vec::new() },
            missing_waits: missing_waits(self.workspace, self.work, &units),
            circular: circular.iter().map(|index| self.workspace.document_id(*index)).collect(),
            slots: path.slots,
            basis: found.basis,
            tasks: drivers(&found.tasks, &path.tasks),
        };
        let pace = dated.ok().filter(|_| known).map(|(_, capacity, work)| (capacity, from, work));
        let span = end.span.clone();
        Ok(Simulated { outlook, own: simulation, why, whole, span, pace })
    }

    /// Of one milestone that was begun: the estimates of what is finished and of what the plan has left, and the working
    /// days that are over.
    fn course(&self, scope: &Scope, own: &Plan, from: Date) -> Option<(f64, f64)> {
        let [only] = scope.own.as_slice() else { return None };
        let milestone = self.work.milestones.get(only)?;
        let left: f64 = own.tasks.iter().filter_map(|task| task.estimate).sum();
        let days = working_days(&self.calendar, milestone.started?, from.yesterday().ok()?);
        Some((milestone.estimated_of(|state| matches!(state, State::Ended(_))) + left, days))
    }
}

/// What each task contributes to the end, with its part of the hours where these count it.
fn drivers(own: &[TaskRisk], all: &[TaskRisk]) -> Vec<TaskRisk> {
    let effort: HashMap<&str, f64> = own.iter().map(|task| (task.id.as_str(), task.of_effort)).collect();
    let with_effort = |task: &TaskRisk| TaskRisk {
        of_effort: effort.get(task.id.as_str()).copied().unwrap_or(0.0),
        ..task.clone()
    };
    all.iter().map(with_effort).collect()
}

impl Simulated {
    /// Working hours until the last task ends, in each trial.
    pub(super) fn ends(&self) -> &[f64] {
        &self.span
    }

    /// How often the work came out where.
    pub(super) fn distribution(&self) -> Option<Distribution> {
        distribution(&self.own.effort, 32)
    }

    /// How much is done on which day.
    pub(super) fn burn_up(&self, calendar: &Calendar, seed: Seed) -> Vec<BurnUpDay> {
        let Some((capacity, from, work)) = &self.pace else { return Vec::new() };
        burn_up(work, capacity, calendar, *from, seed)
    }
}

/// Hours that each trial burns down: the work, or where tasks wait for each other the time until the last one ends, of as
/// many as work on it at a time.
fn load(end: &Simulation, slots: u32, capacity: &Capacity) -> Vec<f64> {
    let lanes = (f64::from(slots) * capacity.basis().share).max(1.0);
    end.effort.iter().zip(&end.span).map(|(effort, span)| effort.max(span * lanes)).collect()
}

/// A task without hours, with what stands there instead.
fn unestimated(id: &str, units: &[&Unit]) -> String {
    let said = units.iter().find(|unit| unit.id == id).and_then(|unit| unit.said.as_ref());
    said.map_or_else(|| id.to_owned(), |said| format!("{id} (`{said}` is no number of hours)"))
}

/// Open tasks that wait for what is not there, with that.
fn missing_waits(workspace: &Workspace, work: &Work, units: &[&Unit]) -> Vec<String> {
    let mut found = Vec::new();
    for unit in units {
        let has = |index: &usize, number: &String| {
            work.milestones.get(index).is_some_and(|milestone| milestone.by_number.contains_key(number))
        };
        let elsewhere = unit.elsewhere.iter().filter(|(index, number)| !has(index, number));
        let elsewhere =
            elsewhere.map(|(index, number)| format!("task {number} of {}", workspace.document_id(*index)));
        let missing = unit.missing.iter().cloned().chain(elsewhere);
        found.extend(missing.map(|missing| format!("{} (`{missing}`)", unit.id)));
    }
    found
}

impl Scope {
    /// Whatever has to end before its own milestones do, or a part of which has.
    pub(super) fn before(&self) -> impl Iterator<Item = usize> {
        self.needed.iter().chain(&self.partly).copied()
    }

    /// Finds what the milestones wait for.
    pub(super) fn find_before(&mut self, workspace: &Workspace, work: &Work) {
        self.needed = work.needed(&self.own);
        let all: Vec<usize> = self.own.iter().chain(&self.needed).copied().collect();
        self.partly = reached(work, &all);
        let mut before: Vec<usize> = self.before().collect();
        before.sort_unstable();
        self.waits_for = before.into_iter().map(|index| workspace.document_id(index)).collect();
    }
}

/// Working days from one day to another, both included.
pub(super) fn working_days(calendar: &Calendar, from: Date, to: Date) -> f64 {
    let mut days = 0_u32;
    let mut day = from;
    // Longer than that nobody measures.
    while day <= to && days < 10_000 {
        days += u32::from(calendar.is_working_day(day));
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    f64::from(days)
}

#[cfg(test)]
#[path = "outlook_tests.rs"]
mod tests;

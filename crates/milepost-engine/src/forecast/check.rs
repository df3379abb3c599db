//! What earlier forecasts would have been worth: each finished milestone is forecast again from what was known when it
//! began, and held against what it took.

use std::num::NonZeroUsize;

use milepost_forecast::{Calendar, Elapsed, OpenTask, Plan, SelfCheck, Settings, rank, self_check, simulate};
use sha2::{Digest as _, Sha256};

use super::{
    outlook::working_days,
    unit::State,
    work::{MilestoneWork, Work},
};

/// The newest finished milestones that are looked at, and the trials for each.
const MILESTONES: usize = 40;
const TRIALS: u32 = 1_000;

/// How many finished milestones stayed within the P80 that they would have had on their first day; `None` below eight.
///
/// Estimates are those of when tasks ended: what a document said before that is not known.
pub(super) fn check(work: &Work, threads: NonZeroUsize) -> Option<SelfCheck> {
    let mut finished: Vec<(usize, &MilestoneWork)> =
        work.milestones.iter().map(|(index, milestone)| (*index, milestone)).collect();
    finished.retain(|(_, milestone)| milestone.completed.is_some());
    finished.sort_by_key(|(index, milestone)| (std::cmp::Reverse(milestone.completed), *index));
    let ranks = finished.into_iter().filter_map(|(index, milestone)| ranked(work, index, milestone, threads));
    self_check(&ranks.take(MILESTONES).collect::<Vec<f64>>())
}

/// Where what a milestone took lies among the trials of its first day.
fn ranked(work: &Work, index: usize, milestone: &MilestoneWork, threads: NonZeroUsize) -> Option<f64> {
    let begun = milestone.started?;
    let history = work.history(|other, ended| other != index && ended.is_none_or(|ended| ended < begun));
    let mut tasks = Vec::new();
    let mut actual = 0.0;
    for unit in &milestone.units {
        let finished = unit.finished();
        if matches!(unit.state, State::Ended(_)) && finished.estimate > 0.0 && finished.actual > 0.0 {
            actual += finished.actual;
            tasks.push(OpenTask {
                person: finished.person,
                ..OpenTask::new(unit.id.clone(), finished.estimate)
            });
        }
    }
    let seed = milepost_forecast::Seed(Sha256::digest(milestone.units.first()?.id.as_bytes()).into());
    let plan = Plan { tasks, people: Vec::new() };
    let trials = simulate(&plan, &history, &Settings { trials: TRIALS, seed, threads, block: None }).ok()?;
    rank(&trials.effort, actual)
}

/// How long finished milestones took in days.
pub(super) fn elapsed(work: &Work, calendar: &Calendar) -> Vec<Elapsed> {
    let of = |milestone: &MilestoneWork| {
        let estimated = milestone.estimated_of(|state| state != State::Dropped);
        let days = working_days(calendar, milestone.started?, milestone.completed?);
        Some(Elapsed { estimated, days })
    };
    work.milestones.values().filter_map(of).collect()
}

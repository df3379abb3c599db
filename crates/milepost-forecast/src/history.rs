//! What was finished so far: the only thing a forecast learns from.

use serde::{Deserialize, Serialize};

/// A finished task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finished {
    /// What was estimated at first, in hours.
    pub estimate: f64,
    /// What it took, in hours.
    pub actual: f64,
    /// Who did it.
    pub person: Option<String>,
}

/// The finished tasks that a forecast learns from, oldest first.
#[derive(Debug, Clone, Default)]
pub struct History {
    tasks: Vec<Known>,
    left_out: usize,
}

/// A finished task with the numbers that every draw asks for.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) estimate: f64,
    pub(crate) actual: f64,
    /// Natural logarithm of the estimate.
    pub(crate) ln_estimate: f64,
    /// Natural logarithm of actual over estimate.
    pub(crate) ln_ratio: f64,
    pub(crate) person: Option<String>,
    /// Weight by age alone: half after every 150 tasks that were completed since.
    pub(crate) recency: f64,
}

/// So many tasks, the newest ones, are used; older ones weigh less than a sixth of the newest.
pub const HISTORY_LIMIT: usize = 400;

/// Below so many finished tasks, a forecast rests on the prior more than on what happened here.
pub const PRIOR_DRIVEN_BELOW: usize = 30;

/// A task counts half as much after so many later ones.
const HALF_LIFE: f64 = 150.0;

/// Hours that somebody may have meant: from a few seconds to more than a century without a break.
pub(crate) const MEANT: std::ops::RangeInclusive<f64> = 0.001..=1_000_000.0;

impl History {
    /// Takes finished tasks in the order of their completion.
    ///
    /// A task without an estimate or without time tells nothing about estimates, nor does one whose numbers nobody can
    /// have meant, such as a second or a century: it is left out and counted in [`History::left_out`].
    pub fn new(tasks: impl IntoIterator<Item = Finished>) -> Self {
        let mut known = Vec::new();
        let mut left_out = 0;
        for task in tasks {
            if MEANT.contains(&task.estimate) && MEANT.contains(&task.actual) {
                known.push(Known {
                    estimate: task.estimate,
                    actual: task.actual,
                    ln_estimate: task.estimate.ln(),
                    ln_ratio: (task.actual / task.estimate).ln(),
                    person: task.person,
                    recency: 0.0,
                });
            } else {
                left_out += 1;
            }
        }
        known.drain(..known.len().saturating_sub(HISTORY_LIMIT));
        for (age, task) in known.iter_mut().rev().enumerate() {
            task.recency = (-(age as f64) / HALF_LIFE).exp2();
        }
        Self { tasks: known, left_out }
    }

    /// How many tasks are used, at most [`HISTORY_LIMIT`].
    pub fn len(&self) -> usize {
        self.tasks.len()
    }

    /// Nothing is known yet.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// How many finished tasks could not be used, because they had no estimate or no time.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// So few tasks are finished that the forecast rests mostly on the prior.
    pub fn is_prior_driven(&self) -> bool {
        self.len() < PRIOR_DRIVEN_BELOW
    }

    /// All that was needed over all that was estimated; `None` without history.
    pub fn overrun(&self) -> Option<f64> {
        let estimated: f64 = self.tasks.iter().map(|task| task.estimate).sum();
        let needed: f64 = self.tasks.iter().map(|task| task.actual).sum();
        (estimated > 0.0).then(|| needed / estimated)
    }

    /// The tasks, oldest first.
    pub(crate) fn tasks(&self) -> &[Known] {
        &self.tasks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(estimate: f64, actual: f64) -> Finished {
        Finished { estimate, actual, person: None }
    }

    #[test]
    fn what_tells_nothing_is_left_out_and_counted() {
        let history = History::new([
            task(2.0, 3.0),
            task(0.0, 1.0),
            task(1.0, 0.0),
            task(-1.0, 1.0),
            task(f64::NAN, 1.0),
            task(1.0, f64::INFINITY),
        ]);
        assert_eq!((history.len(), history.left_out()), (1, 5));
        assert!((history.overrun().expect("one task") - 1.5).abs() < 1e-12);
        assert_eq!(History::default().overrun(), None);
    }

    #[test]
    fn only_the_newest_count_and_the_older_count_less() {
        let history = History::new((0..500).map(|i| task(1.0, 1.0 + f64::from(i))));
        assert_eq!(history.len(), HISTORY_LIMIT);
        let tasks = history.tasks();
        assert!((tasks[HISTORY_LIMIT - 1].actual - 500.0).abs() < 1e-12);
        assert!((tasks[HISTORY_LIMIT - 1].recency - 1.0).abs() < 1e-12);
        assert!((tasks[HISTORY_LIMIT - 151].recency - 0.5).abs() < 1e-12);
    }
}

//! The shock that all tasks of a milestone share: what makes a whole milestone harder than its tasks looked.

use std::collections::BTreeMap;

use crate::{
    history::{History, Known},
    prior,
    quantile::median,
    seed::{Random, Stream},
    student::{t5_ln_density, t5_quantile},
};

/// How strongly the tasks of one milestone move together.
#[derive(Debug, Clone)]
pub(crate) struct Shock {
    /// Cumulated posterior of the sizes in [`GRID`].
    cumulated: [f64; GRID.len()],
    /// Variance between projects that the history does not yet decide.
    between: f64,
}

/// Sizes of the shock that are thought possible: standard deviations of a milestone's ln(ratio).
const GRID: [f64; 9] = [0.03, 0.06, 0.10, 0.15, 0.20, 0.25, 0.30, 0.40, 0.50];
/// The prior of the size is lognormal around this value.
const SIZE: f64 = 0.20;
const SIZE_SPREAD: f64 = 0.7;
/// More blocks than this tell no more, because blocks are not independent.
const MOST_BLOCKS: f64 = 40.0;
/// Single ratios beyond e³ do not count for more.
const CLIP: f64 = 3.0;
const BIN: f64 = 0.5;

/// No milestone is off by e²⁰, which a draw in a million billions would be.
const FARTHEST: f64 = 20.0;

/// Words of the stream that one trial reads.
const WORDS: u64 = 4;

/// The shock of one trial.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Draw {
    /// All durations are multiplied by it.
    pub(crate) factor: f64,
    /// The value of Student's t behind it.
    pub(crate) score: f64,
}

impl Shock {
    /// Of a plan with so many open tasks.
    pub(crate) fn new(history: &History, open: usize) -> Self {
        let mut weights = GRID.map(|size| -0.5 * ((size / SIZE).ln() / SIZE_SPREAD).powi(2));
        if let Some(blocks) = Blocks::of(history, open.clamp(5, 25)) {
            for (weight, size) in weights.iter_mut().zip(GRID) {
                *weight += blocks.ln_likelihood(size);
            }
        }
        let largest = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut sum = 0.0;
        let cumulated = weights.map(|weight| {
            sum += (weight - largest).exp();
            sum
        });
        let doubt = (prior::SPREAD / prior::BETWEEN).powi(2);
        let between = prior::BETWEEN.powi(2) * doubt / (doubt + history.len() as f64);
        Self { cumulated: cumulated.map(|part| part / sum), between }
    }

    /// Reads the shock of one trial.
    pub(crate) fn draw(&self, random: &mut Random, stream: Stream, trial: u64) -> Draw {
        random.seek(stream, trial * WORDS);
        let place = random.unit();
        let size = GRID[self.cumulated.partition_point(|end| *end < place).min(GRID.len() - 1)];
        let score = t5_quantile(random.unit());
        let spread = (size * size + self.between).sqrt();
        let log = (spread * score * 0.6_f64.sqrt()).clamp(-FARTHEST, FARTHEST);
        Draw { factor: log.exp(), score }
    }

    /// The expected size: a standard deviation of ln(total).
    pub(crate) fn size(&self) -> f64 {
        let mut before = 0.0;
        let mut variance = self.between;
        for (size, end) in GRID.iter().zip(self.cumulated) {
            variance += (end - before) * size * size;
            before = end;
        }
        variance.sqrt()
    }
}

/// What earlier groups of tasks, as large as the open one, took over what their tasks alone would explain.
struct Blocks {
    /// ln(total ratio) of each, centred.
    totals: Vec<f64>,
    /// Its variance if tasks were independent.
    variances: Vec<f64>,
}

impl Blocks {
    /// `None` for fewer than three blocks.
    fn of(history: &History, size: usize) -> Option<Self> {
        let tasks = history.tasks();
        if tasks.len() / size < 3 {
            return None;
        }
        let mut bins = BTreeMap::new();
        let (mut totals, mut variances) = (Vec::new(), Vec::new());
        for block in tasks[tasks.len() % size..].chunks_exact(size) {
            let (mut actual, mut expected, mut squares) = (0.0, 0.0, 0.0);
            for task in block {
                let (mean, variance) =
                    *bins.entry(bin(task)).or_insert_with(|| ratio_of_bin(tasks, bin(task)));
                actual += task.actual;
                expected += task.estimate * mean;
                squares += task.estimate * task.estimate * variance;
            }
            let variance = (squares / (expected * expected)).ln_1p();
            totals.push((actual / expected).ln() + variance / 2.0);
            variances.push(variance);
        }
        let count = totals.len() as f64;
        let centre = median(&totals)? * count / (count + 4.0);
        for total in &mut totals {
            *total -= centre;
        }
        Some(Self { totals, variances })
    }

    fn ln_likelihood(&self, size: f64) -> f64 {
        let term = |(total, variance): (&f64, &f64)| {
            let spread = (size * size + variance).sqrt();
            t5_ln_density(total / spread) - spread.ln()
        };
        let sum: f64 = self.totals.iter().zip(&self.variances).map(term).sum();
        sum * (MOST_BLOCKS / self.totals.len() as f64).min(1.0)
    }
}

fn bin(task: &Known) -> i32 {
    (task.ln_estimate / BIN).floor() as i32
}

/// Mean and variance of actual over estimate of all tasks of about one size, drawn towards the prior.
fn ratio_of_bin(tasks: &[Known], wanted: i32) -> (f64, f64) {
    let seen = tasks.iter().filter(|task| bin(task) == wanted);
    let seen = seen.map(|task| (task.ln_ratio.clamp(-CLIP, CLIP).exp(), 1.0));
    let assumed = prior::ln_ratios((f64::from(wanted) + 0.5) * BIN).map(|ratio| (ratio.exp(), prior::EACH));
    let (mut weights, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for (ratio, weight) in seen.chain(assumed) {
        weights += weight;
        sum += weight * ratio;
        squares += weight * ratio * ratio;
    }
    let mean = sum / weights;
    (mean, (squares / weights - mean * mean).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{history::Finished, seed::Seed};

    /// A history of blocks of twenty tasks; all of a block take the same multiple of their estimate.
    fn blocks(ratios: &[f64]) -> History {
        let block = |ratio: &f64| vec![Finished { estimate: 2.0, actual: 2.0 * ratio, person: None }; 20];
        History::new(ratios.iter().flat_map(block))
    }

    #[test]
    fn without_history_it_is_the_prior() {
        let shock = Shock::new(&History::default(), 50);
        assert!((shock.between - 0.04).abs() < 1e-12);
        assert!(shock.size() > 0.30 && shock.size() < 0.36, "{}", shock.size());
    }

    #[test]
    fn milestones_that_went_alike_make_it_small_and_unequal_ones_large() {
        let alike = Shock::new(&blocks(&[1.0; 20]), 20);
        let unequal = Shock::new(&blocks(&[0.5, 2.0, 1.0, 0.6, 1.8, 0.5, 2.2, 1.0, 0.7, 1.6]), 20);
        assert!(alike.size() < 0.16, "{}", alike.size());
        assert!(unequal.size() > 0.36, "{}", unequal.size());
    }

    #[test]
    fn its_draws_scatter_as_it_says() {
        let shock = Shock::new(&History::default(), 50);
        let (mut random, stream) = (Random::new(Seed([3; 32])), Stream::new("shock", ""));
        let logs: Vec<f64> =
            (0..40_000).map(|trial| shock.draw(&mut random, stream, trial).factor.ln()).collect();
        let variance = logs.iter().map(|log| log * log).sum::<f64>() / logs.len() as f64;
        assert!((variance.sqrt() / shock.size() - 1.0).abs() < 0.03, "{}", variance.sqrt());
        assert!(median(&logs).expect("draws").abs() < 0.01);
    }
}

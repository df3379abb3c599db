//! What became of many simulated measurements of one kind.

use milepost_gate::performance::Decision;
use serde::Serialize;

/// The share of each answer, and the mean cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub(super) struct Cell {
    /// How often it said regressed.
    pub(super) regressed: f64,
    /// How often it said within.
    pub(super) within: f64,
    /// The mean number of program runs.
    pub(super) runs: f64,
    /// How many measurements were simulated.
    pub(super) reps: usize,
}

impl Cell {
    /// Over `reps` measurements; `measure` gives the answer and the number of runs it took.
    pub(super) fn of(reps: usize, mut measure: impl FnMut() -> (Decision, usize)) -> Self {
        let (mut regressed, mut within, mut runs) = (0u32, 0u32, 0);
        for _ in 0..reps {
            let (decision, cost) = measure();
            runs += cost;
            regressed += u32::from(decision == Decision::Regressed);
            within += u32::from(decision == Decision::Within);
        }
        let all = reps as f64;
        Self {
            regressed: f64::from(regressed) / all,
            within: f64::from(within) / all,
            runs: runs as f64 / all,
            reps,
        }
    }

    /// Three standard errors of a share.
    pub(super) fn slack(&self, share: f64) -> f64 {
        3.0 * (share * (1.0 - share) / self.reps as f64).sqrt()
    }
}

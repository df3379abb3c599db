//! What was done of a step of the work.

use super::{Judge, Outcome, run::rank};
use crate::{binding::RunId, standing::Proof};

impl Judge<'_, '_> {
    /// Each command of a step, as it was run in this attempt.
    pub(super) fn step(&self, runs: &[RunId]) -> Outcome {
        let outcomes = runs.iter().map(|id| self.run(*id));
        match outcomes.filter(|outcome| outcome.proof != Proof::Passed).min_by_key(|one| rank(one.proof)) {
            Some(open) => open.hinting(format!("run `milepost run {}`", self.document)),
            None => self.each_passed(runs),
        }
    }
}

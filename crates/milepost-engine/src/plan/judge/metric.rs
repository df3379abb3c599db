//! What measurements say.

use milepost_ledger::Verdict as RunVerdict;

use super::{Judge, Outcome, run::rank};
use crate::{binding::RunId, standing::Proof};

impl Judge<'_, '_> {
    /// Several metrics, each of which is within its budget; else the gravest of what keeps them from it.
    pub(super) fn metrics(&self, runs: &[RunId]) -> Outcome {
        let outcomes: Vec<Outcome> = runs.iter().map(|id| self.metric(*id)).collect();
        if let Some(worst) = outcomes
            .iter()
            .filter(|outcome| outcome.proof != Proof::Passed)
            .min_by_key(|outcome| rank(outcome.proof))
        {
            return worst.clone();
        }
        if outcomes.is_empty() {
            return Outcome::new(Proof::NothingRan, "no metric is bound to it");
        }
        let words: Vec<&str> = outcomes.iter().filter_map(|outcome| outcome.reason.as_deref()).collect();
        Outcome::passed(words.join("; ")).resting_on(self.evidence(runs))
    }

    fn metric(&self, id: RunId) -> Outcome {
        let (run, state) = (self.bound.run(id), &self.states[id.0]);
        let label = &run.label;
        let Some(metric) = &run.metric else { return self.run(id) };
        if metric.needs_baseline() && metric.base.is_none() {
            return Outcome::missing(
                format!("`{label}` has no baseline beside which it could be measured"),
                "`milepost start` records it; `milepost adopt` does so for work in flight",
            );
        }
        let newest = state.newest.as_ref().filter(|_| state.is_fresh());
        let Some((digest, evidence)) = newest else { return self.run(id) };
        let Some(measurement) = &evidence.result.measurement else {
            let reason = format!("the evidence of `{label}` holds no measurement");
            return Outcome::new(Proof::Inconclusive, reason).hinting("run `milepost verify --force`");
        };
        let words = format!("`{label}` {}", measurement.words);
        let outcome = match (&evidence.result.verdict, measurement.decision.as_str()) {
            (RunVerdict::Pass, "within") => Outcome::passed(words),
            (RunVerdict::Fail, _) => Outcome::failed(words),
            (RunVerdict::Inconclusive { reason }, "undecided") => {
                let reason = format!("`{label}` {reason}");
                Outcome::new(Proof::Inconclusive, reason)
                    .hinting("`milepost verify` adds more to what was measured")
            }
            (RunVerdict::Inconclusive { .. }, _) => Outcome::new(
                Proof::Inconclusive,
                format!("`{label}` could not be measured: {}", measurement.words),
            ),
            _ => return self.run(id),
        };
        outcome.resting_on(vec![*digest])
    }
}

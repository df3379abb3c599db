//! Whether a check fails where it has to.

use milepost_ledger::Verdict;

use super::{
    Judge, Outcome,
    run::{rank, words},
};
use crate::{
    binding::{Binding, RunId},
    standing::Proof,
};

impl Judge<'_, '_> {
    /// A pass, held against the patches with which the check has to fail: the gravest of what they say.
    pub(super) fn must_fail(&self, binding: &Binding, mut passed: Outcome) -> Outcome {
        let outcomes: Vec<Outcome> = binding.must_fail.iter().map(|id| self.breaks(*id)).collect();
        let open = outcomes.iter().filter(|outcome| outcome.proof != Proof::Passed);
        if let Some(gravest) = open.min_by_key(|outcome| rank(outcome.proof)) {
            return gravest.clone();
        }
        let patches = binding.must_fail.iter().filter_map(|id| self.bound.run(*id).must_fail.as_ref());
        let patches: Vec<String> = patches.map(|must_fail| format!("`{}`", must_fail.patch)).collect();
        let reason = passed.reason.take().unwrap_or_default();
        passed.reason = Some(format!("{reason}, and fails with {}", patches.join(", ")));
        passed.evidence.extend(outcomes.into_iter().flat_map(|outcome| outcome.evidence));
        passed
    }

    /// What is known of one patch.
    fn breaks(&self, id: RunId) -> Outcome {
        let (run, state) = (self.bound.run(id), &self.states[id.0]);
        let (label, patch) = match &run.must_fail {
            Some(must_fail) => (&must_fail.check.label, &must_fail.patch),
            None => return self.run(id),
        };
        let next = "run `milepost verify`";
        let Some((digest, evidence)) = &state.newest else {
            let why =
                if state.differences.is_empty() { "was not tried yet".to_owned() } else { words(state) };
            return Outcome::missing(format!("whether `{label}` fails with `{patch}`: {why}"), next);
        };
        let outcome = if state.is_fresh() {
            let said =
                || evidence.result.expectations.iter().find_map(|one| one.detail.clone()).unwrap_or_default();
            match &evidence.result.verdict {
                Verdict::Pass => Outcome::passed(format!("`{label}` fails with `{patch}`")),
                Verdict::Fail => Outcome::failed(format!(
                    "`{label}` is weak: it passes also when `{patch}` is applied"
                ))
                .hinting("let the check look at what the patch breaks; then verify again"),
                Verdict::Cancelled => Outcome::new(Proof::Missing, format!("whether `{label}` fails with `{patch}`: it was cancelled")).hinting(next),
                Verdict::Inconclusive { reason } => Outcome::new(
                    Proof::Inconclusive,
                    format!("whether `{label}` fails with `{patch}` cannot be told: {reason}"),
                )
                .hinting("what a copy of the project needs is made by `prepare` of `[copies]`; `git diff` makes the patch"),
                Verdict::Flaky | Verdict::Timeout => Outcome::new(Proof::Inconclusive, said()),
            }
        } else {
            let reason = format!(
                "whether `{label}` fails with `{patch}` was tried before, since then {}",
                words(state)
            );
            Outcome::new(Proof::Stale, reason).hinting(next)
        };
        outcome.resting_on(vec![*digest])
    }
}

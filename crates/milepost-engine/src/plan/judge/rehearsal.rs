//! What a rehearsal showed.

use milepost_ledger::Verdict;

use super::{Judge, Outcome};
use crate::{binding::RunId, standing::Proof};

impl Judge<'_, '_> {
    /// The newest rehearsal of today's inputs.
    pub(super) fn rehearsal(&self, id: RunId) -> Outcome {
        let (run, state) = (self.bound.run(id), &self.states[id.0]);
        let next = format!("run `milepost rehearse {}`", self.document);
        let has_base = run.rehearsal.as_ref().is_some_and(|rehearsal| rehearsal.base.is_some());
        if !has_base {
            return Outcome::missing(
                "there is no baseline to which a rollback could lead back",
                "`milepost start` records it; `milepost adopt` does so for work in flight",
            );
        }
        let Some((digest, evidence)) = &state.newest else {
            return Outcome::missing("the rollback was not rehearsed", next);
        };
        if !state.is_fresh() {
            // The words for what changed are those of every command.
            return self.run(id).hinting(next);
        }
        let Some(rehearsal) = &evidence.result.rehearsal else {
            return Outcome::new(Proof::Inconclusive, "the evidence holds no rehearsal").hinting(next);
        };
        let words = format!("{}: {}", rehearsal.verdict, rehearsal.words);
        let outcome = match (&evidence.result.verdict, rehearsal.is_proven()) {
            (Verdict::Pass, true) => Outcome::passed(words),
            (Verdict::Fail, false) => Outcome::failed(words).hinting(next),
            _ => Outcome::new(Proof::Inconclusive, words).hinting(next),
        };
        outcome.resting_on(vec![*digest])
    }
}

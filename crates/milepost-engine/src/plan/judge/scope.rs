//! Whether the work keeps to the files of its plan.

use super::{Judge, Outcome};
use crate::{Result, binding::ScopeAsked, drift::PlannedFiles};

impl Judge<'_, '_> {
    /// Holds what changed since the baseline against the files of the plan. What is completed is not held again: later work
    /// touches files too.
    pub(super) fn scope(&self, asked: &ScopeAsked) -> Result<Outcome> {
        if self
            .workspace
            .document(self.index)
            .status()
            .is_some_and(milepost_document::vocabulary::Status::is_final)
        {
            return Ok(Outcome::missing(
                "the work is over, and later work is not told from it",
                "what was proven stands in the attestation",
            ));
        }
        let (digest, changed) = match self.since_baseline()? {
            Ok(found) => found,
            Err(outcome) => return Ok(outcome),
        };
        let found = PlannedFiles::of(self.workspace, self.index).against(self.workspace, changed);
        let outcome = match (found.broken(asked.strict), found.beside()) {
            (Some(broken), _) => Outcome::failed(broken)
                .hinting("take it back, or write it into the plan: Files to Modify, New Files to Create"),
            (None, Some(beside)) => Outcome::passed(format!("the plan is kept; {beside}")),
            (None, None) => Outcome::passed("the files that changed are those of the plan"),
        };
        Ok(outcome.resting_on(vec![digest]))
    }
}

//! Passes that say little of the work: what passed before it began, or of which nobody knows that, and that was not seen
//! to fail.

use milepost_document::vocabulary::SectionKind;
use milepost_ledger::{Digest, Record, Trust};

use super::Judge;
use crate::{
    Result,
    binding::{Binding, Check, Class},
    explain::describe,
    plan::command_digest,
};

/// How many earlier runs of a check are looked at for a failure.
const RUNS: usize = 1000;
/// The next step where a pass is weak.
pub(super) const STRENGTHEN: &str = "let it fail once without the change: `milepost verify` keeps that, and `must-fail-with PATH` does it with a patch; what holds before the work as well is `<!-- milepost: invariant -->`";

impl Binding {
    /// Whether its pass before the work would say that it proves nothing of the work.
    pub(crate) fn must_fail_first(&self) -> bool {
        let tells = matches!(
            self.check,
            Check::Run(_)
                | Check::Runs(_)
                | Check::AllTests(_)
                | Check::MinTests(..)
                | Check::Test { .. }
                | Check::Exists(_)
        );
        // What has to hold lest the work is rolled back holds before it as well.
        let is_reason = self.kind == Some(SectionKind::WhenToRollback);
        self.class == Class::Change && tells && !is_reason
    }
}

impl Judge<'_, '_> {
    /// Why the pass of an item says little of the work; `None` where it was seen to fail, or where it is to pass before
    /// the work as well.
    pub(super) fn weakness(&self, binding: &Binding) -> Result<Option<String>> {
        let Some((_, baseline)) = self.baseline.as_ref().filter(|_| binding.must_fail_first()) else {
            return Ok(None);
        };
        let expectation = describe(&binding.check, self.bound);
        let checks = self.specifications(binding);
        let commands: Vec<Digest> =
            binding.check.runs().iter().map(|id| command_digest(self.bound.run(*id))).collect();
        let before = baseline.criteria.iter().find(|criterion| {
            let is_known = !criterion.commands.is_empty() && criterion.commands == commands;
            (is_known || criterion.checks == checks)
                && (criterion.expectation == expectation
                    || (criterion.item == binding.id && !checks.is_empty()))
        });
        let passed = match before {
            Some(criterion) => Some(criterion.passed),
            None => self.was_there(binding, &baseline.commit)?,
        };
        if passed == Some(false) || self.has_failed(binding)? {
            return Ok(None);
        }
        Ok(Some(match passed {
            Some(_) => "it passed before the work began, and was not seen to fail since".to_owned(),
            None => "what it said before the work began is not known, and it was not seen to fail".to_owned(),
        }))
    }

    /// Whether a path that has to be there was there before the work; `None` for what is no path, and where no commit tells.
    fn was_there(&self, binding: &Binding, commit: &str) -> Result<Option<bool>> {
        let (Check::Exists(path), Some(git)) = (&binding.check, self.workspace.git()) else {
            return Ok(None);
        };
        let known = !commit.is_empty() && git.rev_parse(&format!("{commit}^{{commit}}"))?.is_some();
        // Git reads a path with `./` as one of this folder, which need not be the root of the repository.
        let place = format!("{commit}:./{}", path.trim_end_matches('/'));
        Ok(if known { Some(git.rev_parse(&place)?.is_some()) } else { None })
    }

    /// The specification digests of the checks on which an item rests.
    fn specifications(&self, binding: &Binding) -> Vec<Digest> {
        binding.check.runs().iter().map(|id| self.states[id.0].key.specification).collect()
    }

    /// Whether a believed run of what decides an item failed, on whatever files: then it can.
    fn has_failed(&self, binding: &Binding) -> Result<bool> {
        for check in self.specifications(binding) {
            let runs = self.ledger.runs(&check, RUNS)?;
            let mut failed = Vec::new();
            for record in &runs {
                if record.check_run().is_some_and(|run| run.result.has_found_fault())
                    && self.fails_in(binding, record)?
                {
                    failed.push(&**record);
                }
            }
            if failed.is_empty() {
                continue;
            }
            let trusts = self.ledger.trust_all(failed.iter().copied(), self.signers.policy()?)?;
            if trusts.iter().any(|trust| !matches!(trust, Trust::Refused(_))) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a failed run is a failure of what an item asks for: of its tests, where it asks for some by name.
    fn fails_in(&self, binding: &Binding, record: &Record) -> Result<bool> {
        let Check::Test { glob, .. } = &binding.check else { return Ok(true) };
        let Some(tests) = self.ledger.tests(record)? else { return Ok(false) };
        let mut named = tests.iter().filter(|test| milepost_gate::matches_glob(glob, &test.id)).peekable();
        Ok(named.peek().is_none() || named.any(|test| test.status == "failed"))
    }
}

//! What tests say, alone and against the baseline.

use milepost_gate::{
    Comparison, Inventory, TestStatus, Verdict, all_passing, compare, new_tests, no_regression,
};
use milepost_ledger::{Baseline, Verdict as RunVerdict};

use super::{Judge, Outcome};
use crate::{
    Result,
    binding::RunId,
    regressions::{self, Known},
    standing::Proof,
};

impl Judge<'_, '_> {
    /// Runs must be fresh passes before their tests are looked at.
    pub(super) fn of_passed(&self, runs: &[RunId], judge: impl Fn(&Self, &[RunId]) -> Outcome) -> Outcome {
        match self.not_passed(runs) {
            Some(outcome) => outcome,
            None => judge(self, runs),
        }
    }

    /// Runs must be fresh and have come to their end, and may have failed by their tests: a test that failed before
    /// may fail still.
    pub(super) fn of_reported(&self, runs: &[RunId], judge: impl Fn(&Self, &[RunId]) -> Outcome) -> Outcome {
        if !runs.is_empty() && runs.iter().all(|id| self.is_reported(*id)) {
            return judge(self, runs);
        }
        self.of_passed(runs, judge)
    }

    /// As [`Self::of_reported`], for what asks the ledger.
    pub(super) fn tried_reported(
        &self,
        runs: &[RunId],
        judge: impl Fn(&Self, &[RunId]) -> Result<Outcome>,
    ) -> Result<Outcome> {
        if !runs.is_empty() && runs.iter().all(|id| self.is_reported(*id)) {
            return judge(self, runs);
        }
        self.not_passed(runs).map_or_else(|| judge(self, runs), Ok)
    }

    fn is_reported(&self, id: RunId) -> bool {
        let state = &self.states[id.0];
        let (Some((_, run)), Some(tests), true) = (&state.newest, &state.tests, state.is_fresh()) else {
            return false;
        };
        let any = |status: TestStatus| tests.cases.iter().any(|case| case.status == status);
        match run.result.verdict {
            RunVerdict::Pass => true,
            // A failure that no test explains is not one of the tests.
            RunVerdict::Fail => any(TestStatus::Failed),
            RunVerdict::Flaky => any(TestStatus::Flaky),
            _ => false,
        }
    }

    /// Whether a test runner whose summary is known to us printed none: then nobody can say that it ran a test.
    fn is_silent(&self, id: RunId) -> bool {
        let known = self.bound.run(id).script.lines().any(milepost_runner::reports::is_test_command);
        let tally = self.states[id.0].newest.as_ref().and_then(|(_, run)| run.result.tests.as_ref());
        known && tally.is_none_or(|tally| tally.unknown && tally.ran == 0)
    }

    fn inventory(&self, runs: &[RunId]) -> Option<Inventory> {
        let tests: Option<Vec<_>> = runs.iter().map(|id| self.states[id.0].tests.as_ref()).collect();
        tests.map(Inventory::of)
    }

    pub(super) fn all_tests(&self, runs: &[RunId]) -> Outcome {
        match self.inventory(runs) {
            Some(inventory) => {
                let count = inventory.counts().ran;
                self.verdict(all_passing(&inventory), runs, format!("all {count} tests pass"))
            }
            None => match runs.iter().find(|id| self.is_silent(**id)) {
                Some(id) => Outcome::new(
                    Proof::Inconclusive,
                    format!("`{}` runs tests, and said nothing of how many ran", self.bound.run(*id).label),
                )
                .hinting("let it print its summary, or declare its report in `[suites.NAME]`"),
                None => Outcome::passed("every suite passed; not all of them report their tests"),
            }
            .resting_on(self.evidence(runs)),
        }
    }

    pub(super) fn min_tests(&self, runs: &[RunId], min: u64) -> Outcome {
        let counts = runs.iter().filter_map(|id| self.states[id.0].newest.as_ref()?.1.result.tests.as_ref());
        let ran: u64 = counts.filter(|tests| !tests.unknown).map(|tests| tests.ran).sum();
        let verdict = if ran == 0 {
            Verdict::nothing_ran("no test ran that could be counted")
        } else if ran >= min {
            Verdict::Pass
        } else {
            Verdict::fail(format!("{ran} tests ran, at least {min} are wanted"))
        };
        self.verdict(verdict, runs, format!("{ran} tests ran"))
    }

    pub(super) fn named_tests(&self, runs: &[RunId], glob: &str) -> Outcome {
        let Some(inventory) = self.inventory(runs) else { return self.no_report(runs) };
        let found: Vec<_> =
            inventory.iter().filter(|(id, _)| milepost_gate::matches_glob(glob, id.as_str())).collect();
        let bad: Vec<_> = found
            .iter()
            .filter(|(_, test)| test.status != TestStatus::Passed)
            .map(|(id, test)| format!("`{}` {}", id.as_str(), test.status.word()))
            .collect();
        let verdict = if found.is_empty() {
            Verdict::nothing_ran(format!("no test matches `{glob}`"))
        } else if bad.is_empty() {
            Verdict::Pass
        } else {
            Verdict::fail(bad.join(", "))
        };
        self.verdict(verdict, runs, format!("{} tests match `{glob}` and pass", found.len()))
    }

    /// New is what the baseline lacks: so it has to say which tests there were.
    pub(super) fn new_tests(&self, runs: &[RunId]) -> Result<Outcome> {
        if let Some((digest, baseline)) = &self.baseline {
            let unlisted = baseline.suites.iter().find(|suite| suite.unlisted);
            let why = match unlisted {
                Some(suite) => format!("the baseline does not hold the tests of `{}` by id", suite.name),
                None if baseline.suites.is_empty() => "the baseline holds no test run".to_owned(),
                None => return self.against_baseline(runs, new_tests),
            };
            return Ok(Outcome::new(Proof::Inconclusive, why)
                .hinting("let the suite report its tests by id, then record the baseline again with `milepost adopt`")
                .resting_on(vec![*digest]));
        }
        self.against_baseline(runs, new_tests)
    }

    pub(super) fn against_baseline(
        &self,
        runs: &[RunId],
        rule: fn(&Comparison) -> Verdict,
    ) -> Result<Outcome> {
        let Some((digest, baseline)) = &self.baseline else {
            return Ok(Outcome::missing(
                "there is no baseline to compare with",
                "`milepost start` records it; `milepost adopt` does so for work in flight",
            ));
        };
        let Some(comparison) = self.compared(runs, baseline)? else { return Ok(self.no_report(runs)) };
        let said = match comparison.acknowledged.len() {
            0 => String::new(),
            1 => ", 1 is acknowledged".to_owned(),
            count => format!(", {count} are acknowledged"),
        };
        let words = format!(
            "{} tests pass as before, {} are new, none is lost{said}",
            comparison.still_passing,
            comparison.new_passing.len()
        );
        let mut outcome = self.verdict(rule(&comparison), runs, words);
        if !no_regression(&comparison).is_pass() {
            outcome.hint = Some("`milepost tests diff` lists what became of each test".to_owned());
        }
        outcome.evidence.push(*digest);
        outcome.evidence.extend(self.acknowledged()?.records.iter().map(|(digest, _)| *digest));
        Ok(outcome)
    }

    /// What became of the tests of some runs since a baseline, without what is acknowledged; `None` where a run does not
    /// list its tests.
    pub(crate) fn compared(&self, runs: &[RunId], baseline: &Baseline) -> Result<Option<Comparison>> {
        let Some(now) = self.inventory(runs) else { return Ok(None) };
        let known =
            self.comparison.borrow().iter().find(|(ids, _)| ids == runs).map(|(_, found)| found.clone());
        if let Some(known) = known {
            return Ok(Some(known));
        }
        let before = crate::baseline::inventory(&self.of_runs(baseline, runs));
        let exists = |file: &str| self.workspace.system.exists(&self.workspace.root.join(file));
        let said = self.acknowledged()?;
        let found = compare(&before, &now, exists).acknowledge_ids(&said.gone).allow_flaky_ids(&said.flaky);
        self.comparison.borrow_mut().push((runs.to_vec(), found.clone()));
        Ok(Some(found))
    }

    /// Why the tests of some runs cannot be compared; `None` where they can.
    pub(crate) fn uncompared(&self, runs: &[RunId]) -> Option<String> {
        if runs.iter().all(|id| self.is_reported(*id)) && !runs.is_empty() {
            return None;
        }
        let outcome =
            self.not_passed(runs).or_else(|| self.inventory(runs).is_none().then(|| self.no_report(runs)));
        outcome.map(|outcome| outcome.reason.unwrap_or_default())
    }

    fn acknowledged(&self) -> Result<&Known> {
        if let Some(known) = self.acknowledged.get() {
            return Ok(known);
        }
        let found = regressions::known(self.workspace, self.ledger, self.signers, &self.document)?;
        Ok(self.acknowledged.get_or_init(|| found))
    }

    /// The part of a baseline that belongs to some runs: all of it when they are all that run tests, or when none of
    /// them is known there by its name or its specification.
    fn of_runs(&self, baseline: &Baseline, runs: &[RunId]) -> Baseline {
        let bound = self.bound.runs.iter().enumerate().filter(|(_, run)| run.is_test);
        let mut part = baseline.clone();
        if bound.map(|(at, _)| RunId(at)).all(|id| runs.contains(&id)) {
            return part;
        }
        part.suites.retain(|suite| {
            runs.iter().any(|id| {
                suite.name == self.bound.run(*id).label || suite.check == self.states[id.0].key.specification
            })
        });
        if part.suites.is_empty() { baseline.clone() } else { part }
    }

    fn no_report(&self, runs: &[RunId]) -> Outcome {
        let without = runs.iter().find(|id| self.states[id.0].tests.is_none());
        let label = without.map_or("", |id| self.bound.run(*id).label.as_str());
        Outcome::new(Proof::Inconclusive, format!("`{label}` does not report its tests by id"))
            .hinting("add `[suites.NAME]` with a `report` to `milepost.toml`")
            .resting_on(self.evidence(runs))
    }
}

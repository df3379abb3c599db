//! A command's own verdict, and what it printed.

use milepost_ledger::{CheckRun, Verdict as RunVerdict};

use super::{Judge, Outcome};
use crate::{
    Result,
    binding::RunId,
    output::Whole,
    plan::{Difference, RunState},
    standing::Proof,
};

/// How files are told that are in no tree and that no check may change.
const OF_OURS: [&str; 4] = ["`.git/", "`.git of this work tree/", "`.milepost/", "`milepost's own folder/"];

impl Judge<'_, '_> {
    /// One run's own verdict.
    pub(super) fn run(&self, id: RunId) -> Outcome {
        let state = &self.states[id.0];
        let label = &self.bound.run(id).label;
        let Some((digest, run)) = &state.newest else {
            let reason = if state.differences.is_empty() {
                format!("`{label}` was not run yet")
            } else {
                format!("`{label}`: {}", words(state))
            };
            return Outcome::missing(reason, "run `milepost verify`");
        };
        let outcome = if state.is_fresh() { self.fresh(id, run) } else { outdated(label, state, run) };
        outcome.resting_on(vec![*digest])
    }

    fn fresh(&self, id: RunId, run: &CheckRun) -> Outcome {
        let label = &self.bound.run(id).label;
        let tests = run.result.tests.as_ref();
        match &run.result.verdict {
            RunVerdict::Pass => {
                let words = match tests.filter(|_| self.bound.run(id).is_test) {
                    Some(tests) if tests.unknown => "passed, number of tests unknown".to_owned(),
                    Some(tests) if tests.ran > 0 => format!("{} tests passed", tests.passed),
                    _ => "passed".to_owned(),
                };
                Outcome::passed(format!("`{label}` {words}"))
            }
            RunVerdict::Inconclusive { reason } => {
                let outcome =
                    Outcome::new(Proof::Inconclusive, format!("`{label}` is inconclusive: {reason}"));
                if reason.starts_with("files changed") && OF_OURS.iter().any(|place| reason.contains(place)) {
                    outcome.hinting("look at these files before you use Git here again: a setting, a hook or a record was changed while it ran")
                } else if reason.starts_with("files changed") {
                    outcome.hinting("commit these files, have Git ignore them, or declare them in `writes`; then verify again")
                } else {
                    outcome
                }
            }
            RunVerdict::Cancelled => Outcome::new(Proof::Missing, format!("`{label}` was cancelled")),
            RunVerdict::Flaky => Outcome::failed(format!("`{label}` is flaky: it failed, then passed")),
            RunVerdict::Timeout => Outcome::failed(format!("`{label}` ran out of time")),
            RunVerdict::Fail => {
                let nothing = tests.is_some_and(|tests| !tests.unknown && tests.ran == 0);
                let why = run.result.expectations.iter().find_map(|expectation| {
                    (expectation.verdict != RunVerdict::Pass).then(|| expectation.detail.clone()).flatten()
                });
                let why = why.unwrap_or_else(|| match run.result.exit {
                    Some(code) => format!("exit {code}"),
                    None => "ended by a signal".to_owned(),
                });
                let reason = format!("`{label}` failed: {why}{}", self.failed_tests(id));
                Outcome::new(if nothing { Proof::NothingRan } else { Proof::Failed }, reason)
            }
        }
    }

    /// The tests that failed, for the reason's tail.
    fn failed_tests(&self, id: RunId) -> String {
        let Some(tests) = &self.states[id.0].tests else { return String::new() };
        let failed: Vec<_> = tests
            .cases
            .iter()
            .filter(|case| case.status == milepost_gate::TestStatus::Failed)
            .map(|case| format!("`{}`", case.id.as_str()))
            .collect();
        match failed.len() {
            0 => String::new(),
            1..=5 => format!(": {}", failed.join(", ")),
            count => format!(": {} and {} more", failed[..5].join(", "), count - 5),
        }
    }

    /// Several runs, each of which passed.
    pub(super) fn each_passed(&self, runs: &[RunId]) -> Outcome {
        Outcome::passed(format!("all {} commands passed", runs.len())).resting_on(self.evidence(runs))
    }

    /// What keeps runs from being passes, the gravest first; `None` when all of them are.
    pub(super) fn not_passed(&self, runs: &[RunId]) -> Option<Outcome> {
        if runs.is_empty() {
            return Some(Outcome::new(Proof::NothingRan, "no run is bound to it"));
        }
        let outcomes = runs.iter().map(|id| self.run(*id));
        outcomes.filter(|outcome| outcome.proof != Proof::Passed).min_by_key(|outcome| rank(outcome.proof))
    }

    pub(super) fn quiet(&self, regex: &str, runs: &[RunId]) -> Result<Outcome> {
        let all: Vec<RunId>;
        let runs = if runs.is_empty() {
            all = self.bound.verified().collect();
            &all
        } else {
            runs
        };
        if let Some(outcome) = self.not_passed(runs) {
            return Ok(outcome);
        }
        let pattern = match regex::Regex::new(regex) {
            Ok(pattern) => pattern,
            Err(error) => {
                let reason = format!("`{regex}` is no regular expression: {error}");
                return Ok(Outcome::missing(reason, "write one of the syntax of the crate `regex`"));
            }
        };
        let (mut noise, mut unread) = (Vec::new(), Vec::new());
        for id in runs {
            let Some((_, run)) = &self.states[id.0].newest else { continue };
            let label = &self.bound.run(*id).label;
            for output in [&run.result.stdout, &run.result.stderr] {
                let text = match crate::output::whole(self.ledger, output)? {
                    Whole::Kept(text) => text,
                    Whole::Parts(text) => {
                        unread.push(format!("`{label}`"));
                        text
                    }
                };
                if let Some(found) = pattern.find(&text) {
                    let line = text[..found.start()].rfind('\n').map_or(0, |at| at + 1);
                    let line = text[line..].lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
                    noise.push(format!("`{label}` printed `{}`", line.trim()));
                }
            }
        }
        let verdict = if !noise.is_empty() {
            milepost_gate::Verdict::fail(noise.join("; "))
        } else if !unread.is_empty() {
            let reason = format!("the whole output of {} is no longer kept", unread.join(", "));
            return Ok(Outcome::new(Proof::Inconclusive, reason)
                .hinting("run `milepost verify --force`")
                .resting_on(self.evidence(runs)));
        } else {
            milepost_gate::Verdict::Pass
        };
        Ok(self.verdict(verdict, runs, format!("no match in the output of {} commands", runs.len())))
    }
}

/// What evidence for other inputs than today's says. Only a run that came to an end, and to a bad one, refutes.
fn outdated(label: &str, state: &RunState, run: &CheckRun) -> Outcome {
    let (proof, what) = match run.result.verdict {
        RunVerdict::Pass => (Proof::Stale, "passed"),
        RunVerdict::Fail | RunVerdict::Timeout | RunVerdict::Flaky => (Proof::Failed, "failed"),
        RunVerdict::Inconclusive { .. } => (Proof::Missing, "was inconclusive"),
        RunVerdict::Cancelled => (Proof::Missing, "was cancelled"),
    };
    Outcome::new(proof, format!("`{label}` {what} before, since then {}", words(state)))
        .hinting("run `milepost verify`")
}

/// What is told first when several runs are not passed.
pub(super) fn rank(proof: Proof) -> u8 {
    match proof {
        Proof::NothingRan => 0,
        Proof::Failed => 1,
        Proof::Inconclusive => 2,
        Proof::Missing => 3,
        Proof::Stale => 4,
        Proof::Passed | Proof::Waived => 5,
    }
}

pub(super) fn words(state: &RunState) -> String {
    let all: Vec<_> = state.differences.iter().map(Difference::words).collect();
    match all.len() {
        0..=3 => all.join(", "),
        count => format!("{} and {} more", all[..3].join(", "), count - 3),
    }
}

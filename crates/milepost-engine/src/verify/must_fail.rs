//! Trying whether a check fails where it has to: with a patch, in a copy of the project.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use jiff::Timestamp;
use milepost_document::Document;
use milepost_gate::{Exit, TestCase, TestStatus, TestsSeen, matches_glob};
use milepost_ledger::is_own_exit;
use milepost_runner::{Event, Inconclusive, Outcome, RunContext, Sandboxes, Secrets, Verdict, run_checks};
use milepost_system::System;

use super::{
    VerifyOptions,
    run::{VerifyEvent, first_line, secrets},
    spec::spec_in,
};
use crate::{
    EngineError, Result, Workspace,
    binding::{MustFail, Run},
    metric::{Copies, Copy, CopyOf, Progress, Ready, Unguarded, why},
    plan::CheckKey,
    session::{Assessment, Session},
    trust::{Granted, code_of, recheck_run},
};

/// Tries one: `at` is its place among the runs, `check` that among what runs now. Its check passed in the project.
///
/// The check runs three times in the copy. Without the patch it has to pass there as well: what it needs besides the
/// project's files may be missing, and then it would fail with every patch. After a failure with the patch it has to pass
/// without it once more: it may be one that cannot run twice in the same place.
pub(super) fn run(
    session: &Session<'_>,
    before: &Assessment,
    granted: &Granted,
    (at, check): (usize, usize),
    options: &VerifyOptions,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<Outcome> {
    let workspace = session.workspace;
    let system = workspace.system.as_ref();
    let run = &before.bound.runs[at];
    let must_fail = run.must_fail.as_deref().expect("it has to fail");
    events(VerifyEvent::Run(Event::Started { check, attempt: 1 }));
    let (started, steady) = (system.now(), system.monotonic());
    let document: &Document = workspace.document(before.index).document();
    let trial = Trial {
        workspace,
        run,
        must_fail,
        key: &before.states[at].key,
        tree: session.now.id()?.as_str(),
        first_line: first_line(document, run),
        granted,
        cancel: &options.cancel,
        secrets: secrets(workspace),
    };
    let mut say = |words: &str| {
        let progress = Progress { metric: &run.label, pairs: 0, cap: 0, words };
        events(VerifyEvent::Measuring { check, progress });
    };
    let mut last = None;
    let undecided = |reason| Verdict::Inconclusive(Inconclusive::Undecided { reason });
    let changed = || recheck_run(workspace, granted, run);
    let tried = changed().map_or_else(|| trial.verdict(&mut last, &mut say), Err);
    let mut verdict = tried.unwrap_or_else(undecided);
    if let Some(reason) = changed() {
        verdict = undecided(reason);
    }
    let exit = last.as_ref().and_then(|last: &Outcome| last.exit);
    let duration = system.monotonic().saturating_sub(steady);
    let outcome = Outcome::of(trial.key.specification.to_string(), verdict, exit, started, duration);
    let outcome = match last {
        Some(Outcome { usage, stdout, stderr, sandbox, .. }) => {
            Outcome { usage, stdout, stderr, sandbox, ..outcome }
        }
        None => outcome,
    };
    events(VerifyEvent::Run(Event::Finished { check, outcome: &outcome }));
    Ok(outcome)
}

/// What is tried.
struct Trial<'t> {
    workspace: &'t Workspace,
    run: &'t Run,
    must_fail: &'t MustFail,
    key: &'t CheckKey,
    tree: &'t str,
    first_line: u32,
    granted: &'t Granted,
    cancel: &'t Arc<AtomicBool>,
    secrets: Secrets,
}

type Said<T> = std::result::Result<T, String>;

impl Trial<'_> {
    /// Whether the check fails with the patch; `last` is the last command that ran.
    ///
    /// # Errors
    /// In words: why it cannot be told.
    fn verdict(&self, last: &mut Option<Outcome>, say: &mut dyn FnMut(&str)) -> Said<Verdict> {
        let system = self.workspace.system.as_ref();
        let patch = &self.must_fail.patch;
        say("copying the project");
        let copies = Copies::of(self.workspace).map_err(said)?;
        let was_there = copies.is_made(CopyOf::Broken);
        let mut copy = self.check_out(&copies)?;
        let bytes = self.patch(&copy)?;
        say("without the patch");
        let mut began = system.now();
        let mut plain = self.run_in(&copies, &copy);
        if self.is_cancelled() {
            return Ok(Verdict::Cancelled);
        }
        if was_there && !is_settled(&plain) {
            // What an earlier trial left in it may be in the way.
            copies.discard(copy).map_err(said)?;
            copy = self.check_out(&copies)?;
            began = system.now();
            plain = self.run_in(&copies, &copy);
        }
        let plain = plain?;
        *last = Some(plain.clone());
        match &plain.verdict {
            Verdict::Pass => {}
            Verdict::Cancelled => return Ok(Verdict::Cancelled),
            other => {
                let reason = other.reason().unwrap_or_default();
                return Err(format!(
                    "in a copy of the project it does not pass without `{patch}` either: {reason}"
                ));
            }
        }
        // Tools that keep what they compiled tell files of one second apart by their size alone.
        leave_second(system, began);
        let copy = self.check_out(&copies)?;
        copies.forget_prepared(&copy);
        let code = self.code(&copy);
        copies.apply(&copy, &bytes).map_err(|error| format!("`{patch}` does not apply: {}", why(&error)))?;
        let changed = self.code(&copy).into_iter().zip(code).find(|(now, then)| now != then);
        if let Some(((name, _), _)) = changed {
            return Err(format!(
                "`{patch}` changes the check itself: `{name}`; a patch to what the check looks at is needed"
            ));
        }
        say("with the patch");
        let applied = system.now();
        let broken = self.run_in(&copies, &copy);
        copies.forget_prepared(&copy);
        if self.is_cancelled() {
            return Ok(Verdict::Cancelled);
        }
        leave_second(system, applied);
        let broken = broken.map_err(|reason| format!("with `{patch}` {reason}"))?;
        let verdict = judge(self.must_fail, &plain, &broken);
        *last = Some(broken);
        if !verdict.is_pass() {
            return Ok(verdict);
        }
        let copy = self.check_out(&copies)?;
        say("without the patch again");
        let again = self.run_in(&copies, &copy);
        if self.is_cancelled() {
            return Ok(Verdict::Cancelled);
        }
        let reason = match again.map(|again| again.verdict) {
            Ok(Verdict::Pass) => return Ok(verdict),
            Ok(other) => other.reason().unwrap_or_default(),
            Err(reason) => reason,
        };
        Err(format!("in a copy of the project it does not pass a second time without `{patch}`: {reason}"))
    }

    fn is_cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }

    /// The code that the command names, and what makes the copy ready for it, as they stand in a copy.
    fn code(&self, copy: &Copy) -> Vec<(String, Option<Vec<u8>>)> {
        let system = self.workspace.system.as_ref();
        let code = code_of(self.workspace, self.granted, self.run).into_iter();
        code.map(|one| (one.name(), one.bytes_in(system, &copy.root))).collect()
    }

    fn check_out(&self, copies: &Copies<'_>) -> Said<Copy> {
        let head = match self.workspace.git() {
            Some(git) => git.head().map_err(|error| error.to_string())?,
            None => None,
        };
        copies.with(CopyOf::Broken, head.as_deref(), self.tree).map_err(said)
    }

    /// The bytes of the patch, as the tree holds them, where these are what was granted.
    fn patch(&self, copy: &Copy) -> Said<Vec<u8>> {
        let (system, name) = (self.workspace.system.as_ref(), &self.must_fail.patch);
        let path = copy.root.join(name);
        let is_inside = system.canonicalize(&path).is_ok_and(|real| real.starts_with(&copy.root));
        if !is_inside || !system.is_file(&path) {
            return Err(format!("`{name}` is no file of the project, or Git ignores it"));
        }
        let bytes = system.read(&path).map_err(|error| format!("`{name}` cannot be read: {error}"))?;
        if self.granted.holds(name, &bytes) {
            Ok(bytes)
        } else {
            Err(format!("`{name}` is, as Git writes it, another file than the one that was trusted"))
        }
    }

    /// Makes the copy ready and runs the check in it.
    fn run_in(&self, copies: &Copies<'_>, copy: &Copy) -> Said<Outcome> {
        let Self { workspace, run, must_fail, key, .. } = self;
        let guard = Unguarded;
        let context = RunContext {
            cancel: Arc::clone(self.cancel),
            secrets: self.secrets.clone(),
            sandboxes: Arc::new(Sandboxes::new(copies.places(copy))),
            reports_in: vec![copy.work_tree.clone()],
            ..RunContext::new(workspace.system.as_ref(), copy.root.clone(), &guard)
        };
        let name = "the copy".to_owned();
        let preparation = run.preparation();
        Ready { workspace, preparation, key, name, copies, copy, context: &context }
            .make(&mut None, &mut |_| {})
            .map_err(said)?;
        let key = key.specification.to_string();
        let spec = spec_in(workspace, &must_fail.check, &copy.root, key, self.first_line).map_err(said)?;
        let mut outcomes = run_checks(&[spec], &context, &mut |_| {});
        Ok(outcomes.pop().expect("one check has one outcome"))
    }
}

/// What the run with the patch says of the check. Only a failure that the check itself found shows that it can fail.
fn judge(must_fail: &MustFail, plain: &Outcome, broken: &Outcome) -> Verdict {
    let patch = &must_fail.patch;
    let undecided = |reason| Verdict::Inconclusive(Inconclusive::Undecided { reason });
    match &broken.verdict {
        Verdict::Pass => Verdict::Fail { reason: format!("it passes also when `{patch}` is applied") },
        Verdict::Cancelled => Verdict::Cancelled,
        Verdict::Fail { reason } => match not_its_own(must_fail, plain, broken) {
            None => Verdict::Pass,
            Some(why) => undecided(format!("with `{patch}` it failed ({reason}), and {why}")),
        },
        other => {
            let reason = other.reason().unwrap_or_default();
            undecided(format!("with `{patch}` it comes to no end that says something: {reason}"))
        }
    }
}

/// Why a failure is not one that the check found.
fn not_its_own(must_fail: &MustFail, plain: &Outcome, broken: &Outcome) -> Option<String> {
    if !matches!(broken.exit, Some(Exit::Code(code)) if is_own_exit(code)) {
        return Some("that is no verdict of the command itself".to_owned());
    }
    let none = "no test did that passed without it: a patch after which the code still builds is needed";
    if broken.nothing_ran {
        return Some(none.to_owned());
    }
    let glob = must_fail.tests.as_deref();
    match (&plain.observed.tests, &broken.observed.tests) {
        (TestsSeen::Listed(plain), broken) if !plain.cases.is_empty() => {
            // A build that broke is listed as a failure too, under a name that no test has.
            let passed = plain.cases.iter().filter(|case| case.status == TestStatus::Passed);
            let passed: BTreeSet<&str> = passed.map(|case| case.id.as_str()).collect();
            let is_meant = |case: &TestCase| {
                let id = case.id.as_str();
                case.status == TestStatus::Failed
                    && passed.contains(id)
                    && glob.is_none_or(|glob| matches_glob(glob, id))
            };
            let found = matches!(broken, TestsSeen::Listed(run) if run.cases.iter().any(is_meant));
            let why =
                glob.map_or(none.to_owned(), |glob| format!("no test `{glob}` did that passed without it"));
            (!found).then_some(why)
        }
        _ if glob.is_some() => Some(format!("no list of tests says that `{}` did", glob.unwrap_or_default())),
        (plain, broken) => {
            let all = plain.counts().map_or(0, |counts| counts.ran);
            let (ran, failed) = broken.counts().map_or((0, 0), |counts| (counts.ran, counts.failed));
            if all == 0 {
                return None;
            }
            if failed == 0 {
                return Some(none.to_owned());
            }
            // A build that broke is counted as a failure too, and takes the tests behind it with it.
            (ran < all).then(|| {
                format!(
                    "{ran} of {all} tests ran, and nobody can tell whether one of them failed: a report that lists them is \
                     needed, or a patch after which all of them run"
                )
            })
        }
    }
}

/// Whether a run without the patch needs no second one in a copy that is made anew.
fn is_settled(plain: &Said<Outcome>) -> bool {
    plain.as_ref().is_ok_and(|plain| matches!(plain.verdict, Verdict::Pass | Verdict::Cancelled))
}

/// Waits until the clock shows another second than then.
fn leave_second(system: &dyn System, then: Timestamp) {
    let now = system.now();
    if now.as_second() == then.as_second() {
        let rest = 1_000_000_000 - now.subsec_nanosecond().clamp(0, 999_999_999);
        system.sleep(std::time::Duration::from_nanos(rest.unsigned_abs().into()));
    }
}

fn said(error: EngineError) -> String {
    why(&error)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use milepost_gate::{Observed, TestCounts, TestId, TestRun};

    use super::*;
    use crate::{binding::RunId, config::Config};

    fn outcome(code: i32, tests: TestsSeen) -> Outcome {
        let verdict =
            if code == 0 { Verdict::Pass } else { Verdict::Fail { reason: format!("exit {code}") } };
        let exit = Exit::Code(code);
        let outcome = Outcome::of(String::new(), verdict, Some(exit), Timestamp::UNIX_EPOCH, Duration::ZERO);
        Outcome { observed: Observed { tests, ..Observed::exit(exit) }, ..outcome }
    }

    fn must_fail(tests: Option<&str>) -> MustFail {
        let check = Run::inline(&Config::default(), "make test", milepost_document::Span::default());
        let tests = tests.map(str::to_owned);
        MustFail { patch: "a.patch".into(), tests, of: RunId(0), check, prepare: None }
    }

    fn listed(cases: &[(&str, TestStatus)]) -> TestsSeen {
        let case = |(id, status): &(&str, TestStatus)| TestCase {
            id: TestId::from((*id).to_owned()),
            status: *status,
            file: None,
            duration_ms: None,
            message: None,
        };
        TestsSeen::Listed(TestRun::new(cases.iter().map(case).collect(), Vec::new()))
    }

    #[test]
    fn only_a_failure_of_the_check_itself_counts() {
        let plain = outcome(0, TestsSeen::Unknown);
        let name =
            |code| judge(&must_fail(None), &plain, &outcome(code, TestsSeen::Unknown)).name().to_owned();
        assert_eq!(name(1), "pass");
        assert_eq!(name(0), "fail");
        for none in [126, 127, 137, 139] {
            assert_eq!(name(none), "inconclusive", "{none}");
        }
        let slow = Outcome {
            verdict: Verdict::TimedOut { after: Duration::from_secs(1) },
            ..outcome(1, TestsSeen::Unknown)
        };
        assert_eq!(judge(&must_fail(None), &plain, &slow).name(), "inconclusive");
        let nothing = Outcome { nothing_ran: true, ..outcome(1, TestsSeen::Zero) };
        assert_eq!(judge(&must_fail(None), &plain, &nothing).name(), "inconclusive");
    }

    #[test]
    fn where_tests_are_counted_one_has_to_fail_and_of_named_ones_one_of_them() {
        use TestStatus::{Failed, Passed};
        let plain = outcome(0, listed(&[("limit", Passed), ("other", Passed)]));
        let of = |tests: Option<&str>, broken: &Outcome| {
            judge(&must_fail(tests), &plain, broken).name().to_owned()
        };
        // It did not compile: the tool failed, and no test.
        assert_eq!(of(None, &outcome(101, TestsSeen::Unknown)), "inconclusive");
        let other = outcome(1, listed(&[("limit", Passed), ("other", Failed)]));
        assert_eq!(of(None, &other), "pass");
        assert_eq!(of(Some("lim*"), &other), "inconclusive");
        assert_eq!(of(Some("oth*"), &other), "pass");
        // Reports of builds that broke: a failure that is no test of before, the others gone.
        let build = outcome(1, listed(&[("(file)", Failed)]));
        let mixed = outcome(1, listed(&[("limit", Passed), ("limits.rs", Failed)]));
        for broken in [&build, &mixed] {
            assert_eq!(of(None, broken), "inconclusive");
            assert_eq!(of(Some("*"), broken), "inconclusive");
        }
        // Numbers alone: as many as before, or a build that broke is one of the failures.
        let counted = |code, ran, failed| {
            outcome(code, TestsSeen::Counted(TestCounts { ran, failed, ..TestCounts::default() }))
        };
        let numbers = |ran, failed| {
            judge(&must_fail(None), &counted(0, 20, 0), &counted(1, ran, failed)).name().to_owned()
        };
        assert_eq!(numbers(20, 1), "pass");
        assert_eq!(numbers(1, 1), "inconclusive");
        assert_eq!(numbers(20, 0), "inconclusive");
        // A test that failed before as well says nothing.
        let plain = outcome(0, listed(&[("limit", Passed), ("other", Failed)]));
        assert_eq!(judge(&must_fail(None), &plain, &other).name(), "inconclusive");
    }
}

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::compare::{Comparison, all_passing, new_tests, no_regression};
use crate::coverage::{Coverage, CoverageKind, Percent, ratchet, target};
use crate::glob::matches_glob;
use crate::test_run::{Inventory, TestCounts, TestRun, TestStatus};
use crate::verdict::Verdict;

/// One thing that a check asks of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "expect", rename_all = "kebab-case")]
pub enum Expectation {
    /// The command ends with exit code 0.
    ExitZero,
    /// At least so many tests run.
    MinTests {
        /// The least number; 0 reads as 1, for no run of zero tests passes.
        count: u64,
    },
    /// Every test passes.
    AllPassing,
    /// By id, nothing that passed in the baseline fails, is lost or was silenced.
    NoRegression,
    /// At least one test that the baseline lacks, and all of those pass.
    NewTests,
    /// Tests whose id matches the glob exist, and all of them run and pass.
    TestsPass {
        /// `*` any run of characters, `?` any one.
        glob: String,
    },
    /// The coverage report reaches a target.
    Coverage {
        /// Of what.
        kind: CoverageKind,
        /// The least that is right.
        at_least: Percent,
    },
    /// No kind of coverage is below the baseline.
    CoverageRatchet,
    /// No line of the output matches.
    Quiet {
        /// The regular expression, also the key into [`Observed::matches`].
        pattern: String,
    },
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exit {
    /// It ended by itself with this code.
    Code(i32),
    /// It was ended by this signal.
    Signal(i32),
    /// It was stopped because its time was over.
    TimedOut,
    /// It was stopped because somebody asked for it.
    Cancelled,
}

/// What is known of the tests that a command ran.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TestsSeen {
    /// A report lists them.
    Listed(TestRun),
    /// The output counts them, and names none.
    Counted(TestCounts),
    /// The output shows that at least one ran, and says no number.
    Uncounted,
    /// The output shows that none ran.
    Zero,
    /// Nothing is known: no report, and no summary that could be read.
    #[default]
    Unknown,
}

impl TestsSeen {
    /// The counts, where they are known.
    pub fn counts(&self) -> Option<TestCounts> {
        match self {
            Self::Listed(run) => Some(run.counts()),
            Self::Counted(counts) => Some(*counts),
            Self::Zero => Some(TestCounts::default()),
            Self::Uncounted | Self::Unknown => None,
        }
    }

    /// Whether it is known that no test ran (skipped tests did not run).
    pub fn is_zero(&self) -> bool {
        self.counts().is_some_and(|counts| counts.ran == 0)
    }
}

/// What was observed of one run of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// How the command ended.
    pub exit: Exit,
    /// Its tests.
    pub tests: TestsSeen,
    /// The comparison of its tests with the baseline, after acknowledgements; `None`: there is no baseline.
    pub comparison: Option<Comparison>,
    /// Its coverage report; `None`: there is none.
    pub coverage: Option<Coverage>,
    /// The coverage of the baseline.
    pub baseline_coverage: Option<Coverage>,
    /// For each pattern that was looked for, the lines of the output that match it.
    pub matches: BTreeMap<String, Vec<String>>,
}

impl Observed {
    /// An observation of the exit alone.
    pub fn exit(exit: Exit) -> Self {
        Self {
            exit,
            tests: TestsSeen::Unknown,
            comparison: None,
            coverage: None,
            baseline_coverage: None,
            matches: BTreeMap::new(),
        }
    }
}

/// The verdict of a whole run: every expectation, and what no expectation can allow.
///
/// A cancelled run is inconclusive, and one stopped by a signal or by its time limit fails. A run that is known to have run
/// zero tests is [`Verdict::NothingRan`] whatever its exit code (0 in many test runners, 1 or 5 in others) and whatever
/// was expected. One whose tests say that some failed is no pass, whatever the exit code. No expectation at all proves
/// nothing.
pub fn judge(expectations: &[Expectation], observed: &Observed) -> Verdict {
    match observed.exit {
        Exit::Cancelled => return Verdict::inconclusive("the command was cancelled"),
        Exit::TimedOut | Exit::Signal(_) => return exit_zero(observed.exit),
        Exit::Code(_) => {}
    }
    if observed.tests.is_zero() {
        return zero_tests(&observed.tests);
    }
    let expected = Verdict::all(expectations.iter().map(|expectation| evaluate(expectation, observed)));
    match observed.tests.counts() {
        // A shell can be made to exit with 0 whatever its commands did; the tests' own words count.
        Some(counts) if counts.failed > 0 && expected.is_pass() => Verdict::fail(format!(
            "{} of {} tests failed, and the command exited with 0",
            counts.failed, counts.ran
        )),
        _ => expected,
    }
}

/// The verdict of one expectation alone.
pub fn evaluate(expectation: &Expectation, observed: &Observed) -> Verdict {
    match expectation {
        Expectation::ExitZero => exit_zero(observed.exit),
        Expectation::MinTests { count } => min_tests((*count).max(1), &observed.tests),
        Expectation::AllPassing => every_test_passes(&observed.tests),
        Expectation::NoRegression => against_baseline(observed, no_regression),
        Expectation::NewTests => against_baseline(observed, new_tests),
        Expectation::TestsPass { glob } => tests_pass(glob, &observed.tests),
        Expectation::Coverage { kind, at_least } => target(observed.coverage.as_ref(), *kind, *at_least),
        Expectation::CoverageRatchet => {
            ratchet(observed.baseline_coverage.as_ref(), observed.coverage.as_ref())
        }
        Expectation::Quiet { pattern } => quiet(pattern, &observed.matches),
    }
}

fn exit_zero(exit: Exit) -> Verdict {
    match exit {
        Exit::Code(0) => Verdict::Pass,
        Exit::Code(code) => Verdict::fail(format!("the command ended with exit code {code}, 0 was expected")),
        Exit::Signal(signal) => Verdict::fail(format!("the command was ended by signal {signal}")),
        Exit::TimedOut => Verdict::fail("the command did not end within its time limit"),
        Exit::Cancelled => Verdict::inconclusive("the command was cancelled"),
    }
}

fn zero_tests(tests: &TestsSeen) -> Verdict {
    match tests.counts() {
        Some(counts) if counts.skipped > 0 => Verdict::nothing_ran(format!(
            "no test ran, all {} were skipped; at least one has to run",
            counts.skipped
        )),
        _ => Verdict::nothing_ran("no test ran, at least one has to"),
    }
}

fn min_tests(least: u64, tests: &TestsSeen) -> Verdict {
    match tests.counts() {
        Some(counts) if counts.ran == 0 => zero_tests(tests),
        Some(counts) if counts.ran >= least => Verdict::Pass,
        Some(counts) => Verdict::fail(format!("{} tests ran, at least {least} were expected", counts.ran)),
        None if *tests == TestsSeen::Uncounted && least == 1 => Verdict::Pass,
        None => Verdict::inconclusive(format!(
            "how many tests ran is unknown, at least {least} were expected: name the report of the suite"
        )),
    }
}

fn every_test_passes(tests: &TestsSeen) -> Verdict {
    match tests {
        TestsSeen::Listed(run) => all_passing(&Inventory::of([run])),
        TestsSeen::Counted(counts) if counts.ran == 0 => zero_tests(tests),
        TestsSeen::Counted(counts) if counts.failed > 0 => {
            Verdict::fail(format!("{} of {} tests failed", counts.failed, counts.ran))
        }
        TestsSeen::Counted(counts) if counts.flaky > 0 => {
            Verdict::fail(format!("{} of {} tests are flaky", counts.flaky, counts.ran))
        }
        TestsSeen::Counted(_) => Verdict::Pass,
        TestsSeen::Zero => zero_tests(tests),
        TestsSeen::Uncounted | TestsSeen::Unknown => {
            Verdict::inconclusive("how the tests ended is unknown: name the report of the suite")
        }
    }
}

fn against_baseline(observed: &Observed, verdict: fn(&Comparison) -> Verdict) -> Verdict {
    match (&observed.tests, &observed.comparison) {
        (TestsSeen::Listed(_), Some(comparison)) => verdict(comparison),
        (TestsSeen::Listed(_), None) => Verdict::inconclusive(
            "there is no baseline to compare the tests with: `start` or `adopt` records one",
        ),
        (tests, _) if tests.is_zero() => zero_tests(tests),
        _ => Verdict::inconclusive(
            "the tests are not known by name, and counts cannot show a regression: name the report of the suite",
        ),
    }
}

fn tests_pass(glob: &str, tests: &TestsSeen) -> Verdict {
    let run = match tests {
        TestsSeen::Listed(run) => run,
        _ if tests.is_zero() => return zero_tests(tests),
        _ => {
            return Verdict::inconclusive(format!(
                "the tests are not known by name, `{glob}` cannot be found: name the report of the suite"
            ));
        }
    };
    let wrong = |status: TestStatus| {
        run.cases.iter().find(|case| case.status == status && matches_glob(glob, case.id.as_str()))
    };
    if !run.cases.iter().any(|case| matches_glob(glob, case.id.as_str())) {
        return Verdict::fail(format!("no test matches `{glob}`, at least one was expected"));
    }
    for (status, word) in [
        (TestStatus::Failed, "failed"),
        (TestStatus::Flaky, "is flaky"),
        (TestStatus::Skipped, "was skipped"),
    ] {
        if let Some(case) = wrong(status) {
            return Verdict::fail(format!(
                "`{}` {word}, every test that matches `{glob}` has to pass",
                case.id
            ));
        }
    }
    Verdict::Pass
}

fn quiet(pattern: &str, matches: &BTreeMap<String, Vec<String>>) -> Verdict {
    match matches.get(pattern).map(Vec::as_slice) {
        Some([]) => Verdict::Pass,
        Some([first, rest @ ..]) => Verdict::fail(format!(
            "{} lines of the output match `{pattern}`, none was expected; the first: `{}`",
            rest.len() + 1,
            first.trim()
        )),
        None => Verdict::inconclusive(format!("the output was not searched for `{pattern}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::compare;
    use crate::test_run::{TestCase, TestId};

    fn run(tests: &[(&str, TestStatus)]) -> TestRun {
        let case = |(name, status): &(&str, TestStatus)| TestCase {
            id: TestId::new::<&str>(&[], None, name),
            status: *status,
            file: None,
            duration_ms: None,
            message: None,
        };
        TestRun::new(tests.iter().map(case).collect(), vec![])
    }

    fn observed(exit: i32, tests: TestsSeen) -> Observed {
        Observed { tests, ..Observed::exit(Exit::Code(exit)) }
    }

    #[test]
    fn pitfall_2_zero_tests_is_exit_4_whatever_the_command_says() {
        let skipped = TestsSeen::Counted(TestCounts::new(0, 0, 3, 0));
        for tests in
            [TestsSeen::Zero, TestsSeen::Counted(TestCounts::default()), skipped, TestsSeen::Listed(run(&[]))]
        {
            for exit in [0, 1, 5] {
                let verdict = judge(&[Expectation::ExitZero], &observed(exit, tests.clone()));
                assert_eq!(verdict.exit_code(), 4, "{tests:?} {exit}");
            }
        }
        assert_eq!(judge(&[], &observed(0, TestsSeen::Unknown)).exit_code(), 4);
    }

    #[test]
    fn exits_are_told_apart() {
        let of = |exit| judge(&[Expectation::ExitZero], &Observed::exit(exit)).exit_code();
        assert_eq!(of(Exit::Code(0)), 0);
        assert_eq!(of(Exit::Code(3)), 1);
        assert_eq!(of(Exit::Signal(9)), 1);
        assert_eq!(of(Exit::TimedOut), 1);
        assert_eq!(of(Exit::Cancelled), 9);
        let quiet = [Expectation::Quiet { pattern: "x".into() }];
        let mut silent = Observed::exit(Exit::Signal(15));
        silent.matches.insert("x".into(), vec![]);
        assert_eq!(judge(&quiet, &silent).exit_code(), 1);
    }

    #[test]
    fn a_minimum_needs_a_number() {
        let min = |count, tests| evaluate(&Expectation::MinTests { count }, &observed(0, tests)).exit_code();
        assert_eq!(min(3, TestsSeen::Counted(TestCounts::new(2, 0, 9, 1))), 0);
        assert_eq!(min(4, TestsSeen::Counted(TestCounts::new(2, 0, 9, 1))), 1);
        assert_eq!(min(0, TestsSeen::Zero), 4);
        assert_eq!(min(1, TestsSeen::Uncounted), 0);
        assert_eq!(min(2, TestsSeen::Uncounted), 9);
        assert_eq!(min(1, TestsSeen::Unknown), 9);
    }

    #[test]
    fn counts_never_stand_in_for_ids() {
        let counted = observed(0, TestsSeen::Counted(TestCounts::new(5, 0, 0, 0)));
        for expectation in
            [Expectation::NoRegression, Expectation::NewTests, Expectation::TestsPass { glob: "*".into() }]
        {
            assert_eq!(evaluate(&expectation, &counted).exit_code(), 9);
        }
        assert_eq!(evaluate(&Expectation::AllPassing, &counted).exit_code(), 0);
    }

    #[test]
    fn a_comparison_decides_with_a_baseline_and_not_without() {
        let now = run(&[("a", TestStatus::Passed), ("b", TestStatus::Passed)]);
        let mut seen = observed(0, TestsSeen::Listed(now.clone()));
        assert_eq!(evaluate(&Expectation::NoRegression, &seen).exit_code(), 9);
        let baseline = Inventory::of([&run(&[("a", TestStatus::Passed)])]);
        seen.comparison = Some(compare(&baseline, &Inventory::of([&now]), |_| true));
        assert!(
            judge(&[Expectation::ExitZero, Expectation::NoRegression, Expectation::NewTests], &seen)
                .is_pass()
        );
    }

    #[test]
    fn key_cases_have_to_exist_run_and_pass() {
        let seen = TestsSeen::Listed(run(&[
            ("cart/adds", TestStatus::Passed),
            ("cart/tax", TestStatus::Skipped),
            ("pay/card", TestStatus::Failed),
            ("pay/cash", TestStatus::Flaky),
        ]));
        let of = |glob: &str| tests_pass(glob, &seen).exit_code();
        assert_eq!(
            [of("cart/a*"), of("cart/*"), of("pay/card"), of("pay/cash"), of("nothing")],
            [0, 1, 1, 1, 1]
        );
    }

    #[test]
    fn quiet_counts_lines_and_must_have_looked() {
        let mut seen = Observed::exit(Exit::Code(0));
        let quiet = Expectation::Quiet { pattern: "warn".into() };
        assert_eq!(evaluate(&quiet, &seen).exit_code(), 9);
        seen.matches.insert("warn".into(), vec![]);
        assert!(evaluate(&quiet, &seen).is_pass());
        seen.matches.insert("warn".into(), vec![" warn: a ".into(), "warn: b".into()]);
        let reason = "2 lines of the output match `warn`, none was expected; the first: `warn: a`";
        assert_eq!(evaluate(&quiet, &seen).reason(), Some(reason));
    }

    #[test]
    fn expectations_are_stable_as_data() {
        let coverage = Expectation::Coverage { kind: CoverageKind::Lines, at_least: Percent::whole(90) };
        let text = serde_json::to_string(&coverage).unwrap();
        assert_eq!(text, r#"{"expect":"coverage","kind":"lines","at_least":"90%"}"#);
        assert_eq!(serde_json::from_str::<Expectation>(&text).unwrap(), coverage);
    }

    #[test]
    fn tests_that_failed_are_no_pass_whatever_the_shell_says() {
        let counted = TestsSeen::Counted(TestCounts::new(2, 1, 0, 0));
        let observed = Observed { tests: counted, ..Observed::exit(Exit::Code(0)) };
        let verdict = judge(&[Expectation::ExitZero], &observed);
        assert_eq!(verdict.reason(), Some("1 of 3 tests failed, and the command exited with 0"));
    }
}

use std::collections::HashSet;
use std::sync::LazyLock;

use milepost_gate::{TestCase, TestId, TestRun, TestStatus};
use regex::Regex;

use super::ansi::plain;
use super::report_error::ReportError;

/// Reads the output of `cargo test` (libtest, not its quiet mode), with Cargo's own lines between where both streams were
/// captured together.
///
/// The suite of an id is the binary without its hash, and its source file (`shop/src/lib.rs`), or `shop/doc-tests`. The line
/// number of a doctest is left out of its name, or an edit above it would make it another test.
///
/// # Errors
/// A binary that began and has no `test result`; tests that are counted and not named; no test output at all.
pub(super) fn parse(bytes: &[u8]) -> Result<TestRun, ReportError> {
    static RUNNING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\s+Running (?:unittests )?(\S+) \(.*?([^/\\]+?)(?:-[0-9a-f]{16})?(?:\.exe)?\)$")
            .expect("a valid pattern")
    });
    static RESULT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^test result: (?:ok|FAILED)\. (\d+) passed; (\d+) failed; (\d+) ignored;")
            .expect("a valid pattern")
    });
    let text = String::from_utf8_lossy(bytes);
    let text = plain(&text);
    let mut run = Reading::default();
    let mut suite: Vec<String> = Vec::new();
    let mut last = 1;
    for (index, line) in text.lines().map(str::trim_end).enumerate() {
        last = index + 1;
        if let Some(groups) = RUNNING.captures(line) {
            suite = vec![groups[2].to_owned(), groups[1].replace('\\', "/")];
        } else if let Some(name) = line.strip_prefix("   Doc-tests ") {
            suite = vec![name.to_owned(), "doc-tests".to_owned()];
        } else if line.starts_with("running ") && (line.ends_with(" tests") || line.ends_with(" test")) {
            run.begin(last)?;
        } else if let Some(groups) = RESULT.captures(line) {
            let number = |index: usize| groups[index].parse::<u64>().unwrap_or(u64::MAX);
            run.end(&suite, [number(1), number(2), number(3)])?;
        } else if run.open {
            run.line(line);
        }
    }
    if run.open {
        return Err(ReportError::Truncated {
            line: last,
            missing: "a `running … tests` has no `test result`".to_owned(),
        });
    }
    if !run.found {
        let what = "it holds no `test result` line".to_owned();
        return Err(ReportError::NotThisFormat { format: "libtest", what });
    }
    Ok(TestRun::new(run.cases, run.notes))
}

/// The name of a test without what differs between runs or notations: the line of a doctest, `should panic`.
pub(super) fn stable_name(name: &str) -> String {
    static VOLATILE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r" \(line \d+\)").expect("a valid pattern"));
    VOLATILE.replace(name.trim().trim_end_matches(" - should panic"), "").into_owned()
}

#[derive(Default)]
struct Reading {
    cases: Vec<TestCase>,
    notes: Vec<String>,
    found: bool,
    open: bool,
    /// Tests of the open binary: name, ending (`None`: its line was torn apart by output), reason.
    tests: Vec<(String, Option<TestStatus>, Option<String>)>,
    /// Names below `failures:`.
    failures: HashSet<String>,
    in_failures: bool,
}

impl Reading {
    fn begin(&mut self, line: usize) -> Result<(), ReportError> {
        if self.open {
            return Err(ReportError::Truncated {
                line,
                missing: "a `running … tests` has no `test result`".to_owned(),
            });
        }
        self.open = true;
        Ok(())
    }

    /// A line of the open binary.
    fn line(&mut self, line: &str) {
        if let Some(rest) = line.strip_prefix("test ")
            && let Some((name, outcome)) =
                rest.split_once(" ... ").or_else(|| Some((rest.strip_suffix(" ...")?, "")))
        {
            let (status, reason) = ending(outcome);
            self.tests.push((name.to_owned(), status, reason));
        } else if line == "failures:" {
            self.in_failures = true;
        } else if self.in_failures && line.starts_with("    ") {
            self.failures.insert(line.trim().to_owned());
        } else if let (Some(status), _) = ending(line)
            && let Some(pending) = self.tests.iter_mut().rev().find(|test| test.1.is_none())
        {
            pending.1 = Some(status);
        }
    }

    /// Closes the open binary with its counts: passed, failed, ignored.
    fn end(&mut self, suite: &[String], counts: [u64; 3]) -> Result<(), ReportError> {
        self.found = true;
        self.open = false;
        self.in_failures = false;
        let failures = std::mem::take(&mut self.failures);
        let tests = std::mem::take(&mut self.tests);
        let counted = counts.iter().fold(0u64, |sum, count| sum.saturating_add(*count));
        if tests.is_empty() && counted > 0 {
            return Err(ReportError::NoNames { count: counted });
        }
        let shown = suite.join("/");
        let mut torn = 0;
        let mut seen = [0u64; 3];
        for (name, status, message) in tests {
            let failed =
                failures.contains(&name) || failures.contains(name.trim_end_matches(" - should panic"));
            let status = status.unwrap_or_else(|| {
                torn += 1;
                // All that failed are listed; a test that no line shows to have passed counts only if the totals agree.
                if failed || counts[1] > failures.len() as u64 {
                    TestStatus::Failed
                } else {
                    TestStatus::Passed
                }
            });
            seen[match status {
                TestStatus::Skipped => 2,
                TestStatus::Failed => 1,
                TestStatus::Passed | TestStatus::Flaky => 0,
            }] += 1;
            let id = TestId::new(suite, None, &stable_name(&name));
            self.cases.push(TestCase { id, status, file: None, duration_ms: None, message });
        }
        if torn > 0 {
            self.notes.push(format!(
                "`{shown}`: {torn} tests were read from the totals, output stood between their words"
            ));
        }
        if seen != counts {
            let [passed, failed, ignored] = counts;
            self.notes.push(format!(
                "`{shown}` counts {passed} passed, {failed} failed, {ignored} ignored; its lines show {}, {}, {}",
                seen[0], seen[1], seen[2]
            ));
        }
        if counts[1] > seen[1] {
            let id = TestId::new(suite, None, "(suite)");
            let message = Some(format!("{} failures are counted and {} are listed", counts[1], seen[1]));
            self.cases.push(TestCase {
                id,
                status: TestStatus::Failed,
                file: None,
                duration_ms: None,
                message,
            });
        }
        Ok(())
    }
}

/// How the words after `...` end a test; `None` where they do not.
fn ending(outcome: &str) -> (Option<TestStatus>, Option<String>) {
    let outcome = outcome.trim();
    let outcome = outcome.split(" <").next().unwrap_or(outcome);
    match outcome {
        "ok" => (Some(TestStatus::Passed), None),
        "FAILED" | "failed" | "FAILED (allowed)" => (Some(TestStatus::Failed), None),
        "ignored" => (Some(TestStatus::Skipped), None),
        _ if outcome.starts_with("bench:") => (Some(TestStatus::Passed), None),
        _ => match outcome.strip_prefix("ignored, ") {
            Some(reason) => (Some(TestStatus::Skipped), Some(reason.to_owned())),
            None => (None, None),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use milepost_gate::TestCounts;

    #[test]
    fn a_run_of_three_binaries() {
        let run = parse(include_bytes!("../../tests/reports/output/cargo-fail.txt")).unwrap();
        let list: Vec<(&str, TestStatus)> = run.cases.iter().map(|c| (c.id.as_str(), c.status)).collect();
        assert_eq!(
            list,
            [
                ("shop/src/lib.rs/tests::adds", TestStatus::Passed),
                ("shop/src/lib.rs/tests::panics", TestStatus::Passed),
                ("shop/src/lib.rs/tests::totals", TestStatus::Failed),
                ("shop/src/lib.rs/tests::voucher", TestStatus::Skipped),
                ("it/tests/it.rs/whole", TestStatus::Passed),
                ("it/tests/it.rs/flaky", TestStatus::Passed),
                ("shop/doc-tests/src/lib.rs - add", TestStatus::Passed),
            ]
        );
        assert_eq!(run.notes, Vec::<String>::new());
        assert_eq!(run.cases[3].message.as_deref(), Some("later"));
    }

    #[test]
    fn zero_tests_are_a_run_of_zero() {
        let run = parse(include_bytes!("../../tests/reports/output/cargo-filtered.txt")).unwrap();
        assert_eq!(run.counts(), TestCounts::default());
    }

    #[test]
    fn torn_lines_are_read_from_the_totals() {
        let text = "running 3 tests\ntest a ... hello\nok\ntest b ... printed\nmore\ntest c ... noise\n\nfailures:\n    c\n\n\
                    test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
        let run = parse(text.as_bytes()).unwrap();
        assert_eq!(run.counts(), TestCounts::new(2, 1, 0, 0));
        assert_eq!(run.cases[2].status, TestStatus::Failed);
        assert_eq!(run.notes.len(), 1);
    }

    #[test]
    fn a_failure_that_no_line_shows_is_kept() {
        let text = "running 2 tests\ntest a ... ok\ntest result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n";
        let run = parse(text.as_bytes()).unwrap();
        assert_eq!(run.counts(), TestCounts::new(1, 1, 0, 0));
        assert_eq!(run.notes.len(), 1);
    }

    #[test]
    fn aborted_and_quiet_runs_are_errors() {
        let error = |text: &str| parse(text.as_bytes()).unwrap_err();
        assert!(matches!(error("running 2 tests\ntest a ... ok\n"), ReportError::Truncated { .. }));
        assert!(matches!(error("running 1 test\nrunning 1 test\n"), ReportError::Truncated { line: 2, .. }));
        let quiet = "running 2 tests\n..\ntest result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(error(quiet), ReportError::NoNames { count: 2 });
        assert!(matches!(error("hello"), ReportError::NotThisFormat { .. }));
    }
}

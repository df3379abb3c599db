use std::collections::HashMap;
use std::sync::LazyLock;

use milepost_gate::{TestCase, TestId, TestRun, TestStatus};
use regex::Regex;

use super::ansi::plain;
use super::report_error::ReportError;

/// Reads what `cargo nextest run` prints for people: one line a test and attempt, and a `Summary`. The suite of an id is
/// nextest's binary id. The last attempt decides; one that passed after another failed is flaky.
///
/// # Errors
/// No `Summary`; tests that are counted and not named (`--status-level` above `pass`).
pub(super) fn parse(bytes: &[u8]) -> Result<TestRun, ReportError> {
    static TEST: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^\s*(?:TRY (\d+) )?([A-Z][A-Z+\-]+)(?: (\d+)/\d+)? \[[^\]]*?([\d.]+)s\] (?:\([^)]*\) )?(\S+) (\S.*)$",
        )
        .expect("a valid pattern")
    });
    static SUMMARY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\s*Summary \[[^\]]*\]\s+(\d+)(?:/\d+)? tests? run: (.*)$").expect("a valid pattern")
    });
    static SKIPPED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(\d+) skipped").expect("a valid pattern"));
    let text = String::from_utf8_lossy(bytes);
    let text = plain(&text);
    let mut tests: HashMap<TestId, usize> = HashMap::new();
    let mut cases: Vec<TestCase> = Vec::new();
    let mut notes = Vec::new();
    let mut counted: Option<u64> = None;
    let mut last = 1;
    for (index, line) in text.lines().map(str::trim_end).enumerate() {
        last = index + 1;
        if let Some(groups) = SUMMARY.captures(line) {
            counted = Some(counted.unwrap_or(0).saturating_add(groups[1].parse().unwrap_or(u64::MAX)));
            if let Some(skipped) = SKIPPED.captures(&groups[2]) {
                notes.push(format!("{} skipped tests are counted and not named", &skipped[1]));
            }
            continue;
        }
        let Some(groups) = TEST.captures(line) else { continue };
        let attempt: u32 = groups.get(1).or(groups.get(3)).and_then(|n| n.as_str().parse().ok()).unwrap_or(1);
        let status = match &groups[2] {
            "PASS" | "LEAK" if attempt == 1 => TestStatus::Passed,
            "PASS" | "LEAK" | "FLAKY" => TestStatus::Flaky,
            "SLOW" | "SETUP" | "START" | "TERMINATING" | "RETRY" => continue,
            "SKIP" => TestStatus::Skipped,
            _ => TestStatus::Failed,
        };
        let id = TestId::new(&[&groups[5]], None, &groups[6]);
        let duration_ms = groups[4].parse::<f64>().ok().map(|seconds| (seconds * 1000.0).round() as u64);
        let at = *tests.entry(id.clone()).or_insert_with(|| {
            cases.push(TestCase { id, status, file: None, duration_ms, message: None });
            cases.len() - 1
        });
        // The list below the summary repeats the failed attempts of tests that passed in the end.
        if cases[at].status != TestStatus::Flaky || status == TestStatus::Flaky {
            cases[at].status = status;
            cases[at].duration_ms = duration_ms;
        }
    }
    let Some(counted) = counted else {
        let missing = "there is no `Summary` line".to_owned();
        return Err(ReportError::Truncated { line: last, missing });
    };
    let ran = cases.iter().filter(|case| case.status != TestStatus::Skipped).count() as u64;
    if ran == 0 && counted > 0 {
        return Err(ReportError::NoNames { count: counted });
    }
    if ran != counted {
        notes.push(format!("{counted} tests are counted and {ran} are named"));
    }
    Ok(TestRun::new(cases, notes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use milepost_gate::TestCounts;

    #[test]
    fn attempts_are_folded_and_colours_ignored() {
        let run = parse(include_bytes!("../../tests/reports/output/nextest-fail.txt")).unwrap();
        assert_eq!(run.counts(), TestCounts::new(3, 1, 0, 1));
        let status = |id: &str| run.cases.iter().find(|case| case.id.as_str() == id).map(|case| case.status);
        assert_eq!(status("shop::it/flaky"), Some(TestStatus::Flaky));
        assert_eq!(status("shop/tests::totals"), Some(TestStatus::Failed));
        assert_eq!(run.notes, ["1 skipped tests are counted and not named"]);
        let colour = parse(include_bytes!("../../tests/reports/output/nextest-color.txt")).unwrap();
        assert_eq!(colour.counts(), TestCounts::new(3, 0, 0, 1));
    }

    #[test]
    fn nothing_ran_and_nothing_named() {
        let none = parse(include_bytes!("../../tests/reports/output/nextest-none.txt")).unwrap();
        assert_eq!(none.counts(), TestCounts::default());
        let quiet = "     Summary [   0.161s] 5 tests run: 5 passed, 0 skipped\n";
        assert_eq!(parse(quiet.as_bytes()), Err(ReportError::NoNames { count: 5 }));
        let cut = "        PASS [   0.004s] (1/5) shop tests::adds\n";
        assert!(matches!(parse(cut.as_bytes()), Err(ReportError::Truncated { .. })));
    }

    #[test]
    fn other_endings_are_failures() {
        let text = "     SIGABRT [   0.1s] (1/2) shop a\n     TIMEOUT [   1.0s] (2/2) shop b\n   Summary [ 1s] 2 tests run: 0 passed, 1 failed, 1 timed out\n";
        assert_eq!(parse(text.as_bytes()).unwrap().counts(), TestCounts::new(0, 2, 0, 0));
    }
}

use std::collections::HashMap;

use milepost_gate::{TestCase, TestId, TestRun, TestStatus};
use serde::Deserialize;

use super::libtest::stable_name;
use super::report_error::ReportError;

/// Reads libtest's JSON lines (`--format json`), also as nextest writes them (`--message-format libtest-json`). Lines that
/// are no JSON objects are Cargo's own and are passed over.
///
/// nextest's names (`shop::it$name#2`) are split into binary, name and attempt. A test that passed at a later attempt is
/// flaky. A test that began and never ended has failed.
///
/// # Errors
/// A line that begins an object and is none; a suite that began and did not end; no event at all.
pub(super) fn parse(bytes: &[u8]) -> Result<TestRun, ReportError> {
    let text = String::from_utf8_lossy(bytes);
    let mut seen: HashMap<(u64, String), usize> = HashMap::new();
    let mut tests: Vec<Test> = Vec::new();
    let (mut suites, mut begun, mut last) = (0u64, 0u64, 1);
    for (index, line) in text.lines().enumerate() {
        last = index + 1;
        let line = line.trim();
        if !line.starts_with('{') {
            continue;
        }
        let event: Event = serde_json::from_str(line).map_err(|error| ReportError::Malformed {
            line: last,
            what: format!("not a JSON event: {error}"),
        })?;
        match (event.kind.as_str(), event.word.as_str()) {
            ("suite", "started") => (suites, begun) = (suites + 1, begun + 1),
            ("suite", _) => begun = begun.saturating_sub(1),
            ("test" | "bench", word) => {
                let (suite, name, attempt) = split(&event.name);
                // Names of plain libtest are only unique inside their binary; nextest's name their binary.
                let scope = if suite.is_some() { 0 } else { suites };
                let at = *seen.entry((scope, format!("{suite:?} {name}"))).or_insert_with(|| {
                    tests.push(Test::new(suite, name));
                    tests.len() - 1
                });
                tests[at].apply(word, &event, attempt);
            }
            _ => {}
        }
    }
    if suites == 0 && tests.is_empty() {
        let what = "it holds no event".to_owned();
        return Err(ReportError::NotThisFormat { format: "libtest-json", what });
    }
    if begun > 0 {
        return Err(ReportError::Truncated {
            line: last,
            missing: "a suite that began has no end".to_owned(),
        });
    }
    let mut notes = Vec::new();
    let unfinished = tests.iter().filter(|test| test.status.is_none()).count();
    if unfinished > 0 {
        notes.push(format!("{unfinished} tests began and did not end, they count as failed"));
    }
    Ok(TestRun::new(tests.into_iter().map(Test::case).collect(), notes))
}

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(rename = "event", default)]
    word: String,
    #[serde(default)]
    name: String,
    exec_time: Option<f64>,
    message: Option<String>,
    stdout: Option<String>,
}

struct Test {
    id: TestId,
    status: Option<TestStatus>,
    failed_before: bool,
    duration_ms: Option<u64>,
    message: Option<String>,
}

impl Test {
    fn new(suite: Option<&str>, name: &str) -> Self {
        let id = TestId::new(suite.as_slice(), None, &stable_name(name));
        Self { id, status: None, failed_before: false, duration_ms: None, message: None }
    }

    fn apply(&mut self, word: &str, event: &Event, attempt: u32) {
        let status = match word {
            "ok" if attempt > 1 || self.failed_before => TestStatus::Flaky,
            "ok" => TestStatus::Passed,
            "failed" | "allowed_failure" => TestStatus::Failed,
            "ignored" => TestStatus::Skipped,
            _ => return,
        };
        self.failed_before |= status == TestStatus::Failed;
        self.status = Some(status);
        self.duration_ms = event
            .exec_time
            .filter(|seconds| seconds.is_finite() && *seconds >= 0.0)
            .map(|seconds| (seconds * 1000.0).round() as u64);
        let first_line =
            event.stdout.as_deref().and_then(|out| out.lines().find(|line| !line.trim().is_empty()));
        self.message = event.message.as_deref().or(first_line).map(|text| text.chars().take(2000).collect());
    }

    fn case(self) -> TestCase {
        let status = self.status.unwrap_or(TestStatus::Failed);
        TestCase { id: self.id, status, file: None, duration_ms: self.duration_ms, message: self.message }
    }
}

/// Binary, name and attempt of nextest's `shop::it$name#2`; of a plain name only the name.
fn split(name: &str) -> (Option<&str>, &str, u32) {
    let Some((suite, name)) = name.split_once('$') else { return (None, name, 1) };
    match name.rsplit_once('#') {
        Some((bare, attempt)) => match attempt.parse() {
            Ok(attempt) => (Some(suite), bare, attempt),
            Err(_) => (Some(suite), name, 1),
        },
        None => (Some(suite), name, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use milepost_gate::TestCounts;

    #[test]
    fn libtest_and_nextest_write_it() {
        let cargo = parse(include_bytes!("../../tests/reports/libtest/cargo.jsonl")).unwrap();
        assert_eq!(cargo.counts(), TestCounts::new(2, 1, 1, 0));
        assert_eq!(cargo.cases[0].id.as_str(), "tests::adds");
        let nextest = parse(include_bytes!("../../tests/reports/libtest/nextest.jsonl")).unwrap();
        assert_eq!(nextest.counts(), TestCounts::new(4, 1, 1, 0));
        let totals = nextest.cases.iter().find(|case| case.status == TestStatus::Failed).unwrap();
        assert_eq!(totals.id.as_str(), "shop::shop/tests::totals");
    }

    #[test]
    fn a_later_attempt_that_passes_is_flaky() {
        let text = "{\"type\":\"suite\",\"event\":\"started\"}\n{\"type\":\"test\",\"event\":\"ok\",\"name\":\"a::b$c#2\"}\n\
                    {\"type\":\"test\",\"event\":\"started\",\"name\":\"a::b$d\"}\n{\"type\":\"suite\",\"event\":\"ok\"}";
        let run = parse(text.as_bytes()).unwrap();
        assert_eq!(run.counts(), TestCounts::new(0, 1, 0, 1));
        assert_eq!(run.notes, ["1 tests began and did not end, they count as failed"]);
    }

    #[test]
    fn cut_and_broken_streams_are_errors() {
        let whole = include_str!("../../tests/reports/libtest/nextest.jsonl");
        let cut = &whole[..whole.trim_end().rfind('\n').unwrap()];
        assert!(matches!(parse(cut.as_bytes()), Err(ReportError::Truncated { .. })));
        let inside = &whole[..whole.trim_end().len() - 5];
        assert!(matches!(parse(inside.as_bytes()), Err(ReportError::Malformed { .. })));
    }
}

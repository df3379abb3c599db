use std::collections::HashMap;

use milepost_gate::{TestCase, TestId, TestRun, TestStatus};
use serde::Deserialize;

use super::report_error::ReportError;

/// Reads the events of `go test -json` (`go doc test2json`). Lines that are no JSON objects are the tool's own words and
/// are passed over. A test is named by its package; a subtest is a test.
///
/// A test that began and did not end has failed. A package that failed without a test of it failing (it did not build, or
/// ended in between) is a failed test of the name `package`.
///
/// # Errors
/// A line that begins an object and is none; a package that began and did not end; no event at all.
pub(super) fn parse(bytes: &[u8]) -> Result<TestRun, ReportError> {
    let text = String::from_utf8_lossy(bytes);
    let mut tests: Vec<Test> = Vec::new();
    let mut seen: HashMap<(String, String), usize> = HashMap::new();
    // A package, and whether it has come to its end.
    let mut packages: Vec<(String, Option<bool>)> = Vec::new();
    let mut last = 1;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if !line.starts_with('{') {
            continue;
        }
        last = index + 1;
        let event: Event = serde_json::from_str(line).map_err(|error| ReportError::Malformed {
            line: last,
            what: format!("not a JSON event: {error}"),
        })?;
        let Some(package) = event.package.clone() else { continue };
        let ended = match event.action.as_str() {
            "pass" | "skip" => Some(true),
            "fail" => Some(false),
            _ => None,
        };
        let Some(name) = &event.test else {
            match packages.iter_mut().find(|(known, _)| *known == package) {
                Some((_, end)) => *end = ended.or(*end),
                None => packages.push((package, ended)),
            }
            continue;
        };
        if !packages.iter().any(|(known, _)| *known == package) {
            packages.push((package.clone(), None));
        }
        let at = *seen.entry((package.clone(), name.clone())).or_insert_with(|| {
            tests.push(Test {
                package: package.clone(),
                name: name.clone(),
                status: None,
                duration_ms: None,
                words: String::new(),
            });
            tests.len() - 1
        });
        tests[at].apply(&event);
    }
    if packages.is_empty() {
        let what = "it holds no event of `go test -json`".to_owned();
        return Err(ReportError::NotThisFormat { format: "go-json", what });
    }
    if let Some((package, _)) = packages.iter().find(|(_, end)| end.is_none()) {
        return Err(ReportError::Truncated {
            line: last,
            missing: format!("the package `{package}` has no end"),
        });
    }
    let unfinished = tests.iter().filter(|test| test.status.is_none()).count();
    let mut notes = Vec::new();
    if unfinished > 0 {
        notes.push(format!("{unfinished} tests began and did not end, they count as failed"));
    }
    let failed = |package: &str| {
        tests
            .iter()
            .any(|test| test.package == package && matches!(test.status, None | Some(TestStatus::Failed)))
    };
    let broken: Vec<TestCase> = packages
        .iter()
        .filter(|(package, end)| *end == Some(false) && !failed(package))
        .map(|(package, _)| TestCase {
            id: TestId::new(&[package.as_str()], None, "package"),
            status: TestStatus::Failed,
            file: None,
            duration_ms: None,
            message: Some(
                "the package failed and none of its tests did: it does not build, or ended early".to_owned(),
            ),
        })
        .collect();
    Ok(TestRun::new(tests.into_iter().map(Test::case).chain(broken).collect(), notes))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Event {
    action: String,
    package: Option<String>,
    test: Option<String>,
    elapsed: Option<f64>,
    output: Option<String>,
}

struct Test {
    package: String,
    name: String,
    status: Option<TestStatus>,
    duration_ms: Option<u64>,
    words: String,
}

impl Test {
    fn apply(&mut self, event: &Event) {
        const MOST: usize = 2000;
        let status = match event.action.as_str() {
            "pass" => TestStatus::Passed,
            "skip" => TestStatus::Skipped,
            "fail" => TestStatus::Failed,
            "output" => {
                let words = event.output.as_deref().unwrap_or_default();
                if !words.trim_start().starts_with(['=', '-']) && self.words.len() < MOST {
                    self.words.push_str(words);
                }
                return;
            }
            _ => return,
        };
        // With `-count=2` a test ends more than once: the worst end counts.
        self.status = Some(self.status.map_or(status, |before| before.min(status)));
        let elapsed = event.elapsed.filter(|seconds| seconds.is_finite() && *seconds >= 0.0);
        self.duration_ms = elapsed.map(|seconds| (seconds * 1000.0).round() as u64);
    }

    fn case(self) -> TestCase {
        let status = self.status.unwrap_or(TestStatus::Failed);
        let words = self.words.trim();
        let message =
            (status != TestStatus::Passed && !words.is_empty()).then(|| words.chars().take(2000).collect());
        TestCase {
            id: TestId::new(&[self.package.as_str()], None, &self.name),
            status,
            file: None,
            duration_ms: self.duration_ms,
            message,
        }
    }
}

#[cfg(test)]
mod tests {
    use milepost_gate::TestCounts;

    use super::*;

    #[test]
    fn packages_tests_and_subtests() {
        let pass = parse(include_bytes!("../../tests/reports/go/pass.jsonl")).unwrap();
        assert_eq!(pass.counts(), TestCounts::new(4, 0, 1, 0));
        let ids: Vec<&str> = pass.cases.iter().map(|case| case.id.as_str()).collect();
        assert!(
            ids.iter().any(|id| id.contains("example.org/shop/cart") && id.ends_with("TestTotal/of_none")),
            "{ids:?}"
        );
        let fail = parse(include_bytes!("../../tests/reports/go/fail.jsonl")).unwrap();
        assert_eq!(fail.counts(), TestCounts::new(3, 1, 1, 0));
        let failed = fail.cases.iter().find(|case| case.status == TestStatus::Failed).unwrap();
        assert_eq!(failed.message.as_deref(), Some("cart_test.go:20: got 90"));
        let panicked = parse(include_bytes!("../../tests/reports/go/panic.jsonl")).unwrap();
        assert_eq!(panicked.counts().failed, 1);
    }

    #[test]
    fn a_package_that_does_not_build_is_a_failure() {
        let text = "# example.org/x\n./x.go:1:1: no\n{\"Action\":\"start\",\"Package\":\"x\"}\n{\"Action\":\"fail\",\"Package\":\"x\",\"Elapsed\":0}\n";
        let run = parse(text.as_bytes()).unwrap();
        assert_eq!(run.counts().failed, 1);
    }

    #[test]
    fn cut_and_broken_streams_are_errors() {
        let whole = include_str!("../../tests/reports/go/fail.jsonl");
        let cut: String = whole.split_inclusive('\n').take(20).collect();
        assert!(matches!(parse(cut.as_bytes()), Err(ReportError::Truncated { .. })));
        assert!(matches!(parse(&whole.as_bytes()[..200]), Err(ReportError::Malformed { .. })));
        assert!(matches!(parse(b"ok  \tx\t0.1s\n"), Err(ReportError::NotThisFormat { .. })));
    }

    #[test]
    fn a_test_that_did_not_end_has_failed() {
        let text = "{\"Action\":\"run\",\"Package\":\"x\",\"Test\":\"T\"}\n{\"Action\":\"fail\",\"Package\":\"x\"}\n";
        let run = parse(text.as_bytes()).unwrap();
        assert_eq!((run.counts().failed, run.cases.len()), (1, 1));
    }
}

use milepost_gate::{TestCase, TestId, TestRun, TestStatus};
use serde::Deserialize;

use super::report_error::ReportError;

/// Reads the JSON that jest writes with `--json` and vitest with `--reporter=json`: a file of tests at a time, each with its
/// tests and the titles around them. A file that failed and names no failed test gets one of its own, `(file)`.
///
/// # Errors
/// Text that is no such JSON, or that ends early; a number of tests that differs from the one it declares.
pub(super) fn parse(bytes: &[u8]) -> Result<TestRun, ReportError> {
    let report: Report =
        serde_json::from_slice(bytes).map_err(|error| super::json_error("jest-json", bytes, &error))?;
    let mut cases = Vec::new();
    let mut notes = Vec::new();
    for file in &report.test_results {
        let before = cases.len();
        for test in &file.assertion_results {
            cases.push(test.case(&file.name, &mut notes));
        }
        let told = cases[before..].iter().any(|case| case.status == TestStatus::Failed);
        if file.status == "failed" && !told {
            let id = TestId::new(&[file.name.as_str()], None, "(file)");
            cases.push(case(id, TestStatus::Failed, &file.name, None, Some(&file.message)));
        }
    }
    let listed: usize = report.test_results.iter().map(|file| file.assertion_results.len()).sum();
    if report.num_total_tests.is_some_and(|total| total != listed as u64) {
        let total = report.num_total_tests.unwrap_or_default();
        let missing = format!("it declares {total} tests and lists {listed}");
        let line = bytes.split(|byte| *byte == b'\n').count();
        return Err(ReportError::Truncated { line, missing });
    }
    Ok(TestRun::new(cases, notes))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    test_results: Vec<File>,
    num_total_tests: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    name: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    message: String,
    assertion_results: Vec<Test>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Test {
    #[serde(default)]
    ancestor_titles: Vec<String>,
    title: String,
    status: String,
    duration: Option<f64>,
    #[serde(default)]
    failure_messages: Vec<Option<String>>,
    /// How often it was run, where jest was told to run it again.
    invocations: Option<u64>,
}

impl Test {
    fn case(&self, file: &str, notes: &mut Vec<String>) -> TestCase {
        let status = match self.status.as_str() {
            "passed" if self.invocations.is_some_and(|times| times > 1) => TestStatus::Flaky,
            "passed" => TestStatus::Passed,
            "failed" => TestStatus::Failed,
            "skipped" | "pending" | "todo" | "disabled" => TestStatus::Skipped,
            other => {
                let note = format!("a test with the status `{other}` counts as failed");
                if !notes.contains(&note) {
                    notes.push(note);
                }
                TestStatus::Failed
            }
        };
        let titles = self.ancestor_titles.iter().map(String::as_str).chain([self.title.as_str()]);
        let name = titles.filter(|title| !title.is_empty()).collect::<Vec<_>>().join(" > ");
        let message = self.failure_messages.iter().flatten().next();
        case(TestId::new(&[file], None, &name), status, file, self.duration, message)
    }
}

fn case(
    id: TestId,
    status: TestStatus,
    file: &str,
    duration: Option<f64>,
    message: Option<&String>,
) -> TestCase {
    let message = message.map(|text| text.chars().take(2000).collect::<String>());
    TestCase {
        id,
        status,
        file: Some(file.replace('\\', "/")),
        duration_ms: duration.filter(|ms| ms.is_finite() && *ms >= 0.0).map(|ms| ms.round() as u64),
        message: message.filter(|text| !text.trim().is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use milepost_gate::TestCounts;

    use super::*;

    #[test]
    fn vitest_writes_it() {
        let run = parse(include_bytes!("../../tests/reports/json/vitest.json")).unwrap();
        assert_eq!(run.counts(), TestCounts::new(4, 1, 2, 0));
        let wrong = run.cases.iter().find(|case| case.status == TestStatus::Failed).unwrap();
        assert_eq!(wrong.id.as_str(), "/home/dev/shop/tests/cart.test.js/cart > with a voucher > is wrong");
        assert!(wrong.message.as_ref().unwrap().contains("expected 90 to be 91"));
    }

    #[test]
    fn no_file_that_failed_is_lost() {
        let text = r#"{"numTotalTests":0,"testResults":[{"name":"a.test.js","status":"failed",
            "message":"cannot find module","assertionResults":[]}]}"#;
        let run = parse(text.as_bytes()).unwrap();
        assert_eq!(run.counts().failed, 1);
        assert_eq!(run.cases[0].id.as_str(), "a.test.js/(file)");
    }

    #[test]
    fn a_test_that_was_run_again_is_flaky_and_unknown_words_are_failures() {
        let test = |status: &str, more: &str| {
            format!(
                r#"{{"testResults":[{{"name":"a","status":"passed","assertionResults":[{{"title":"t","status":"{status}"{more}}}]}}]}}"#
            )
        };
        let status = |text: String| parse(text.as_bytes()).unwrap().cases[0].status;
        assert_eq!(status(test("passed", r#","invocations":2"#)), TestStatus::Flaky);
        assert_eq!(status(test("dreaming", "")), TestStatus::Failed);
        assert_eq!(status(test("todo", "")), TestStatus::Skipped);
    }

    #[test]
    fn cut_reports_and_missing_tests_are_errors() {
        let whole = include_bytes!("../../tests/reports/json/vitest.json");
        assert!(matches!(parse(&whole[..whole.len() - 9]), Err(ReportError::Truncated { .. })));
        let fewer = r#"{"numTotalTests":2,"testResults":[]}"#;
        assert!(matches!(parse(fewer.as_bytes()), Err(ReportError::Truncated { .. })));
        assert!(matches!(parse(b"{\"a\":1}"), Err(ReportError::NotThisFormat { .. })));
    }
}

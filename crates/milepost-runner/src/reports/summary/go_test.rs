use std::sync::LazyLock;

use milepost_gate::TestCounts;
use regex::Regex;

use super::{Tally, Tool};

/// A line a package: `ok pkg 0.002s`, `FAIL pkg 0.002s`, `? pkg [no test files]`, `ok pkg 0.002s [no tests to run]`.
///
/// With `-v` (and with `-json`) each test and subtest has its line and is counted; without, only failed tests are named and
/// the number of a package that is `ok` is unknown.
pub(super) fn read(lines: &[&str]) -> Option<Tally> {
    static PACKAGE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(ok  |FAIL|\?   )\t\S+(?:\t| )\(?(?:\[?no test files\]?|cached|\d+(?:\.\d+)?s|\[no test files\])")
            .expect("a valid pattern")
    });
    static ENDED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^\s*--- (PASS|FAIL|SKIP): \S+ \(\d").expect("a valid pattern"));
    let mut found = false;
    let mut uncounted = false;
    let mut counts = TestCounts::default();
    let mut package = TestCounts::default();
    let mut verbose = false;
    for line in lines {
        if let Some((test, count)) = json_event(line) {
            found = true;
            if test {
                counts += count;
            }
        } else if let Some(groups) = ENDED.captures(line) {
            package += ended(&groups[1]);
        } else if line.starts_with("=== RUN ") {
            verbose = true;
        } else if line.trim_end() == "testing: warning: no tests to run" {
            found = true;
        } else if let Some(groups) = PACKAGE.captures(line) {
            found = true;
            let none = &groups[1] == "?   "
                || line.contains("[no tests to run]")
                || line.contains("[no test files]");
            uncounted |= !none && !verbose;
            counts += package;
            (package, verbose) = (TestCounts::default(), false);
        }
    }
    // Lines of a single test binary, or of a run that was cut off.
    if verbose {
        found = true;
        counts += package;
    }
    found.then_some(Tally { tool: Tool::GoTest, counts, uncounted })
}

fn ended(word: &str) -> TestCounts {
    match word {
        "PASS" | "pass" => TestCounts::new(1, 0, 0, 0),
        "FAIL" | "fail" => TestCounts::new(0, 1, 0, 0),
        _ => TestCounts::new(0, 0, 1, 0),
    }
}

/// An event of `go test -json`: whether it ends a test, and how.
fn json_event(line: &str) -> Option<(bool, TestCounts)> {
    if !line.starts_with('{') || !line.contains("\"Action\":") {
        return None;
    }
    let event: serde_json::Value = serde_json::from_str(line).ok()?;
    let action = event.get("Action")?.as_str()?;
    event.get("Package")?;
    let ends_test = event.get("Test").is_some() && matches!(action, "pass" | "fail" | "skip");
    Some((ends_test, ended(action)))
}

use std::sync::LazyLock;

use milepost_gate::TestCounts;
use regex::Regex;

use super::{Tally, Tool, numbered};

/// The last line: `1 failed, 4 passed, 1 skipped, 1 xfailed, 1 error in 0.03s`, `no tests ran in 0.01s`, `2 deselected in
/// 0.01s`, with or without its rule of `=`.
///
/// An error counts as failed (it was in a fixture or while collecting), an expected failure as skipped, an unexpected pass
/// as passed. Passed tests that were run again count as flaky.
pub(super) fn read(lines: &[&str]) -> Option<Tally> {
    static LAST: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:=+ )?(no tests ran|\d+ [a-z ]+(?:, \d+ [a-z ]+)*) in \d+(?:\.\d+)?s(?: \([\d:]+\))?(?: =+)?\s*$")
            .expect("a valid pattern")
    });
    let mut found = false;
    let mut collected_none = false;
    let mut counts = TestCounts::default();
    for line in lines {
        collected_none |= line.trim_end() == "collected 0 items";
        let Some(groups) = LAST.captures(line) else { continue };
        if &groups[1] == "no tests ran" {
            found = true;
        } else if let Some(this) = numbered(&groups[1], ",").and_then(|parts| of(&parts)) {
            found = true;
            counts += this;
        }
    }
    (found || collected_none).then_some(Tally { tool: Tool::Pytest, counts, uncounted: false })
}

/// `None` if a word is not one of pytest's: then the line is another tool's.
fn of(parts: &[(u64, &str)]) -> Option<TestCounts> {
    let (mut passed, mut failed, mut skipped, mut again) = (0u64, 0u64, 0u64, 0u64);
    for (count, word) in parts {
        let target = match *word {
            "passed" | "xpassed" => &mut passed,
            "failed" | "error" | "errors" => &mut failed,
            "skipped" | "xfailed" => &mut skipped,
            "rerun" | "reruns" => &mut again,
            "deselected" | "warning" | "warnings" => continue,
            word if word.starts_with("subtests ") => continue,
            _ => return None,
        };
        *target = target.saturating_add(*count);
    }
    let flaky = again.min(passed);
    Some(TestCounts::new(passed - flaky, failed, skipped, flaky))
}

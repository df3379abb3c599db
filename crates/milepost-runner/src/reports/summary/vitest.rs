use std::sync::LazyLock;

use milepost_gate::TestCounts;
use regex::Regex;

use super::{Tally, Tool, numbered};

/// `Tests  1 failed | 4 passed | 1 skipped | 1 todo (7)`, `Tests  no tests`, `No test files found, exiting with code 1`.
///
/// A test that passed at a retry is flaky as far as the output shows its line (`(retry x1)`). Where a file could not be
/// loaded and no test ran, the file counts as failed: that is a failure, not an empty run.
pub(super) fn read(lines: &[&str]) -> Option<Tally> {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\s*(Test Files|Tests) {2}(no tests|\d+ [a-z ]+(?: \| \d+ [a-z ]+)*(?: \(\d+\))?)\s*$")
            .expect("a valid pattern")
    });
    static RETRIED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^\s*[✓√] .*\(retry x\d+\)").expect("a valid pattern"));
    let mut found = false;
    let mut counts = TestCounts::default();
    let (mut failed_files, mut retried) = (0, 0);
    for line in lines {
        if line.trim_start().starts_with("No test files found") {
            found = true;
        } else if RETRIED.is_match(line) {
            retried += 1;
        } else if let Some(groups) = LABEL.captures(line) {
            let (passed, failed, skipped) = parts(&groups[2]);
            if &groups[1] == "Test Files" {
                failed_files = failed;
                continue;
            }
            found = true;
            let flaky = passed.min(retried);
            let this = TestCounts::new(passed - flaky, failed, skipped, flaky);
            counts += if this.ran == 0 { TestCounts::new(0, failed_files, skipped, 0) } else { this };
            (failed_files, retried) = (0, 0);
        }
    }
    found.then_some(Tally { tool: Tool::Vitest, counts, uncounted: false })
}

/// Passed, failed and skipped. An expected failure passes there, as does the tool.
fn parts(text: &str) -> (u64, u64, u64) {
    let text = text.rsplit_once(" (").map_or(text, |(parts, _)| parts);
    let (mut passed, mut failed, mut skipped) = (0u64, 0u64, 0u64);
    for (count, word) in numbered(text, " | ").unwrap_or_default() {
        match word {
            "failed" => failed = failed.saturating_add(count),
            "skipped" | "todo" => skipped = skipped.saturating_add(count),
            _ => passed = passed.saturating_add(count),
        }
    }
    (passed, failed, skipped)
}

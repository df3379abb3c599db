use milepost_gate::TestCounts;

use super::{Tally, Tool, numbered};

/// `Tests:       1 failed, 1 skipped, 1 todo, 2 passed, 5 total` and `No tests found, exiting with code 1`.
///
/// Where a file could not be loaded and no test ran, the file counts as failed: that is a failure, not an empty run.
pub(super) fn read(lines: &[&str]) -> Option<Tally> {
    let mut found = false;
    let mut counts = TestCounts::default();
    let mut failed_files = 0;
    for line in lines {
        if line.starts_with("No tests found") {
            found = true;
        } else if let Some(parts) = line.strip_prefix("Test Suites:").and_then(|rest| numbered(rest, ",")) {
            failed_files = sum(&parts, &["failed"]);
        } else if let Some(parts) = line.strip_prefix("Tests:").and_then(|rest| numbered(rest, ",")) {
            if !parts.iter().any(|(_, word)| *word == "total") {
                continue;
            }
            found = true;
            let skipped = sum(&parts, &["skipped", "todo"]);
            let this = TestCounts::new(sum(&parts, &["passed"]), sum(&parts, &["failed"]), skipped, 0);
            counts += if this.ran == 0 { TestCounts::new(0, failed_files, skipped, 0) } else { this };
            failed_files = 0;
        }
    }
    found.then_some(Tally { tool: Tool::Jest, counts, uncounted: false })
}

fn sum(parts: &[(u64, &str)], words: &[&str]) -> u64 {
    parts
        .iter()
        .filter(|(_, word)| words.contains(word))
        .fold(0, |sum, (count, _)| sum.saturating_add(*count))
}

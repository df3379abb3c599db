use std::sync::LazyLock;

use milepost_gate::TestCounts;
use regex::Regex;

use super::{Tally, Tool, number};

/// `Summary [ 0.1s] 5 tests run: 4 passed (1 flaky), 1 failed, 1 timed out, 1 skipped`. Passed tests include the flaky
/// ones there, and a run that was stopped early says `3/5 tests run`.
pub(super) fn read(lines: &[&str]) -> Option<Tally> {
    static SUMMARY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\s*Summary \[[^\]]*\]\s+\d+(?:/\d+)? tests? run: (.*)$").expect("a valid pattern")
    });
    static PART: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(\d+) (passed|failed|timed out|exec failed|skipped|flaky)").expect("a valid pattern")
    });
    let mut found = false;
    let mut counts = TestCounts::default();
    for line in lines {
        if line.trim() == "error: no tests to run" {
            found = true;
        }
        let Some(groups) = SUMMARY.captures(line) else { continue };
        found = true;
        let (mut passed, mut failed, mut skipped, mut flaky) = (0u64, 0u64, 0u64, 0u64);
        for part in PART.captures_iter(&groups[1]) {
            let target = match &part[2] {
                "passed" => &mut passed,
                "skipped" => &mut skipped,
                "flaky" => &mut flaky,
                _ => &mut failed,
            };
            *target = target.saturating_add(number(&part[1]));
        }
        counts += TestCounts::new(passed.saturating_sub(flaky), failed, skipped, flaky);
    }
    found.then_some(Tally { tool: Tool::Nextest, counts, uncounted: false })
}

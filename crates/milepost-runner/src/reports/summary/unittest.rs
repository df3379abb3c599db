use std::sync::LazyLock;

use milepost_gate::TestCounts;
use regex::Regex;

use super::{Tally, Tool, number};

/// `Ran 5 tests in 0.001s`, then `OK (skipped=1)`, `FAILED (failures=1, errors=1, expected failures=1)` or `NO TESTS RAN`.
///
/// An unexpected success fails there; an expected failure counts as skipped.
pub(super) fn read(lines: &[&str]) -> Option<Tally> {
    static RAN: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^Ran (\d+) tests? in \d+(?:\.\d+)?s\s*$").expect("a valid pattern"));
    static PART: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(failures|errors|skipped|expected failures|unexpected successes)=(\d+)")
            .expect("a valid pattern")
    });
    let mut found = false;
    let mut counts = TestCounts::default();
    for (index, line) in lines.iter().enumerate() {
        let Some(groups) = RAN.captures(line) else { continue };
        found = true;
        let end = lines[index + 1..].iter().find(|line| !line.trim().is_empty()).copied().unwrap_or("");
        let (mut failed, mut skipped) = (0u64, 0u64);
        if end.starts_with("OK") || end.starts_with("FAILED") || end.starts_with("NO TESTS RAN") {
            for part in PART.captures_iter(end) {
                let target = match &part[1] {
                    "skipped" | "expected failures" => &mut skipped,
                    _ => &mut failed,
                };
                *target = target.saturating_add(number(&part[2]));
            }
        }
        let passed = number(&groups[1]).saturating_sub(failed).saturating_sub(skipped);
        counts += TestCounts::new(passed, failed, skipped, 0);
    }
    found.then_some(Tally { tool: Tool::Unittest, counts, uncounted: false })
}

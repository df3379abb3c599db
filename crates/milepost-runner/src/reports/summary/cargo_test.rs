use std::sync::LazyLock;

use milepost_gate::TestCounts;
use regex::Regex;

use super::{Tally, Tool, number};

/// `test result: ok. 2 passed; 0 failed; 1 ignored; …`, one for each binary and for the doctests, at the start of a line:
/// what `cargo nextest` shows of a failed test's own output is indented.
pub(super) fn read(lines: &[&str]) -> Option<Tally> {
    static RESULT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^test result: (?:ok|FAILED)\. (\d+) passed; (\d+) failed; (\d+) ignored; \d+ measured; \d+ filtered out")
            .expect("a valid pattern")
    });
    let mut found = false;
    let mut counts = TestCounts::default();
    for line in lines {
        if let Some(groups) = RESULT.captures(line) {
            counts += TestCounts::new(number(&groups[1]), number(&groups[2]), number(&groups[3]), 0);
            found = true;
        } else if *line == "running 0 tests" {
            found = true;
        }
    }
    found.then_some(Tally { tool: Tool::CargoTest, counts, uncounted: false })
}

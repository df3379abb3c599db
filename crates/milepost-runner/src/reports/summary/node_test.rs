use std::sync::LazyLock;

use milepost_gate::TestCounts;
use regex::Regex;

use super::{Tally, Tool, number};

/// The block `# tests 4`, `# suites 0`, `# pass 1`, `# fail 1`, `# cancelled 0`, `# skipped 1`, `# todo 1`, with `ℹ` for `#`
/// in the other reporter.
///
/// A file that holds no test is reported there as one test that passed, by the file's path: it does not count.
pub(super) fn read(lines: &[&str]) -> Option<Tally> {
    static PART: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[#ℹ] (tests|pass|fail|cancelled|skipped|todo) (\d+)\s*$").expect("a valid pattern")
    });
    static FILE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:ok \d+ - |✔ )(?:/|[A-Za-z]:[/\\]|\S+/)?\S*\.[cm]?[jt]sx?(?: \([\d.]+ms\))?\s*$")
            .expect("a valid pattern")
    });
    let mut found = false;
    let mut counts = TestCounts::default();
    let mut empty_files = 0u64;
    for line in lines {
        if FILE.is_match(line) {
            empty_files += 1;
        }
        let Some(groups) = PART.captures(line) else { continue };
        let count = number(&groups[2]);
        match &groups[1] {
            "tests" => found = true,
            "pass" => {
                counts += TestCounts::new(count.saturating_sub(empty_files), 0, 0, 0);
                empty_files = 0;
            }
            "fail" | "cancelled" => counts += TestCounts::new(0, count, 0, 0),
            _ => counts += TestCounts::new(0, 0, count, 0),
        }
    }
    found.then_some(Tally { tool: Tool::NodeTest, counts, uncounted: false })
}

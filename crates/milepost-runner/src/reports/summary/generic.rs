use std::sync::LazyLock;

use milepost_gate::TestCounts;
use regex::Regex;

use super::{Reader, Tally, Tool, number};

/// Tools with one plain summary form. They are asked only when no tool with a reader of its own is recognised.
pub(super) const READERS: &[Reader] = &[maven, mocha, phpunit, rspec, tap];

/// `Tests run: 3, Failures: 0, Errors: 0, Skipped: 1` (the last such line is the total; each class has one as well).
fn maven(lines: &[&str]) -> Option<Tally> {
    static TOTAL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:\[\w+\] )?Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)\s*$")
            .expect("a valid pattern")
    });
    let groups = lines.iter().rev().find_map(|line| TOTAL.captures(line))?;
    let (failed, skipped) = (number(&groups[2]).saturating_add(number(&groups[3])), number(&groups[4]));
    let passed = number(&groups[1]).saturating_sub(failed).saturating_sub(skipped);
    tally(Tool::Maven, TestCounts::new(passed, failed, skipped, 0))
}

/// `  5 passing (3ms)`, `  1 pending`, `  2 failing`.
fn mocha(lines: &[&str]) -> Option<Tally> {
    static PART: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^ {2}(\d+) (?:(passing) \(\d+\w+\)|(pending|failing))\s*$").expect("a valid pattern")
    });
    let mut found = false;
    let mut counts = TestCounts::default();
    for groups in lines.iter().filter_map(|line| PART.captures(line)) {
        let count = number(&groups[1]);
        if groups.get(2).is_some() {
            found = true;
            counts += TestCounts::new(count, 0, 0, 0);
        } else if &groups[3] == "failing" {
            counts += TestCounts::new(0, count, 0, 0);
        } else {
            counts += TestCounts::new(0, 0, count, 0);
        }
    }
    if found { tally(Tool::Mocha, counts) } else { None }
}

/// `OK (3 tests, 5 assertions)`, `Tests: 3, Assertions: 5, Failures: 1, Skipped: 1.`, `No tests executed!`.
fn phpunit(lines: &[&str]) -> Option<Tally> {
    static OK: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^OK \((\d+) tests?, \d+ assertions?\)\s*$").expect("a valid pattern"));
    static TOTAL: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^Tests: (\d+), Assertions: \d+(.*)\.\s*$").expect("a valid pattern"));
    static PART: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(Failures|Errors|Skipped|Incomplete): (\d+)").expect("a valid pattern")
    });
    for line in lines.iter().rev() {
        if line.trim_end() == "No tests executed!" {
            return tally(Tool::Phpunit, TestCounts::default());
        }
        if let Some(groups) = OK.captures(line) {
            return tally(Tool::Phpunit, TestCounts::new(number(&groups[1]), 0, 0, 0));
        }
        if let Some(groups) = TOTAL.captures(line) {
            let (mut failed, mut skipped) = (0u64, 0u64);
            for part in PART.captures_iter(&groups[2]) {
                let target =
                    if matches!(&part[1], "Failures" | "Errors") { &mut failed } else { &mut skipped };
                *target = target.saturating_add(number(&part[2]));
            }
            let passed = number(&groups[1]).saturating_sub(failed).saturating_sub(skipped);
            return tally(Tool::Phpunit, TestCounts::new(passed, failed, skipped, 0));
        }
    }
    None
}

/// `3 examples, 1 failure, 1 pending`.
fn rspec(lines: &[&str]) -> Option<Tally> {
    static TOTAL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(\d+) examples?, (\d+) failures?(?:, (\d+) pending)?(?:, \d+ errors? occurred outside of examples)?\s*$")
            .expect("a valid pattern")
    });
    let groups = lines.iter().rev().find_map(|line| TOTAL.captures(line))?;
    let failed = number(&groups[2]);
    let skipped = groups.get(3).map_or(0, |pending| number(pending.as_str()));
    let passed = number(&groups[1]).saturating_sub(failed).saturating_sub(skipped);
    tally(Tool::Rspec, TestCounts::new(passed, failed, skipped, 0))
}

/// A plan `1..N` and lines `ok 1 - name`, `not ok 2 - name`, `ok 3 # SKIP reason`. What the plan promises and no line
/// reports has failed.
fn tap(lines: &[&str]) -> Option<Tally> {
    static PLAN: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^1\.\.(\d+)(?: *#.*)?\s*$").expect("a valid pattern"));
    static POINT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(not )?ok\b(?:.*?# *((?i:skip|todo)))?").expect("a valid pattern"));
    let planned = lines
        .iter()
        .filter_map(|line| PLAN.captures(line))
        .fold(None, |sum: Option<u64>, groups| Some(sum.unwrap_or(0).saturating_add(number(&groups[1]))))?;
    let mut counts = TestCounts::default();
    let mut points = 0u64;
    for groups in lines.iter().filter_map(|line| POINT.captures(line)) {
        points += 1;
        counts += match (groups.get(1).is_some(), groups.get(2).is_some()) {
            (_, true) => TestCounts::new(0, 0, 1, 0),
            (true, false) => TestCounts::new(0, 1, 0, 0),
            (false, false) => TestCounts::new(1, 0, 0, 0),
        };
    }
    tally(Tool::Tap, counts + TestCounts::new(0, planned.saturating_sub(points), 0, 0))
}

#[expect(clippy::unnecessary_wraps, reason = "every reader ends with it")]
fn tally(tool: Tool, counts: TestCounts) -> Option<Tally> {
    Some(Tally { tool, counts, uncounted: false })
}

mod cargo_test;
mod generic;
mod go_test;
mod jest;
mod nextest;
mod node_test;
mod pytest;
mod unittest;
mod vitest;

use std::fmt;
use std::sync::LazyLock;

use milepost_gate::{TestCounts, TestsSeen};
use regex::Regex;
use serde::{Deserialize, Serialize};

use super::ansi::plain;

/// What the captured output of a command says about the tests it ran.
///
/// Output can be forged by what it is the output of, and names no test: it serves to notice that nothing ran, and to
/// show a number. Where tests are compared, a report is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "summary", rename_all = "kebab-case")]
pub enum Summary {
    /// Every summary gives numbers; they are added up, and at least one test ran.
    Counted {
        /// The tools, in the order of the reader list.
        tools: Vec<Tool>,
        /// The sum over all summaries.
        counts: TestCounts,
    },
    /// At least one test ran, and how many is not said (`go test` without `-v`).
    Uncounted {
        /// The tools.
        tools: Vec<Tool>,
        /// What is said of them: at least these.
        at_least: TestCounts,
    },
    /// A tool says that it ran none: there are none, all were filtered out, or all were skipped.
    ZeroTests {
        /// The first tool that says so.
        tool: Tool,
        /// How many were skipped.
        skipped: u64,
    },
    /// No summary of a known tool is in the output.
    Unknown,
}

impl Summary {
    /// This summary as what a gate knows of the tests.
    pub fn tests_seen(&self) -> TestsSeen {
        match self {
            Self::Counted { counts, .. } => TestsSeen::Counted(*counts),
            Self::Uncounted { .. } => TestsSeen::Uncounted,
            Self::ZeroTests { skipped: 0, .. } => TestsSeen::Zero,
            Self::ZeroTests { skipped, .. } => TestsSeen::Counted(TestCounts::new(0, 0, *skipped, 0)),
            Self::Unknown => TestsSeen::Unknown,
        }
    }
}

/// A test tool whose output is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Tool {
    CargoTest,
    GoTest,
    Jest,
    Maven,
    Mocha,
    Nextest,
    NodeTest,
    Phpunit,
    Pytest,
    Rspec,
    Tap,
    Unittest,
    Vitest,
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CargoTest => "cargo test",
            Self::GoTest => "go test",
            Self::Jest => "jest",
            Self::Maven => "maven",
            Self::Mocha => "mocha",
            Self::Nextest => "cargo nextest",
            Self::NodeTest => "node --test",
            Self::Phpunit => "phpunit",
            Self::Pytest => "pytest",
            Self::Rspec => "rspec",
            Self::Tap => "tap",
            Self::Unittest => "unittest",
            Self::Vitest => "vitest",
        })
    }
}

/// What one reader found in one stream.
#[derive(Debug, Clone, Copy)]
struct Tally {
    tool: Tool,
    counts: TestCounts,
    /// Some tests ran that `counts` does not hold.
    uncounted: bool,
}

/// Reads the lines of one stream; `None`: nothing of this tool is in them.
type Reader = fn(&[&str]) -> Option<Tally>;

const READERS: &[Reader] = &[
    cargo_test::read,
    go_test::read,
    jest::read,
    nextest::read,
    node_test::read,
    pytest::read,
    unittest::read,
    vitest::read,
];

/// Reads the two streams of a command for the summaries of test tools, and adds up all that there are.
///
/// Escape sequences are ignored, as are the prefixes that `pnpm -r` and `turbo` put before lines of a test script.
pub fn read_summary(stdout: &str, stderr: &str) -> Summary {
    let streams = [plain(stdout), plain(stderr)];
    let streams: Vec<Vec<&str>> = streams.iter().map(|text| text.lines().map(shown).collect()).collect();
    let read = |readers: &[Reader]| -> Vec<Tally> {
        readers.iter().flat_map(|reader| streams.iter().filter_map(|lines| reader(lines))).collect()
    };
    let mut tallies = read(READERS);
    if tallies.is_empty() {
        tallies = read(generic::READERS);
    }
    let counts: TestCounts = tallies.iter().map(|tally| tally.counts).sum();
    let mut tools: Vec<Tool> = tallies.iter().map(|tally| tally.tool).collect();
    tools.dedup();
    if tallies.iter().any(|tally| tally.uncounted) {
        Summary::Uncounted { tools, at_least: counts }
    } else if counts.ran > 0 {
        Summary::Counted { tools, counts }
    } else {
        match tools.first() {
            Some(&tool) => Summary::ZeroTests { tool, skipped: counts.skipped },
            None => Summary::Unknown,
        }
    }
}

/// A line as a terminal shows it: what the last carriage return left, without the prefix of a workspace runner.
fn shown(line: &str) -> &str {
    static PREFIX: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:[\w@./-]+ [\w:.-]*test[\w:.-]*: ?|[\w@./-]+:[\w:.-]*test[\w.-]*: )")
            .expect("a valid pattern")
    });
    let line = line.trim_end_matches('\r');
    let line = line.rsplit('\r').next().unwrap_or(line);
    PREFIX.find(line).map_or(line, |prefix| &line[prefix.end()..])
}

/// The number of a captured group; what is too large for it reads as the largest.
fn number(digits: &str) -> u64 {
    digits.parse().unwrap_or(u64::MAX)
}

/// `1 failed, 4 passed (…)` as pairs of number and word; `None` if a part is not of that form.
fn numbered<'a>(text: &'a str, separator: &str) -> Option<Vec<(u64, &'a str)>> {
    text.split(separator)
        .map(|part| {
            let (digits, word) = part.trim().split_once(' ')?;
            let all_digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            all_digits.then(|| (number(digits), word.trim()))
        })
        .collect()
}

#[cfg(test)]
mod tests;

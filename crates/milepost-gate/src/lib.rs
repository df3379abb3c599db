//! What counts as good enough: pure verdicts over tests, coverage, counts and measurements.
//!
//! Nothing here reads a file or a clock. Every function takes what was observed and answers with a [`Verdict`]; a
//! missing, empty or unreadable observation never answers [`Verdict::Pass`].

pub mod budget;
mod compare;
mod coverage;
mod expectation;
mod glob;
pub mod performance;
mod renames;
mod test_run;
mod verdict;

pub use compare::{Change, Comparison, Rename, all_passing, compare, new_tests, no_regression};
pub use coverage::{
    ChangeCoverage, ChangedLines, Coverage, CoverageKind, Exclusion, FileCoverage, LineHits,
    ParsePercentError, Percent, Ratio, changed_lines, file_ending, file_ratchet, line_ranges, lines_exist,
    per_file, ratchet, target,
};
pub use expectation::{Exit, Expectation, Observed, TestsSeen, evaluate, judge};
pub use glob::matches_glob;
pub use test_run::{Inventory, KnownTest, TestCase, TestCounts, TestId, TestRun, TestStatus};
pub use verdict::Verdict;

//! What was measured before the work began.

use serde::{Deserialize, Serialize};

use super::{Coverage, CoveredFile, DocumentReference, TestOutcome, Tool};
use crate::{Digest, Subject};

/// A baseline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// The milestone.
    pub document: DocumentReference,
    /// HEAD before any write.
    pub commit: String,
    /// The check tree.
    pub tree: String,
    /// The branch on which the work goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// Tests by id, for each suite.
    #[serde(default)]
    pub suites: Vec<SuiteBaseline>,
    /// Coverage, for each check that measures it.
    #[serde(default)]
    pub coverage: Vec<CoverageBaseline>,
    /// What each command used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metrics: Vec<MetricBaseline>,
    /// Versions of the tools that took part.
    #[serde(default)]
    pub tools: Vec<Tool>,
    /// What the criteria that the work is to change said before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<CriterionBaseline>,
    /// Whether it was taken for work that had already begun.
    #[serde(default)]
    pub adopted: bool,
}

/// What one criterion said before the work: one that passed already says nothing of the work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionBaseline {
    /// The item's id.
    pub item: String,
    /// What decides it, in words.
    pub expectation: String,
    /// The specification digests of the checks on which it rests.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Digest>,
    /// The digests of what these checks run, in the same order: interpreter, script and folder. What they are given beside it,
    /// such as time and variables, does not make another criterion of it. Empty in older records.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commands: Vec<Digest>,
    /// Whether it passed.
    pub passed: bool,
}

/// The tests of one suite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuiteBaseline {
    /// The suite's name.
    pub name: String,
    /// The specification digest of its check.
    pub check: Digest,
    /// Its tests, sorted by id.
    pub tests: Vec<TestOutcome>,
    /// Whether it ran tests that it did not name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unlisted: bool,
}

/// The coverage of one check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageBaseline {
    /// The check's or suite's name.
    pub name: String,
    /// The specification digest of its check.
    pub check: Digest,
    /// The totals.
    pub coverage: Coverage,
    /// Each file, sorted by path, without its lines; empty in old records.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<CoveredFile>,
}

/// What one command used, once, on the machine that recorded it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MetricBaseline {
    /// The check's or suite's name.
    pub name: String,
    /// The specification digest of its check.
    pub check: Digest,
    /// Wall time in milliseconds, by the monotonic clock.
    pub duration_ms: u64,
    /// User and system time in milliseconds.
    pub cpu_ms: u64,
    /// Peak memory in KiB.
    pub max_rss_kib: u64,
}

impl Baseline {
    pub(super) fn subjects(&self) -> Vec<Subject> {
        super::state_subjects(&self.document, Some(&self.tree), Some(&self.commit))
    }
}

//! What was measured before the work began.

use serde::{Deserialize, Serialize};

use super::{Coverage, DocumentReference, TestOutcome, Tool};
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
    /// Versions of the tools that took part.
    #[serde(default)]
    pub tools: Vec<Tool>,
    /// Whether it was taken for work that had already begun.
    #[serde(default)]
    pub adopted: bool,
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
}

impl Baseline {
    pub(super) fn subjects(&self) -> Vec<Subject> {
        super::state_subjects(&self.document, Some(&self.tree), Some(&self.commit))
    }
}

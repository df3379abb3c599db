//! What became of each test since the baseline.

use milepost_gate::Comparison;
use milepost_ledger::Acknowledged;
use serde::Serialize;

use crate::{
    Result,
    session::{Assessment, Session},
};

/// What became of a milestone's tests.
#[derive(Debug, Clone, Serialize)]
pub struct TestChanges {
    /// The milestone's id.
    pub id: String,
    /// The commit of the baseline.
    pub baseline: Option<String>,
    /// Why nothing can be compared; `None` where it can.
    pub reason: Option<String>,
    /// Test by test.
    pub comparison: Option<Comparison>,
    /// What somebody said of tests, with a signature that counts.
    pub acknowledgements: Vec<Acknowledgment>,
}

/// What somebody said of tests.
#[derive(Debug, Clone, Serialize)]
pub struct Acknowledgment {
    /// The record, in short.
    pub record: String,
    /// `gone` or `flaky`.
    pub what: Acknowledged,
    /// The ids.
    pub tests: Vec<String>,
    /// Who.
    pub who: String,
    /// Why.
    pub why: String,
}

/// Compares the newest test runs of a milestone with its baseline. Nothing is run, nothing is written.
///
/// # Errors
/// When the ledger cannot be read.
pub fn test_changes(session: &Session<'_>, assessment: &Assessment) -> Result<TestChanges> {
    let workspace = session.workspace;
    let id = workspace.document_id(assessment.index);
    let known = super::known(workspace, &session.ledger, &session.signers, &id)?;
    let acknowledgements = known.records.into_iter().map(|(digest, one)| Acknowledgment {
        record: digest.short(),
        what: one.what,
        tests: one.tests,
        who: one.who,
        why: one.why,
    });
    let (reason, comparison) = match session.compare_tests(assessment)? {
        Ok(comparison) => (None, Some(comparison)),
        Err(reason) => (Some(reason), None),
    };
    let baseline = assessment.baseline.as_ref().map(|(_, baseline)| baseline.commit.clone());
    Ok(TestChanges { baseline, reason, comparison, acknowledgements: acknowledgements.collect(), id })
}

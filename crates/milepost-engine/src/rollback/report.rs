//! What a rollback did.

use serde::Serialize;

/// What became of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepReport {
    /// Its name.
    pub name: String,
    /// `open`, `done`, or `found` where it had been done before.
    pub state: String,
    /// What somebody should know of it.
    pub note: Option<String>,
}

/// What `rollback` did, or what stands of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RollbackReport {
    /// The milestone's id.
    pub id: String,
    /// The run.
    pub run: String,
    /// `finished`, `open` or `aborted`.
    pub state: String,
    /// Why.
    pub reason: String,
    /// The steps, in their order.
    pub steps: Vec<StepReport>,
    /// The branch.
    pub branch: String,
    /// Where it was.
    pub old: String,
    /// Where it is after the rollback.
    pub new: String,
    /// Whether it can still be given up.
    pub can_abort: bool,
    /// What was taken out of the database, as files.
    pub taken_out: Vec<String>,
    /// The attestation: digest and path.
    pub attestation: Option<(String, String)>,
    /// A message for those who have to know.
    pub message: Option<String>,
    /// What is good to know.
    pub warnings: Vec<String>,
}

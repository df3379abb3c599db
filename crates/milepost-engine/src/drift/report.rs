//! How far a plan and its project have moved apart.

use serde::Serialize;

/// How far a plan and its project have moved apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Drift {
    /// The commit for which it was planned.
    pub planned_at: Option<String>,
    /// Whether that commit is in the repository no more, so that nothing can be said of changes since.
    pub planned_at_is_gone: bool,
    /// Files that it names and that changed after it was planned and before its work began.
    pub changed: Vec<String>,
    /// Files that other open milestones name too, which neither wait for this one nor the other way round.
    pub shared: Vec<SharedFile>,
    /// Files that it means to modify and that did not change since the work began.
    pub untouched: Vec<String>,
    /// Files that it means to create and that are not there.
    pub not_created: Vec<String>,
    /// Files that changed since the work began and that it does not name.
    pub unplanned: Vec<String>,
    /// Files that changed since the work began and that it calls out of scope.
    pub out_of_scope: Vec<String>,
}

/// A file that several open milestones name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SharedFile {
    /// The file.
    pub path: String,
    /// The other milestones, by id.
    pub with: Vec<String>,
}

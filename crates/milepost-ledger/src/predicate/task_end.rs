//! A task that is finished.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{DocumentReference, TaskName};
use crate::Subject;

/// Somebody's word that a task is finished, with what was estimated then: how long work really takes is learnt from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskEnd {
    /// The milestone.
    pub document: DocumentReference,
    /// The task.
    pub task: TaskName,
    /// Who finished it.
    pub person: String,
    /// The local day.
    pub day: Date,
    /// The estimate as it stood, in minutes; the middle of a range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<i64>,
}

impl TaskEnd {
    pub(super) fn subjects(&self) -> Vec<Subject> {
        super::state_subjects(&self.document, None, None)
    }
}

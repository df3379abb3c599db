//! The state of the project for which a milestone was planned.

use serde::{Deserialize, Serialize};

use super::DocumentReference;
use crate::Subject;

/// A plan stamp: what changes after this commit in files that the plan names, the plan did not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanStamp {
    /// The milestone.
    pub document: DocumentReference,
    /// HEAD when it was planned.
    pub commit: String,
    /// The command that stamped it: `ready` or `start`.
    pub command: String,
    /// Who asked for it, as they are known.
    pub who: String,
}

impl PlanStamp {
    pub(super) fn subjects(&self) -> Vec<Subject> {
        super::state_subjects(&self.document, None, Some(&self.commit))
    }
}

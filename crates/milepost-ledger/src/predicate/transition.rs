//! A change of a milestone's state.

use serde::{Deserialize, Serialize};

use super::DocumentReference;
use crate::{Digest, Subject};

/// A transition that was carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transition {
    /// The milestone.
    pub document: DocumentReference,
    /// The state it left.
    pub from: String,
    /// The state it entered.
    pub to: String,
    /// The command that asked for it, such as `complete`.
    pub command: String,
    /// Why, where the command wants a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The attestation on which it rested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attestation: Option<Digest>,
    /// HEAD at that moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// The check tree at that moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tree: Option<String>,
    /// Who asked for it, as they are known.
    pub actor: String,
}

impl Transition {
    pub(super) fn subjects(&self) -> Vec<Subject> {
        super::state_subjects(&self.document, self.tree.as_deref(), self.commit.as_deref())
    }
}

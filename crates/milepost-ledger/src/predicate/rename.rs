//! A milestone got another name.

use serde::{Deserialize, Serialize};

use super::DocumentReference;
use crate::{Digest, Subject};

/// A change of a milestone's id: what was signed under the name of before, until now, belongs to the name of afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rename {
    /// The milestone, as it is called afterwards.
    pub document: DocumentReference,
    /// The same milestone, as it was called before.
    pub before: DocumentReference,
    /// Who says so, by principal.
    pub who: String,
}

impl Rename {
    pub(super) fn subjects(&self) -> Vec<Subject> {
        [&self.before.id, &self.document.id].map(|id| Subject::sha256(id, &Digest::of(id))).to_vec()
    }
}

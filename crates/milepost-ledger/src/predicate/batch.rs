//! The records that were written together.

use serde::{Deserialize, Serialize};

use crate::{Digest, Subject};

/// A batch: one signature for many records. Its signature covers them by their digests, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// The records, oldest first.
    pub records: Vec<Digest>,
}

impl Batch {
    pub(super) fn subjects(&self) -> Vec<Subject> {
        self.records.iter().map(|digest| Subject::sha256("record", digest)).collect()
    }
}

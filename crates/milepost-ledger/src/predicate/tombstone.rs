//! Records that were removed on purpose.

use serde::{Deserialize, Serialize};

use super::Kind;
use crate::{Digest, Subject};

/// What a collection removed. A record that a signed tombstone names is gone, not stolen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// The rule by which it was removed, for people.
    pub reason: String,
    /// The records.
    pub removed: Vec<RemovedRecord>,
    /// The blobs.
    #[serde(default)]
    pub blobs: Vec<Digest>,
}

/// One record that was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovedRecord {
    /// Its digest.
    pub digest: Digest,
    /// What it was.
    pub kind: Kind,
    /// The records that it followed: they keep the history connected.
    #[serde(default)]
    pub prev: Vec<Digest>,
}

impl Tombstone {
    pub(super) fn subjects(&self) -> Vec<Subject> {
        self.removed.iter().map(|removed| Subject::sha256("record", &removed.digest)).collect()
    }
}

//! Evidence or a key that is no longer believed. A revocation is a record, never a delete.

use serde::{Deserialize, Serialize};

use crate::{Digest, Subject};

/// A revocation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// What is revoked.
    pub target: RevocationTarget,
    /// Who revokes it, by principal.
    pub who: String,
    /// Why.
    pub why: String,
}

/// What is revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum RevocationTarget {
    /// One record.
    Record {
        /// Its digest.
        digest: Digest,
    },
    /// A key and everything that it signed.
    Key {
        /// Its fingerprint, `SHA256:…`.
        fingerprint: String,
    },
}

impl Revocation {
    pub(super) fn subjects(&self) -> Vec<Subject> {
        match &self.target {
            RevocationTarget::Record { digest } => vec![Subject::sha256("record", digest)],
            RevocationTarget::Key { fingerprint } => {
                vec![Subject::sha256(fingerprint, &Digest::of(fingerprint))]
            }
        }
    }
}

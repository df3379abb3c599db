//! A person vouches for the key of one machine.

use serde::{Deserialize, Serialize};

use crate::{Digest, Subject};

/// The certificate of a machine key, signed with the person's own SSH key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MachineCertificate {
    /// The machine's public key, one OpenSSH line.
    pub public_key: String,
    /// Its fingerprint, `SHA256:…`.
    pub fingerprint: String,
    /// Who vouches for it, by principal.
    pub principal: String,
}

impl MachineCertificate {
    pub(super) fn subjects(&self) -> Vec<Subject> {
        vec![Subject::sha256(&self.fingerprint, &Digest::of(&self.public_key))]
    }
}

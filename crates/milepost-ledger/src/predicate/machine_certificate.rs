//! A person vouches for the key of one machine.

use serde::{Deserialize, Serialize};

use crate::{Digest, Envelope, Subject};

/// A copy of the certificate of a machine key. The certificate carries the signature of the person, this record none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineCertificate {
    /// The signed certificate, see [`crate::signing::Certificate`].
    pub certificate: Envelope,
}

impl MachineCertificate {
    pub(super) fn subjects(&self) -> Vec<Subject> {
        vec![Subject::sha256("certificate", &Digest::of(self.certificate.to_bytes()))]
    }
}

//! A person vouches for the key of a machine, with one signature that is kept beside the key and travels with what it
//! signs.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ssh_key::{HashAlg, PublicKey};

use super::{Signer, SigningError, SshSignature};
use crate::{Digest, Envelope, Statement, Subject, dsse::PAYLOAD_TYPE, statement::STATEMENT_TYPE};

/// The type of the signed statement.
const CLAIM_TYPE: &str = "urn:milepost:machine-key/v1";

/// What a person says of a machine's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MachineClaim {
    /// The machine's public key, one OpenSSH line.
    pub public_key: String,
    /// Its fingerprint, `SHA256:…`.
    pub fingerprint: String,
    /// Who vouches for it, by principal.
    pub principal: String,
    /// The only repository for which it holds, by its identity; every one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// Since when it holds.
    pub created: Timestamp,
    /// When it ends; never when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
}

/// A claim with the signature of the person who makes it. The signature covers the claim alone, so that one certificate
/// serves every repository of its scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// What it says.
    pub claim: MachineClaim,
    /// The signed statement.
    pub envelope: Envelope,
}

impl MachineClaim {
    /// A claim about a key, for every repository and without an end.
    ///
    /// # Errors
    /// When the key has no text form.
    pub fn of(machine: &dyn Signer, principal: &str, created: Timestamp) -> Result<Self, SigningError> {
        let public_key = machine.public_key().to_openssh();
        Ok(Self {
            public_key: public_key.map_err(|error| SigningError::Refused(error.to_string()))?,
            fingerprint: machine.fingerprint(),
            principal: principal.to_owned(),
            repository: None,
            created,
            expires: None,
        })
    }

    /// Why it says nothing of what is signed in a repository at a time; `None` when it does.
    pub fn misses(&self, repository: &str, at: Timestamp) -> Option<String> {
        if self.repository.as_ref().is_some_and(|only| only != repository) {
            return Some("it holds for another repository".to_owned());
        }
        if self.expires.is_some_and(|end| at >= end) {
            return Some(format!("it ended at {}", self.expires.unwrap_or_default()));
        }
        None
    }
}

impl Certificate {
    /// Signs a claim with the person's key.
    ///
    /// # Errors
    /// When the key refuses.
    pub fn sign(claim: MachineClaim, person: &dyn Signer) -> Result<Self, SigningError> {
        let bad = |error: serde_json::Error| SigningError::Refused(error.to_string());
        let subject = Subject::sha256(&claim.fingerprint, &Digest::of(&claim.public_key));
        let value = serde_json::to_value(&claim).map_err(bad)?;
        let payload = Statement::new(vec![subject], CLAIM_TYPE, value).to_bytes().map_err(bad)?;
        let mut envelope = Envelope::unsigned(payload);
        envelope.signatures.push(person.sign(&envelope.pae())?.into_dsse());
        Ok(Self { claim, envelope })
    }

    /// Reads one, and checks that its claim fits the key that it names. Says nothing about its signature.
    ///
    /// # Errors
    /// With what is wrong with it, in words.
    pub fn read(envelope: &Envelope) -> Result<Self, String> {
        if envelope.payload_type != PAYLOAD_TYPE {
            return Err(format!("payload type is `{}`, expected `{PAYLOAD_TYPE}`", envelope.payload_type));
        }
        let statement: Statement =
            serde_json::from_slice(&envelope.payload).map_err(|error| error.to_string())?;
        if statement.kind != STATEMENT_TYPE || statement.predicate_type != CLAIM_TYPE {
            return Err(format!("it is a `{}`, expected a `{CLAIM_TYPE}`", statement.predicate_type));
        }
        let claim: MachineClaim =
            serde_json::from_value(statement.predicate).map_err(|error| error.to_string())?;
        let key = PublicKey::from_openssh(&claim.public_key).map_err(|error| format!("the key: {error}"))?;
        let found = key.fingerprint(HashAlg::Sha256).to_string();
        if found != claim.fingerprint {
            return Err(format!("it names `{}` for `{found}`", claim.fingerprint));
        }
        Ok(Self { claim, envelope: envelope.clone() })
    }

    /// The key that signed it, checked. Whose key that is has to be asked of the allowed signers.
    ///
    /// # Errors
    /// When it carries not exactly one signature, or one that does not fit.
    pub fn signed_by(&self) -> Result<PublicKey, SigningError> {
        let [signature] = self.envelope.signatures.as_slice() else {
            let found = self.envelope.signatures.len();
            return Err(SigningError::Malformed(format!("{found} signatures, expected one")));
        };
        let signature = SshSignature::from_blob(signature.sig.clone())?;
        signature.verify(&self.envelope.pae())?;
        Ok(signature.public_key())
    }
}

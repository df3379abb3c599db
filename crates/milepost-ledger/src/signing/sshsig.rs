//! SSHSIG, the signature format of `ssh-keygen -Y` (OpenSSH, PROTOCOL.sshsig).

use std::{io, path::PathBuf};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ssh_key::{Algorithm, HashAlg, LineEnding, PrivateKey, PublicKey, SshSig};
use thiserror::Error;

use super::strength::{TRAILER, weakness_of_signature};
use crate::dsse::Signature;

/// The namespace of all our signatures: one made for another purpose never passes for evidence.
pub const NAMESPACE: &str = "milepost@v1";

/// Something that signs.
pub trait Signer {
    /// Its public key.
    fn public_key(&self) -> &PublicKey;

    /// Signs a message in [`NAMESPACE`].
    ///
    /// # Errors
    /// When the key refuses or the tool that holds it fails.
    fn sign(&self, message: &[u8]) -> Result<SshSignature, SigningError>;

    /// The key's fingerprint, `SHA256:…`.
    fn fingerprint(&self) -> String {
        self.public_key().fingerprint(HashAlg::Sha256).to_string()
    }
}

/// Why something could not be signed, or a signature does not hold.
#[derive(Debug, Error)]
pub enum SigningError {
    /// A key file could not be read or written.
    #[error("cannot use the key file `{path}`")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A key file holds no key that can be used.
    #[error("`{path}` is not a usable SSH key: {what}")]
    BadKey {
        /// The file.
        path: PathBuf,
        /// What was found and what would be right.
        what: String,
    },
    /// No key was found.
    #[error("no SSH key to sign with: looked at {}; make one with `ssh-keygen -t ed25519` or name one in `MILEPOST_SIGNING_KEY`", looked_at.join(", "))]
    NoKey {
        /// The places that were looked at.
        looked_at: Vec<String>,
    },
    /// `ssh-keygen` could not be run.
    #[error("cannot run `ssh-keygen`, which has to sign with `{key}` ({why})")]
    NoTool {
        /// The key.
        key: String,
        /// Why the tool is needed.
        why: String,
        /// Why it could not be run.
        #[source]
        source: io::Error,
    },
    /// `ssh-keygen` refused.
    #[error("`ssh-keygen -Y sign` did not sign with `{key}` ({why}): {message}")]
    ToolRefused {
        /// The key.
        key: String,
        /// Why the tool is needed, and what it needs.
        why: String,
        /// What it said.
        message: String,
    },
    /// The bytes are no SSHSIG.
    #[error("not an SSHSIG signature: {0}")]
    Malformed(String),
    /// The signature does not fit the message.
    #[error("the signature does not fit the content: {0}")]
    Mismatch(String),
    /// The key could not sign.
    #[error("the key could not sign: {0}")]
    Refused(String),
}

/// One SSHSIG, as the blob that stands base64-encoded between its armour lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SshSignature {
    blob: Vec<u8>,
    parsed: SshSig,
}

const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";
const END: &str = "-----END SSH SIGNATURE-----";

impl SshSignature {
    /// Signs a message with a key that is not encrypted.
    pub(crate) fn sign(key: &PrivateKey, message: &[u8]) -> Result<Self, SigningError> {
        let signature = key
            .sign(NAMESPACE, HashAlg::Sha512, message)
            .map_err(|error| SigningError::Refused(error.to_string()))?;
        let armored =
            signature.to_pem(LineEnding::LF).map_err(|error| SigningError::Refused(error.to_string()))?;
        Self::from_armored(&armored)
    }

    /// Reads the armoured form that `ssh-keygen -Y sign` writes.
    ///
    /// # Errors
    /// When it is no SSHSIG.
    pub fn from_armored(text: &str) -> Result<Self, SigningError> {
        let body = text.trim().strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(END));
        let body = body.ok_or_else(|| SigningError::Malformed(format!("no `{BEGIN}` … `{END}`")))?;
        let digits: String = body.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        let blob = STANDARD.decode(digits).map_err(|error| SigningError::Malformed(error.to_string()))?;
        Self::from_blob(blob)
    }

    /// Reads the blob.
    ///
    /// # Errors
    /// When it is no SSHSIG.
    pub fn from_blob(blob: Vec<u8>) -> Result<Self, SigningError> {
        let armored = armor(&blob);
        let parsed =
            SshSig::from_pem(&armored).map_err(|error| SigningError::Malformed(error.to_string()))?;
        if parsed.version() != SshSig::VERSION {
            let found = parsed.version();
            return Err(SigningError::Malformed(format!("version {found}, expected {}", SshSig::VERSION)));
        }
        // One signature has one form: what the reader passes over must not differ.
        let again = encoded(&parsed).map_err(|error| SigningError::Malformed(error.to_string()))?;
        if again != blob {
            return Err(SigningError::Malformed("it holds bytes that mean nothing".to_owned()));
        }
        Ok(Self { blob, parsed })
    }

    /// The armoured form, as `ssh-keygen -Y verify -s FILE` reads it.
    pub fn to_armored(&self) -> String {
        armor(&self.blob)
    }

    /// The key that it says it was made with.
    pub fn public_key(&self) -> PublicKey {
        PublicKey::from(self.parsed.public_key().clone())
    }

    /// Checks that it was made over this message, by the key that it names, in [`NAMESPACE`], and that the key and the
    /// way in which it was used are strong: RSA of at least 2048 bits with SHA-512, a security key that was touched.
    /// Says nothing about whose key that is.
    ///
    /// # Errors
    /// [`SigningError::Mismatch`].
    pub fn verify(&self, message: &[u8]) -> Result<(), SigningError> {
        self.verify_in(NAMESPACE, message)
    }

    /// As [`SshSignature::verify`], in another namespace, such as that of Git's commits.
    ///
    /// # Errors
    /// [`SigningError::Mismatch`].
    pub fn verify_in(&self, namespace: &str, message: &[u8]) -> Result<(), SigningError> {
        if self.parsed.namespace() != namespace {
            let found = self.parsed.namespace();
            return Err(SigningError::Mismatch(format!(
                "its namespace is `{found}`, expected `{namespace}`"
            )));
        }
        if let Some(why) = weakness_of_signature(&self.parsed) {
            return Err(SigningError::Mismatch(why));
        }
        self.public_key()
            .verify(namespace, message, &self.parsed)
            .map_err(|error| SigningError::Mismatch(error.to_string()))
    }

    /// The form in which an envelope holds it.
    pub(crate) fn into_dsse(self) -> Signature {
        Signature { keyid: self.public_key().fingerprint(HashAlg::Sha256).to_string(), sig: self.blob }
    }
}

/// The blob of a signature. `ssh-key` 0.6 reads those of ECDSA security keys and does not write them as OpenSSH does:
/// flags and counter stand behind the signature proper, not in it.
fn encoded(parsed: &SshSig) -> Result<Vec<u8>, ssh_key::Error> {
    let algorithm = parsed.algorithm();
    let bytes = parsed.signature_bytes();
    let on_security_key = matches!(algorithm, Algorithm::SkEd25519 | Algorithm::SkEcdsaSha2NistP256);
    let (proper, trailer) =
        bytes.split_at(bytes.len().saturating_sub(if on_security_key { TRAILER } else { 0 }));
    let mut signature = Vec::new();
    put(&mut signature, algorithm.as_str().as_bytes());
    put(&mut signature, proper);
    signature.extend(trailer);
    let mut blob = b"SSHSIG".to_vec();
    blob.extend(parsed.version().to_be_bytes());
    put(&mut blob, &PublicKey::from(parsed.public_key().clone()).to_bytes()?);
    put(&mut blob, parsed.namespace().as_bytes());
    put(&mut blob, b"");
    put(&mut blob, parsed.hash_alg().as_str().as_bytes());
    put(&mut blob, &signature);
    Ok(blob)
}

/// A string as SSH writes it: its length, then its bytes.
fn put(blob: &mut Vec<u8>, bytes: &[u8]) {
    blob.extend((bytes.len() as u32).to_be_bytes());
    blob.extend(bytes);
}

/// 70 columns, as OpenSSH writes it.
fn armor(blob: &[u8]) -> String {
    let digits = STANDARD.encode(blob);
    let mut text = String::from(BEGIN);
    for (at, digit) in digits.char_indices() {
        if at % 70 == 0 {
            text.push('\n');
        }
        text.push(digit);
    }
    text.push('\n');
    text.push_str(END);
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ssh_key::private::{Ed25519Keypair, KeypairData};

    use super::*;

    pub(crate) fn key(seed: u8) -> PrivateKey {
        PrivateKey::new(KeypairData::Ed25519(Ed25519Keypair::from_seed(&[seed; 32])), "test").unwrap()
    }

    #[test]
    fn signs_and_verifies() {
        let signature = SshSignature::sign(&key(1), b"message").unwrap();
        signature.verify(b"message").unwrap();
        assert!(signature.verify(b"massage").is_err());
        assert_eq!(SshSignature::from_armored(&signature.to_armored()).unwrap(), signature);
    }

    #[test]
    fn another_namespace_is_refused() {
        let other = key(1).sign("git", HashAlg::Sha512, b"message").unwrap();
        let signature = SshSignature::from_armored(&other.to_pem(LineEnding::LF).unwrap()).unwrap();
        assert!(signature.verify(b"message").unwrap_err().to_string().contains("namespace is `git`"));
    }

    proptest! {
        #[test]
        fn a_changed_blob_never_verifies_as_the_same_key(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
            let signature = SshSignature::sign(&key(1), b"message").unwrap();
            let mut blob = signature.blob.clone();
            let at = at.index(blob.len());
            blob[at] ^= 1 << bit;
            if let Ok(changed) = SshSignature::from_blob(blob) {
                prop_assert!(changed.verify(b"message").is_err() || changed.public_key() != signature.public_key());
            }
        }

        #[test]
        fn any_text(text: String) {
            let _ = SshSignature::from_armored(&text);
        }

        #[test]
        fn any_blob(blob: Vec<u8>) {
            let _ = SshSignature::from_blob(blob);
        }
    }
}

//! DSSE envelopes (Dead Simple Signing Envelope, protocol v1) around in-toto statements.
//!
//! What is signed is always the pre-authentication encoding [`pae`] of the payload, never the payload alone: so an
//! envelope stays a true DSSE envelope, and its type is signed with it. The signature itself is an SSHSIG (see
//! [`crate::signing`]) over these bytes; its blob is what `sig` holds in base64. For stock `ssh-keygen -Y verify`
//! the exact PAE bytes are exported as a file beside the armoured signature: the payload stands in it verbatim
//! after one short header, so nothing has to be re-encoded to check it.

use serde::{Deserialize, Serialize};

use crate::canonical::to_canonical;

/// The payload type of every envelope that Milepost writes.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

/// An envelope: a payload, its type and the signatures over both.
///
/// An envelope without a signature is evidence of level L0, or covered by a signed batch record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Envelope {
    /// The signed bytes, base64 in JSON.
    #[serde(with = "base64_bytes")]
    pub payload: Vec<u8>,
    /// What the payload is; always [`PAYLOAD_TYPE`] in records.
    pub payload_type: String,
    /// The signatures; may be empty (level L0).
    pub signatures: Vec<Signature>,
}

/// One signature over an envelope's [`pae`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Fingerprint of the key, `SHA256:…` as `ssh-keygen -l` prints it. A hint only: the key itself is in `sig`.
    pub keyid: String,
    /// The SSHSIG blob, base64 in JSON.
    #[serde(with = "base64_bytes")]
    pub sig: Vec<u8>,
}

impl Envelope {
    /// An unsigned envelope around an in-toto statement's bytes.
    pub fn unsigned(payload: Vec<u8>) -> Self {
        Self { payload, payload_type: PAYLOAD_TYPE.to_owned(), signatures: Vec::new() }
    }

    /// The bytes to sign.
    pub fn pae(&self) -> Vec<u8> {
        pae(&self.payload_type, &self.payload)
    }

    /// The envelope as canonical JSON: the content of a record file.
    pub fn to_bytes(&self) -> Vec<u8> {
        to_canonical(self).expect("an envelope holds only text")
    }

    /// Reads an envelope.
    ///
    /// # Errors
    /// When the bytes are not the JSON of an envelope.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }
}

/// Pre-authentication encoding: `DSSEv1 LEN(type) type LEN(payload) payload`, lengths in ASCII decimal bytes.
pub fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut bytes = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len()).into_bytes();
    bytes.extend_from_slice(payload);
    bytes
}

mod base64_bytes {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = <std::borrow::Cow<'_, str>>::deserialize(deserializer)?;
        STANDARD.decode(text.as_bytes()).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn published_vector() {
        assert_eq!(
            pae("http://example.com/HelloWorld", b"hello world"),
            b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
        );
        assert_eq!(pae("", b""), b"DSSEv1 0  0 ");
    }

    #[test]
    fn wire_names() {
        let mut envelope = Envelope::unsigned(b"hello world".to_vec());
        envelope.signatures.push(Signature { keyid: "SHA256:x".into(), sig: vec![0xff] });
        assert_eq!(
            String::from_utf8(envelope.to_bytes()).unwrap(),
            concat!(
                r#"{"payload":"aGVsbG8gd29ybGQ=","payloadType":"application/vnd.in-toto+json","#,
                r#""signatures":[{"keyid":"SHA256:x","sig":"/w=="}]}"#
            )
        );
    }

    proptest! {
        #[test]
        fn round_trip(payload: Vec<u8>, keyid in ".{0,20}", sig: Vec<u8>) {
            let mut envelope = Envelope::unsigned(payload);
            envelope.signatures.push(Signature { keyid, sig });
            prop_assert_eq!(Envelope::from_bytes(&envelope.to_bytes()).unwrap(), envelope);
        }

        #[test]
        fn any_bytes_read_without_a_panic(bytes: Vec<u8>) {
            let _ = Envelope::from_bytes(&bytes);
        }

        #[test]
        fn two_payloads_never_share_an_encoding(a in ".{0,9}", b: Vec<u8>, c in ".{0,9}", d: Vec<u8>) {
            prop_assume!((&a, &b) != (&c, &d));
            prop_assert_ne!(pae(&a, &b), pae(&c, &d));
        }
    }
}

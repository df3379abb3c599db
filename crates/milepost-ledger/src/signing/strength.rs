//! Which keys and which signatures are strong enough to be believed.

use ssh_key::{Algorithm, HashAlg, PublicKey, SshSig, public::KeyData};

/// The fewest bits of an RSA key: NIST SP 800-131A allows no fewer.
const RSA_BITS: usize = 2048;

/// The flag of a security key's signature that says that somebody touched it (OpenSSH, PROTOCOL.u2f).
const TOUCHED: u8 = 1;

/// The bytes behind the signature proper of a security key: one of flags, four of a counter.
pub(super) const TRAILER: usize = 5;

/// Why a key is not to be used; `None` for one that is.
pub(super) fn weakness_of_key(key: &PublicKey) -> Option<String> {
    match key.key_data() {
        KeyData::Dsa(_) => Some("DSA keys are broken, expected Ed25519, ECDSA or RSA".to_owned()),
        KeyData::Rsa(rsa) => {
            let modulus = rsa.n.as_positive_bytes().unwrap_or_default();
            let bits = modulus.first().map_or(0, |first| modulus.len() * 8 - first.leading_zeros() as usize);
            (bits < RSA_BITS).then(|| format!("an RSA key of {bits} bits, expected at least {RSA_BITS}"))
        }
        KeyData::Ecdsa(_) | KeyData::Ed25519(_) | KeyData::SkEcdsaSha2NistP256(_) | KeyData::SkEd25519(_) => {
            None
        }
        other => Some(format!("keys of the kind `{}` are not supported", other.algorithm())),
    }
}

/// Why a signature is not to be believed, whoever made it; `None` for one that may be.
pub(super) fn weakness_of_signature(signature: &SshSig) -> Option<String> {
    if let Some(why) = weakness_of_key(&PublicKey::from(signature.public_key().clone())) {
        return Some(why);
    }
    match signature.algorithm() {
        Algorithm::Rsa { hash } if hash != Some(HashAlg::Sha512) => {
            Some(format!("it was made with `{}`, expected `rsa-sha2-512`", signature.algorithm()))
        }
        Algorithm::SkEd25519 | Algorithm::SkEcdsaSha2NistP256 => {
            let bytes = signature.signature_bytes();
            let flags = bytes.len().checked_sub(TRAILER).and_then(|at| bytes.get(at)).copied();
            let touched = flags.is_some_and(|flags| flags & TOUCHED != 0);
            (!touched).then(|| "nobody touched the security key that made it".to_owned())
        }
        _ => None,
    }
}

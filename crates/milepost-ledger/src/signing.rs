//! Signatures: SSHSIG by the person's SSH key or by a machine key that a person vouches for.

mod allowed_signers;
mod certificate;
mod level;
mod machine_key;
mod new_key;
mod ssh_keys;
mod sshsig;
mod strength;

pub use allowed_signers::{AllowedSigner, AllowedSigners, SignerRefusal};
pub use certificate::{Certificate, MachineClaim};
pub use level::Level;
pub use machine_key::MachineKey;
pub use new_key::new_key;
pub use ssh_keys::{GitSigningConfig, UserKey};
pub use sshsig::{NAMESPACE, Signer, SigningError, SshSignature};

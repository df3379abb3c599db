//! Making a key for somebody who has none.

use std::path::Path;

use milepost_system::System;
use ssh_key::{
    LineEnding, PrivateKey,
    private::{Ed25519Keypair, KeypairData},
};

use super::SigningError;

/// Makes an Ed25519 key without a passphrase, in the files that `ssh-keygen -t ed25519 -f PATH` would write: the
/// private key at `path`, readable by its owner alone, and the public one at `path.pub`. Returns the public key's line.
///
/// # Errors
/// When one of the files is there already, or cannot be written.
pub fn new_key(system: &dyn System, path: &Path, comment: &str) -> Result<String, SigningError> {
    let mut seed = [0; 32];
    system.random(&mut seed);
    let bad = |error: ssh_key::Error| SigningError::BadKey { path: path.to_owned(), what: error.to_string() };
    let pair = KeypairData::Ed25519(Ed25519Keypair::from_seed(&seed));
    let key = PrivateKey::new(pair, comment).map_err(bad)?;
    let private = key.to_openssh(LineEnding::LF).map_err(bad)?;
    let public = key.public_key().to_openssh().map_err(bad)?;
    let write = |path: &Path, text: &str, mode: u32| {
        let file = |source| SigningError::File { path: path.to_owned(), source };
        system.write_new(path, text.as_bytes()).map_err(file)?;
        system.set_mode(path, mode).map_err(file)
    };
    write(path, &private, 0o600)?;
    let mut beside = path.as_os_str().to_owned();
    beside.push(".pub");
    write(Path::new(&beside), &format!("{public}\n"), 0o644)?;
    Ok(public)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use milepost_system::OsSystem;

    use super::*;
    use crate::signing::{Signer as _, UserKey};

    #[test]
    fn it_can_be_used_at_once_and_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let system: Arc<dyn System> = Arc::new(OsSystem::new());
        let line = new_key(system.as_ref(), &path, "ada@example.org").unwrap();
        assert!(line.starts_with("ssh-ed25519 ") && line.ends_with(" ada@example.org"), "{line}");
        assert_eq!(system.metadata(&path).unwrap().mode & 0o777, 0o600);
        let key = UserKey::load(&system, &path).unwrap();
        assert!(!key.asks());
        key.sign(b"text").unwrap();
        assert!(new_key(system.as_ref(), &path, "").is_err());
    }
}

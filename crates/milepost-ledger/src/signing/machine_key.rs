//! The key of one machine: it signs batches of check runs, so that a person's key is asked for rarely.

use std::{
    io,
    path::{Path, PathBuf},
};

use milepost_system::System;
use ssh_key::{
    LineEnding, PrivateKey, PublicKey,
    private::{Ed25519Keypair, KeypairData},
};

use super::{Signer, SigningError, SshSignature};

/// An Ed25519 key that never leaves its machine. Worth nothing until a person vouches for it.
#[derive(Debug, Clone)]
pub struct MachineKey(PrivateKey);

impl MachineKey {
    /// Reads the key of this machine; makes it on first use.
    ///
    /// # Errors
    /// When the folder for state is unknown, or the key cannot be read or written.
    pub fn load_or_create(system: &dyn System) -> Result<Self, SigningError> {
        let folder = folder(system).ok_or_else(|| SigningError::NoKey {
            looked_at: vec!["`XDG_STATE_HOME`".into(), "`HOME`".into()],
        })?;
        Self::load_or_create_in(system, &folder)
    }

    fn load_or_create_in(system: &dyn System, folder: &Path) -> Result<Self, SigningError> {
        let path = folder.join("machine_ed25519");
        if let Some(key) = Self::read(system, &path)? {
            return Ok(key);
        }
        let mut seed = [0; 32];
        system.random(&mut seed);
        let pair = KeypairData::Ed25519(Ed25519Keypair::from_seed(&seed));
        let bad =
            |error: ssh_key::Error| SigningError::BadKey { path: path.clone(), what: error.to_string() };
        let key = PrivateKey::new(pair, "milepost machine key").map_err(bad)?;
        let text = key.to_openssh(LineEnding::LF).map_err(bad)?;
        let file = |source| SigningError::File { path: path.clone(), source };
        system.create_dir_all(folder).map_err(file)?;
        // The folder is private before the key is in it.
        system.set_mode(folder, 0o700).map_err(file)?;
        match system.write_new(&path, text.as_bytes()) {
            Ok(()) => {
                system.set_mode(&path, 0o600).map_err(file)?;
                system.sync_files(std::slice::from_ref(&path)).map_err(file)?;
                Ok(Self(key))
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                // Another process was first: its key is the machine's.
                Self::read(system, &path)?.ok_or_else(|| file(error))
            }
            Err(error) => Err(file(error)),
        }
    }

    /// Reads the key of this machine, if it has one.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn load(system: &dyn System) -> Result<Option<Self>, SigningError> {
        match folder(system) {
            Some(folder) => Self::read(system, &folder.join("machine_ed25519")),
            None => Ok(None),
        }
    }

    fn read(system: &dyn System, path: &Path) -> Result<Option<Self>, SigningError> {
        let bytes = match system.read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(SigningError::File { path: path.to_owned(), source }),
        };
        let key = PrivateKey::from_openssh(&bytes)
            .map_err(|error| SigningError::BadKey { path: path.to_owned(), what: error.to_string() })?;
        Ok(Some(Self(key)))
    }
}

impl Signer for MachineKey {
    fn public_key(&self) -> &PublicKey {
        self.0.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<SshSignature, SigningError> {
        SshSignature::sign(&self.0, message)
    }
}

fn folder(system: &dyn System) -> Option<PathBuf> {
    let state = system.var("XDG_STATE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let state = state.or_else(|| {
        system
            .var("HOME")
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
            .map(|home| home.join(".local/state"))
    });
    state.map(|state| state.join("milepost").join("keys"))
}

#[cfg(test)]
mod tests {
    use milepost_system::OsSystem;

    use super::*;

    #[test]
    fn nobody_else_can_read_it() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("milepost/keys");
        let system = OsSystem::new();
        let key = MachineKey::load_or_create_in(&system, &folder).unwrap();
        assert_eq!(system.metadata(&folder).unwrap().mode & 0o777, 0o700);
        assert_eq!(system.metadata(&folder.join("machine_ed25519")).unwrap().mode & 0o777, 0o600);
        let again = MachineKey::load_or_create_in(&system, &folder).unwrap();
        assert_eq!(again.fingerprint(), key.fingerprint());
    }
}

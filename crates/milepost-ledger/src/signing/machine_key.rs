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

use super::{Certificate, Signer, SigningError, SshSignature};
use crate::{Digest, Envelope};

/// An Ed25519 key that never leaves its machine. What it signs counts on this machine alone, until a person vouches
/// for it.
#[derive(Debug, Clone)]
pub struct MachineKey(PrivateKey);

impl MachineKey {
    /// Reads the key of this machine; makes it on first use.
    ///
    /// # Errors
    /// When the folder for state is unknown, others can look into it, or the key cannot be read or written.
    pub fn load_or_create(system: &dyn System) -> Result<Self, SigningError> {
        Self::load_or_create_in(system, &known_folder(system)?)
    }

    fn load_or_create_in(system: &dyn System, folder: &Path) -> Result<Self, SigningError> {
        if let Some(key) = Self::load_in(system, folder)? {
            return Ok(key);
        }
        let path = key_file(folder);
        let (key, text) = new_pair(system, &path)?;
        let file = |source| SigningError::File { path: path.clone(), source };
        make_private(system, folder).map_err(file)?;
        match system.write_new(&path, text.as_bytes()) {
            Ok(()) => {
                system.set_mode(&path, 0o600).map_err(file)?;
                system.sync_files(std::slice::from_ref(&path)).map_err(file)?;
                Ok(Self(key))
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                // Another process was first: its key is the machine's.
                Self::load_in(system, folder)?.ok_or_else(|| file(error))
            }
            Err(error) => Err(file(error)),
        }
    }

    /// Reads the key of this machine, if it has one.
    ///
    /// # Errors
    /// When it cannot be read, or others can look into its folder.
    pub fn load(system: &dyn System) -> Result<Option<Self>, SigningError> {
        folder(system).map_or(Ok(None), |folder| Self::load_in(system, &folder))
    }

    fn load_in(system: &dyn System, folder: &Path) -> Result<Option<Self>, SigningError> {
        let path = key_file(folder);
        let bytes = match system.read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(SigningError::File { path, source }),
        };
        // The folder guards the key: it is private before the key is in it.
        let facts = system
            .metadata(folder)
            .map_err(|source| SigningError::File { path: folder.to_owned(), source })?;
        if facts.mode & 0o077 != 0 || facts.uid != system.user_id() {
            let what = format!(
                "others can use its folder, with mode {:o} and owner {}; `milepost key rotate` makes a new one",
                facts.mode & 0o777,
                facts.uid
            );
            return Err(SigningError::BadKey { path, what });
        }
        let key = PrivateKey::from_openssh(&bytes)
            .map_err(|error| SigningError::BadKey { path, what: error.to_string() })?;
        Ok(Some(Self(key)))
    }

    /// Puts a new key into the place of the old one, whose certificates go with it. What the old one signed counts
    /// where a certificate that was copied to a ledger covers it, and nowhere else.
    ///
    /// # Errors
    /// When the folder for state is unknown, or a file cannot be written or removed.
    pub fn rotate(system: &dyn System) -> Result<Self, SigningError> {
        let folder = known_folder(system)?;
        let path = key_file(&folder);
        let (key, text) = new_pair(system, &path)?;
        let file = |source| SigningError::File { path: path.clone(), source };
        make_private(system, &folder).map_err(file)?;
        system.write_atomic(&path, text.as_bytes()).map_err(file)?;
        system.set_mode(&path, 0o600).map_err(file)?;
        for entry in certificate_files(system, &folder)? {
            system
                .remove_file(&entry)
                .map_err(|source| SigningError::File { path: entry.clone(), source })?;
        }
        Ok(Self(key))
    }

    /// The certificates of this key that are kept beside it. Files that hold none are passed over.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn certificates(&self, system: &dyn System) -> Result<Vec<Certificate>, SigningError> {
        let folder = known_folder(system)?;
        let mut found = Vec::new();
        for path in certificate_files(system, &folder)? {
            let bytes = system.read(&path).map_err(|source| SigningError::File { path, source })?;
            let read =
                Envelope::from_bytes(&bytes).ok().and_then(|envelope| Certificate::read(&envelope).ok());
            found.extend(read.filter(|certificate| certificate.claim.fingerprint == self.fingerprint()));
        }
        Ok(found)
    }

    /// Keeps a certificate beside the key.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_certificate(
        &self,
        system: &dyn System,
        certificate: &Certificate,
    ) -> Result<(), SigningError> {
        let folder = known_folder(system)?.join(CERTIFICATES);
        let bytes = certificate.envelope.to_bytes();
        let path = folder.join(format!("{}.json", Digest::of(&bytes).short()));
        let file = |source| SigningError::File { path: path.clone(), source };
        system.create_dir_all(&folder).map_err(file)?;
        match system.write_new(&path, &bytes) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(file(error)),
            _ => system.sync_files(std::slice::from_ref(&path)).map_err(file),
        }
    }
}

/// The folder of certificates, beside the key.
const CERTIFICATES: &str = "certificates";

fn key_file(folder: &Path) -> PathBuf {
    folder.join("machine_ed25519")
}

fn certificate_files(system: &dyn System, folder: &Path) -> Result<Vec<PathBuf>, SigningError> {
    let path = folder.join(CERTIFICATES);
    match system.list(&path) {
        Ok(entries) => {
            let paths = entries.into_iter().map(|entry| entry.path);
            Ok(paths.filter(|path| path.extension().is_some_and(|ending| ending == "json")).collect())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(source) => Err(SigningError::File { path, source }),
    }
}

fn new_pair(system: &dyn System, path: &Path) -> Result<(PrivateKey, String), SigningError> {
    let mut seed = [0; 32];
    system.random(&mut seed);
    let bad = |error: ssh_key::Error| SigningError::BadKey { path: path.to_owned(), what: error.to_string() };
    let pair = KeypairData::Ed25519(Ed25519Keypair::from_seed(&seed));
    let key = PrivateKey::new(pair, "milepost machine key").map_err(bad)?;
    let text = key.to_openssh(LineEnding::LF).map_err(bad)?;
    Ok((key, text.to_string()))
}

fn make_private(system: &dyn System, folder: &Path) -> io::Result<()> {
    system.create_dir_all(folder)?;
    system.set_mode(folder, 0o700)
}

fn known_folder(system: &dyn System) -> Result<PathBuf, SigningError> {
    folder(system)
        .ok_or_else(|| SigningError::NoKey { looked_at: vec!["`XDG_STATE_HOME`".into(), "`HOME`".into()] })
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

//! One repository's ledger: opening it and writing to it.

use std::{
    io,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard},
};

use milepost_system::System;

use crate::{
    Digest, Kind, LedgerError, NewRecord, Paths, Place, Predicate, Record,
    digest::to_hex,
    signing::{Certificate, Signer},
    store::{
        blobs::Unsynced,
        catalog::{Catalog, discard, is_busy},
        files::{Entry, Files},
    },
};

/// What the ledger is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Reading: no file changes, no index is brought up to date.
    Read,
    /// Reading and writing.
    Write,
}

/// Whose keys sign what is written. Check runs that no machine signs do not count.
#[derive(Clone, Copy, Default)]
pub struct Signers<'a> {
    /// The person's key: transitions, sign-offs, waivers, attestations, baselines.
    pub person: Option<&'a dyn Signer>,
    /// The machine's key, which a person vouches for (see [`Certificate`]): check runs.
    pub machine: Option<&'a dyn Signer>,
}

/// One repository's ledger.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) files: Files,
    pub(crate) repository: String,
    pub(crate) access: Access,
    pub(crate) catalog: Mutex<Catalog>,
    pub(crate) committed: Mutex<Option<Arc<Vec<Arc<Record>>>>>,
    pub(crate) problems: Mutex<Vec<LedgerError>>,
    pub(crate) unsynced: Unsynced,
}

impl Ledger {
    /// Opens a repository's ledger. A missing one is an empty one; a broken file never hides others and is found by
    /// [`Ledger::problems`] and [`Ledger::verify`].
    ///
    /// # Errors
    /// When a folder cannot be read.
    pub fn open(
        system: Arc<dyn System>,
        paths: Paths,
        repository: impl Into<String>,
        access: Access,
    ) -> Result<Self, LedgerError> {
        let files = Files { system, paths };
        if access == Access::Write {
            let local = &files.paths.local;
            files.system.create_dir_all(local).map_err(LedgerError::io("create", local))?;
        }
        let mut catalog = Catalog::open(&files, access == Access::Write)?;
        let problems = std::mem::take(&mut catalog.broken);
        Ok(Self {
            files,
            repository: repository.into(),
            access,
            catalog: Mutex::new(catalog),
            committed: Mutex::new(None),
            problems: Mutex::new(problems),
            unsynced: Unsynced::default(),
        })
    }

    /// Its folders.
    pub fn paths(&self) -> &Paths {
        &self.files.paths
    }

    /// The repository's identity.
    pub fn repository(&self) -> &str {
        &self.repository
    }

    /// The identity of the local part; `None` as long as nothing was written.
    ///
    /// # Errors
    /// When its file cannot be read.
    pub fn identity(&self) -> Result<Option<String>, LedgerError> {
        let path = self.files.paths.identity();
        match self.files.system.read(&path) {
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).trim().to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(LedgerError::io("read", path)(error)),
        }
    }

    /// The identity of the local part, made when there is none: what an attestation names as its ledger.
    ///
    /// # Errors
    /// When its file cannot be read or written.
    pub fn ensure_identity(&self) -> Result<String, LedgerError> {
        if let Some(identity) = self.identity()? {
            return Ok(identity);
        }
        self.writable()?;
        let path = self.files.paths.identity();
        self.files.write(&path, format!("{}\n", self.nonce()).as_bytes())?;
        Ok(self.identity()?.unwrap_or_default())
    }

    /// Local records that no other follows, as far as they are known: what an attestation names as its heads.
    ///
    /// # Errors
    /// When files cannot be read.
    pub fn heads(&self) -> Result<Vec<Digest>, LedgerError> {
        Ok(self.local_tip()?.prev)
    }

    /// Files that were found broken so far. None of them counts as evidence.
    pub fn problems(&self) -> Vec<String> {
        lock(&self.problems).iter().map(ToString::to_string).collect()
    }

    /// Keeps a blob; it becomes durable with the next batch.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put_blob(&self, bytes: &[u8]) -> Result<Digest, LedgerError> {
        self.writable()?;
        self.files.put_blob(bytes, &self.unsynced)
    }

    /// The bytes of a blob, checked against its digest; `None` when it is not here.
    ///
    /// # Errors
    /// When it cannot be read or is broken.
    pub fn get_blob(&self, digest: &Digest) -> Result<Option<Vec<u8>>, LedgerError> {
        self.files.get_blob(digest)
    }

    /// Keeps a file that a person attaches to a sign-off, in the shared folder.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put_attachment(&self, name: &str, bytes: &[u8]) -> Result<crate::Attachment, LedgerError> {
        self.writable()?;
        let digest = Digest::of(bytes);
        let path = self.files.paths.attachment(&digest, name);
        self.files.write(&path, bytes)?;
        self.files.system.sync_files(std::slice::from_ref(&path)).map_err(LedgerError::io("sync", path))?;
        Ok(crate::Attachment { name: name.to_owned(), digest, bytes: bytes.len() as u64 })
    }

    /// Keeps a copy of a machine key's certificate, once: later calls find it.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub fn keep_certificate(&self, certificate: &Certificate) -> Result<Digest, LedgerError> {
        for record in self.all(&Kind::MachineCertificate)? {
            if let Predicate::MachineCertificate(known) = &record.predicate
                && known.certificate == certificate.envelope
            {
                return Ok(record.digest);
            }
        }
        let copy = crate::MachineCertificate { certificate: certificate.envelope.clone() };
        let record = NewRecord::new(Predicate::MachineCertificate(copy));
        Ok(self.append_batch(&[record], &Signers::default())?[0])
    }

    /// Every committed record, read once.
    pub(crate) fn committed(&self) -> Result<Arc<Vec<Arc<Record>>>, LedgerError> {
        let mut cache = lock(&self.committed);
        if let Some(records) = &*cache {
            return Ok(Arc::clone(records));
        }
        let mut records = Vec::new();
        for place in [Place::Shared, Place::Attestations] {
            for entry in self.files.list_committed(place)? {
                let Entry::Committed(path) = entry else { continue };
                match self.files.read_committed(place, path) {
                    Ok(record) => records.push(Arc::new(record)),
                    Err(error) => self.note(error),
                }
            }
        }
        let records = Arc::new(records);
        *cache = Some(Arc::clone(&records));
        Ok(records)
    }

    pub(crate) fn take_unsynced(&self) -> Vec<PathBuf> {
        self.unsynced.take()
    }

    /// Goes on with what another handle on the same ledger found.
    pub(crate) fn replace_catalog(&self, fresh: Self) {
        *lock(&self.catalog) = fresh.catalog.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        *lock(&self.committed) = None;
    }

    /// Asks the catalog. When its index turns out to be damaged it is given up, and the files are asked.
    pub(crate) fn ask<T>(
        &self,
        question: impl Fn(&Catalog) -> rusqlite::Result<T>,
    ) -> Result<T, LedgerError> {
        let mut catalog = lock(&self.catalog);
        let error = match question(&catalog) {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        if self.access == Access::Write && !is_busy(&error) {
            discard(&self.files);
        }
        *catalog = Catalog::without_index(&self.files)?;
        question(&catalog).map_err(|error| LedgerError::Io {
            action: "query the index of",
            path: self.files.paths.local.clone(),
            source: io::Error::other(error),
        })
    }

    /// Forgets records that were removed.
    pub(crate) fn forget(&self, digests: &[Digest]) {
        lock(&self.catalog).remove(digests);
    }

    /// Notes a broken file, once.
    pub(crate) fn note(&self, error: LedgerError) {
        let mut problems = lock(&self.problems);
        let text = error.to_string();
        if !problems.iter().any(|known| known.to_string() == text) {
            problems.push(error);
        }
    }

    pub(crate) fn writable(&self) -> Result<(), LedgerError> {
        if self.access == Access::Write { Ok(()) } else { Err(LedgerError::ReadOnly) }
    }

    pub(crate) fn nonce(&self) -> String {
        let mut bytes = [0; 16];
        self.files.system.random(&mut bytes);
        to_hex(&bytes)
    }
}

/// Locks a mutex that no thread holds while it panics.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

//! One repository's ledger: opening it and writing to it.

use std::{
    collections::HashSet,
    io,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard},
};

use milepost_system::System;

use crate::{
    Batch, Digest, Envelope, Kind, LedgerError, Link, NewRecord, Paths, Place, Predicate, Record, SignedBy,
    digest::to_hex,
    signing::Signer,
    store::{
        blobs::Unsynced,
        catalog::{Catalog, Row},
        files::{Entry, Files},
        heads::Heads,
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

/// Whose keys sign what is written. Without one, records are of level L0.
#[derive(Clone, Copy, Default)]
pub struct Signers<'a> {
    /// The person's key: transitions, sign-offs, waivers, attestations, baselines.
    pub person: Option<&'a dyn Signer>,
    /// The machine's key, which a person vouches for (see [`Ledger::certify`]): check runs.
    pub machine: Option<&'a dyn Signer>,
}

/// One repository's ledger.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) files: Files,
    pub(crate) repository: String,
    access: Access,
    catalog: Mutex<Catalog>,
    committed: Mutex<Option<Arc<Vec<Arc<Record>>>>>,
    problems: Mutex<Vec<LedgerError>>,
    unsynced: Unsynced,
}

/// A record that was made and not yet written.
struct Made {
    path: PathBuf,
    bytes: Vec<u8>,
    record: Record,
}

/// Where the next record hangs on.
struct Tip {
    prev: Vec<Digest>,
    height: u64,
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

    /// Lets a person vouch for the machine's key, once: later calls find the certificate.
    ///
    /// # Errors
    /// When the person's key refuses or the record cannot be written.
    pub fn certify(
        &self,
        machine: &dyn Signer,
        person: &dyn Signer,
        principal: &str,
    ) -> Result<Digest, LedgerError> {
        let fingerprint = machine.fingerprint();
        let by = person.fingerprint();
        for record in self.all(&Kind::MachineCertificate)? {
            if let Predicate::MachineCertificate(certificate) = &record.predicate
                && certificate.fingerprint == fingerprint
                && certificate.principal == principal
                && record.signatures().iter().any(|signature| signature.keyid == by)
            {
                return Ok(record.digest);
            }
        }
        let public_key = machine.public_key().to_openssh().map_err(|error| {
            LedgerError::Signing(crate::signing::SigningError::Refused(error.to_string()))
        })?;
        let certificate = crate::MachineCertificate { public_key, fingerprint, principal: principal.to_owned() };
        let record = NewRecord::new(Predicate::MachineCertificate(certificate));
        let signers = Signers { person: Some(person), machine: None };
        Ok(self.append_batch(&[record], &signers)?[0])
    }

    /// Writes records, in this order, and makes them durable in one round. Either the call returns their digests, or
    /// what was written of them is whole records that later commands see.
    ///
    /// # Errors
    /// When a key refuses (nothing is written then) or a file cannot be written.
    pub fn append_batch(&self, records: &[NewRecord], signers: &Signers<'_>) -> Result<Vec<Digest>, LedgerError> {
        self.writable()?;
        if records.is_empty() {
            return Ok(Vec::new());
        }
        self.ensure_identity()?;
        let mut local = self.local_tip()?;
        let followed = local.prev.clone();
        let committed = records.iter().any(|record| record.predicate.kind().place().is_committed());
        let mut shared = if committed { self.committed_tip()? } else { Tip { prev: Vec::new(), height: 0 } };
        let (mut made, mut to_cover) = (Vec::with_capacity(records.len() + 1), Vec::new());
        for new in records {
            let kind = new.predicate.kind();
            let tip = if kind.place().is_committed() { &mut shared } else { &mut local };
            let record = self.make(new, tip, signers, local_height(&made))?;
            if kind.signed_by() == SignedBy::Batch {
                to_cover.push(record.record.digest);
            }
            tip.prev = vec![record.record.digest];
            tip.height = record.record.link.height;
            made.push(record);
        }
        let digests = made.iter().map(|made| made.record.digest).collect();
        if signers.machine.is_some() && !to_cover.is_empty() {
            let batch = NewRecord::new(Predicate::Batch(Batch { records: to_cover }));
            let record = self.make(&batch, &local, signers, local_height(&made))?;
            local.prev = vec![record.record.digest];
            made.push(record);
        }
        let mut paths = self.unsynced.take();
        for made in &made {
            self.files.write(&made.path, &made.bytes)?;
            paths.push(made.path.clone());
        }
        self.files.system.sync_files(&paths).map_err(LedgerError::io("sync", &self.files.paths.local))?;
        let clock = local_height(&made);
        let any_local = made.iter().any(|made| made.record.place == Place::Local);
        self.files.update_heads(|heads| {
            heads.clock = heads.clock.max(clock);
            if any_local {
                heads.heads.retain(|head| !followed.contains(head));
                heads.heads.extend(&local.prev);
            }
        })?;
        let mut catalog = lock(&self.catalog);
        if any_local {
            catalog.found.clear();
        }
        let is_local = |made: &&Made| made.record.place == Place::Local;
        catalog.insert(made.iter().filter(is_local).map(|made| Row::of(&made.record)).collect());
        if committed {
            *lock(&self.committed) = None;
        }
        Ok(digests)
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

    pub(crate) fn catalog(&self) -> MutexGuard<'_, Catalog> {
        lock(&self.catalog)
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

    /// The heads as their file names them, or found from the records when it is lost, with records of processes that
    /// died before they could name theirs.
    fn local_tip(&self) -> Result<Tip, LedgerError> {
        let Heads { clock, heads } = match self.files.read_heads()? {
            Some(heads) => heads,
            None => self.heads_from_records()?,
        };
        let catalog = lock(&self.catalog);
        let followed: HashSet<&Digest> = catalog.found.iter().flat_map(|(_, prev)| prev).collect();
        let found = catalog.found.iter().map(|(digest, _)| digest);
        let mut prev: Vec<Digest> = heads.iter().chain(found).filter(|head| !followed.contains(head)).copied().collect();
        prev.sort_unstable();
        prev.dedup();
        Ok(Tip { prev, height: clock.max(catalog.highest_found()) })
    }

    /// Heads and clock, from all local records.
    pub(crate) fn heads_from_records(&self) -> Result<Heads, LedgerError> {
        let (mut all, mut followed, mut clock) = (Vec::new(), HashSet::new(), 0);
        for first in 0..=u8::MAX {
            for entry in self.files.list_shard(first)? {
                let Entry::Local(digest, _) = entry else { continue };
                match self.files.read_local(&digest) {
                    Ok(Some(record)) => {
                        clock = clock.max(record.link.height);
                        followed.extend(record.link.prev);
                        all.push(digest);
                    }
                    Ok(None) => {}
                    Err(error) => self.note(error),
                }
            }
        }
        all.retain(|digest| !followed.contains(digest));
        Ok(Heads { clock, heads: all })
    }

    fn committed_tip(&self) -> Result<Tip, LedgerError> {
        let records = self.committed()?;
        let followed: HashSet<Digest> = records.iter().flat_map(|record| record.link.prev.iter().copied()).collect();
        let mut prev: Vec<_> =
            records.iter().map(|record| record.digest).filter(|digest| !followed.contains(digest)).collect();
        prev.sort_unstable();
        let height = records.iter().map(|record| record.link.height).max().unwrap_or(0);
        Ok(Tip { prev, height: height.max(self.local_tip()?.height) })
    }

    fn make(&self, new: &NewRecord, tip: &Tip, signers: &Signers<'_>, clock: u64) -> Result<Made, LedgerError> {
        let kind = new.predicate.kind();
        let recorded = self.files.system.now();
        let link = Link {
            repository: self.repository.clone(),
            height: tip.height.max(clock).saturating_add(1),
            prev: tip.prev.clone(),
            nonce: self.nonce(),
            recorded: recorded.to_string(),
        };
        let mut envelope: Envelope = link.envelope(new)?;
        let signer = match kind.signed_by() {
            SignedBy::Person => signers.person,
            SignedBy::Machine => signers.machine,
            SignedBy::PersonOrMachine => signers.person.or(signers.machine),
            SignedBy::Batch => None,
        };
        if let Some(signer) = signer {
            envelope.signatures.push(signer.sign(&envelope.pae())?.into_dsse());
        }
        let bytes = envelope.to_bytes();
        let digest = Digest::of(&bytes);
        let path = self.files.paths.record(kind.place(), &kind, &link.recorded[..10], &digest);
        let mut subject = new.predicate.subjects();
        subject.extend(new.subjects.iter().cloned());
        let place = kind.place();
        let predicate = new.predicate.clone();
        let record = Record { digest, place, path: path.clone(), link, predicate, subject, envelope };
        Ok(Made { path, bytes, record })
    }

    fn nonce(&self) -> String {
        let mut bytes = [0; 16];
        self.files.system.random(&mut bytes);
        to_hex(&bytes)
    }
}

fn local_height(made: &[Made]) -> u64 {
    made.iter().map(|made| made.record.link.height).max().unwrap_or(0)
}

/// Locks a mutex that no thread holds while it panics.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

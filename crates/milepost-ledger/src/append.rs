//! Writing records: each hangs on the ones before it, and a whole batch is made durable in one round.

use std::{collections::HashSet, path::PathBuf};

use crate::{
    Batch, Digest, Envelope, Ledger, LedgerError, Link, NewRecord, Place, Predicate, Record, SignedBy,
    Signers,
    ledger::lock,
    store::{catalog::Row, files::Entry, heads::Heads},
};

impl Ledger {
    /// Writes records, in this order, and makes them durable in one round. Either the call returns their digests, or
    /// what was written of them is whole records that later commands see.
    ///
    /// # Errors
    /// When a key refuses (nothing is written then) or a file cannot be written.
    pub fn append_batch(
        &self,
        records: &[NewRecord],
        signers: &Signers<'_>,
    ) -> Result<Vec<Digest>, LedgerError> {
        if records.is_empty() {
            return Ok(Vec::new());
        }
        let MadeBatch { made, digests, local, committed } = self.make_batch(records, signers)?;
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
                heads.heads.retain(|head| !local.replaced.contains(head));
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

    /// Makes records without writing them, for a caller that writes them together with other files. A record whose
    /// file is there counts, also while the list of heads does not name it.
    ///
    /// # Errors
    /// When a key refuses or the records before them cannot be read.
    pub fn prepare(
        &self,
        records: &[NewRecord],
        signers: &Signers<'_>,
    ) -> Result<Vec<Prepared>, LedgerError> {
        let batch = self.make_batch(records, signers)?;
        let prepared = batch.made.into_iter().map(|made| Prepared {
            digest: made.record.digest,
            place: made.record.place,
            path: made.path,
            bytes: made.bytes,
        });
        Ok(prepared.collect())
    }

    /// Puts records that were prepared, and are written now, into the list of heads. Without it the next command that
    /// writes does so.
    ///
    /// # Errors
    /// When the list cannot be written.
    pub fn settle(&self, written: &[Prepared]) -> Result<(), LedgerError> {
        let records: Vec<Record> = written
            .iter()
            .filter(|prepared| prepared.place == Place::Local)
            .filter_map(|prepared| Record::read(&prepared.bytes, prepared.place, prepared.path.clone()).ok())
            .collect();
        if records.is_empty() {
            return Ok(());
        }
        self.files.update_heads(|heads| {
            for record in &records {
                heads.clock = heads.clock.max(record.link.height);
                heads.heads.retain(|head| !record.link.prev.contains(head));
                heads.heads.push(record.digest);
            }
        })
    }

    fn make_batch(&self, records: &[NewRecord], signers: &Signers<'_>) -> Result<MadeBatch, LedgerError> {
        self.writable()?;
        self.ensure_identity()?;
        let mut local = self.local_tip()?;
        let committed = records.iter().any(|record| record.predicate.kind().place().is_committed());
        let mut shared = if committed { self.committed_tip()? } else { Tip::default() };
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
        Ok(MadeBatch { made, digests, local, committed })
    }

    /// The heads as their file names them, or found from the records when it is lost, with records of processes that
    /// died before they could name theirs.
    pub(crate) fn local_tip(&self) -> Result<Tip, LedgerError> {
        let Heads { clock, heads } = match self.files.read_heads()? {
            Some(heads) => heads,
            None => self.heads_from_records()?,
        };
        let catalog = lock(&self.catalog);
        let followed: HashSet<&Digest> = catalog.found.iter().flat_map(|(_, prev)| prev).collect();
        let found = catalog.found.iter().map(|(digest, _)| digest);
        let mut prev: Vec<Digest> =
            heads.iter().chain(found).filter(|head| !followed.contains(head)).copied().collect();
        prev.sort_unstable();
        prev.dedup();
        let replaced = heads.into_iter().chain(prev.iter().copied()).collect();
        Ok(Tip { prev, replaced, height: clock.max(catalog.highest_found()) })
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
                        if let Predicate::Tombstone(tombstone) = &record.predicate {
                            followed.extend(tombstone.removed.iter().flat_map(|removed| &removed.prev));
                        }
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
        let followed: HashSet<Digest> =
            records.iter().flat_map(|record| record.link.prev.iter().copied()).collect();
        let mut prev: Vec<_> =
            records.iter().map(|record| record.digest).filter(|digest| !followed.contains(digest)).collect();
        prev.sort_unstable();
        let height = records.iter().map(|record| record.link.height).max().unwrap_or(0);
        Ok(Tip { prev, replaced: Vec::new(), height: height.max(self.local_tip()?.height) })
    }

    fn make(
        &self,
        new: &NewRecord,
        tip: &Tip,
        signers: &Signers<'_>,
        clock: u64,
    ) -> Result<Made, LedgerError> {
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
            SignedBy::Batch | SignedBy::Within => None,
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
}

/// A record that was made and not yet written, for a caller to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// Its digest.
    pub digest: Digest,
    /// Where it lives.
    pub place: Place,
    /// Its file.
    pub path: PathBuf,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Records that belong together.
struct MadeBatch {
    made: Vec<Made>,
    /// Those that were asked for, without the batch's own record.
    digests: Vec<Digest>,
    local: Tip,
    committed: bool,
}

/// A record that was made and not yet written.
struct Made {
    path: PathBuf,
    bytes: Vec<u8>,
    record: Record,
}

/// Where the next record hangs on.
#[derive(Default)]
pub(crate) struct Tip {
    pub(crate) prev: Vec<Digest>,
    /// Heads that are none any more once something hangs on `prev`.
    replaced: Vec<Digest>,
    height: u64,
}

fn local_height(made: &[Made]) -> u64 {
    made.iter().map(|made| made.record.link.height).max().unwrap_or(0)
}

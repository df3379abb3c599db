//! Removing old check runs. What is removed is named by a signed tombstone, so that it is gone and not stolen.

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

use crate::{
    Digest, Kind, Ledger, LedgerError, NewRecord, Paths, Place, Predicate, Query, Record, RemovedRecord,
    Signers, Tombstone, signing::SigningError,
};

/// A file that is no record and this old belongs to no living process.
const STRAY_AGE: Duration = Duration::from_hours(24);

/// What stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CollectionPolicy {
    /// The newest runs of each check.
    pub keep_per_check: usize,
    /// Runs younger than this, by wall clock.
    pub keep_younger_than: Duration,
    /// Only says what would be removed.
    pub dry_run: bool,
}

/// What was removed, or would be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Collection {
    /// Records.
    pub records: Vec<Digest>,
    /// Blobs.
    pub blobs: Vec<Digest>,
    /// Left-over temporary files.
    pub strays: Vec<PathBuf>,
    /// The tombstone.
    pub tombstone: Option<Digest>,
}

impl Default for CollectionPolicy {
    fn default() -> Self {
        Self { keep_per_check: 20, keep_younger_than: Duration::from_hours(30 * 24), dry_run: false }
    }
}

impl Ledger {
    /// Removes runs that no attestation names, that are not among the newest of their check and not young, and that are
    /// not needed to show that the check can fail, the batches that cover only such runs, and blobs that no kept record needs. Everything else stays for ever.
    ///
    /// The tombstone is written first: a collection that is cut off leaves records too many, never one unexplained.
    ///
    /// # Errors
    /// When there is no key to sign the tombstone with, or a file cannot be read, written or removed.
    pub fn collect(
        &self,
        policy: &CollectionPolicy,
        signers: &Signers<'_>,
    ) -> Result<Collection, LedgerError> {
        self.writable()?;
        let all = self.find(&Query::default())?;
        let local: Vec<&Record> =
            all.iter().map(|r| &**r).filter(|record| record.place == Place::Local).collect();
        let removed = self.removable(&all.iter().map(|record| &**record).collect::<Vec<_>>(), policy)?;
        let needed: HashSet<Digest> = local
            .iter()
            .filter(|record| !removed.contains(&record.digest))
            .flat_map(|record| record.predicate.blobs())
            .collect();
        let gone: Vec<&&Record> = local.iter().filter(|record| removed.contains(&record.digest)).collect();
        let mut blobs: Vec<Digest> = gone.iter().flat_map(|record| record.predicate.blobs()).collect();
        blobs.retain(|blob| !needed.contains(blob));
        blobs.sort_unstable();
        blobs.dedup();
        let mut collection = Collection {
            records: gone.iter().map(|record| record.digest).collect(),
            blobs,
            strays: self.strays()?,
            tombstone: None,
        };
        if policy.dry_run {
            return Ok(collection);
        }
        if !collection.records.is_empty() {
            if signers.person.is_none() && signers.machine.is_none() {
                return Err(SigningError::NoKey {
                    looked_at: vec!["the person's and the machine's key".into()],
                }
                .into());
            }
            let tombstone = Tombstone {
                reason: format!(
                    "not attested, not among the newest {} of its check, older than {} days",
                    policy.keep_per_check,
                    policy.keep_younger_than.as_secs() / 86_400
                ),
                removed: gone
                    .iter()
                    .map(|record| RemovedRecord {
                        digest: record.digest,
                        kind: record.kind(),
                        prev: record.link.prev.clone(),
                    })
                    .collect(),
                blobs: collection.blobs.clone(),
            };
            let record = NewRecord::new(Predicate::Tombstone(tombstone));
            collection.tombstone = self.append_batch(&[record], signers)?.first().copied();
        }
        let blobs = collection.blobs.iter().map(|blob| self.paths().blob(blob));
        let records = collection.records.iter().map(|digest| local_path(self.paths(), digest));
        for path in blobs.chain(records).chain(collection.strays.iter().cloned()) {
            match self.files.system.remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(LedgerError::io("remove", path)(error));
                }
                _ => {}
            }
        }
        self.forget(&collection.records);
        Ok(collection)
    }

    /// Runs that may go, and the batches that cover nothing else.
    fn removable(&self, all: &[&Record], policy: &CollectionPolicy) -> Result<HashSet<Digest>, LedgerError> {
        let mut kept: HashSet<Digest> = self.heads()?.into_iter().collect();
        for record in all {
            if let Some(attestation) = record.attestation() {
                kept.extend(attestation.named_records());
            }
        }
        let now = self.files.system.now();
        let mut seen: HashMap<Digest, usize> = HashMap::new();
        // Newest first.
        for record in all {
            let Some(run) = record.check_run() else { continue };
            let count = seen.entry(run.key.specification).or_default();
            *count += 1;
            if *count <= policy.keep_per_check || is_young(record, now, policy.keep_younger_than) {
                kept.insert(record.digest);
            }
        }
        kept.extend(self.failures(all));
        let mut open: Vec<Digest> = kept.iter().copied().collect();
        let runs: HashMap<Digest, &Record> = all.iter().map(|record| (record.digest, *record)).collect();
        while let Some(digest) = open.pop() {
            let run = runs.get(&digest).and_then(|record| record.check_run());
            for dependency in run.into_iter().flat_map(|run| &run.key.dependencies) {
                if kept.insert(*dependency) {
                    open.push(*dependency);
                }
            }
        }
        let mut removed: HashSet<Digest> = all
            .iter()
            .filter(|record| record.kind() == Kind::CheckRun && !kept.contains(&record.digest))
            .map(|record| record.digest)
            .collect();
        for record in all {
            if let Predicate::Batch(batch) = &record.predicate
                && !kept.contains(&record.digest)
                && batch.records.iter().all(|digest| removed.contains(digest))
            {
                removed.insert(record.digest);
            }
        }
        Ok(removed)
    }

    /// Runs that show that a check can fail: of each check the oldest and the newest that did its work and failed, and for
    /// each test the newest in which it did. Without them a pass would say less than before they were removed.
    fn failures(&self, all: &[&Record]) -> HashSet<Digest> {
        let mut kept = HashSet::new();
        let mut oldest: HashMap<Digest, Digest> = HashMap::new();
        let mut named: HashSet<(Digest, String)> = HashSet::new();
        // Newest first.
        for record in all {
            let Some(run) = record.check_run().filter(|run| run.result.has_found_fault()) else { continue };
            let check = run.key.specification;
            if oldest.insert(check, record.digest).is_none() {
                kept.insert(record.digest);
            }
            // A list that is broken is found by `ledger verify`, and keeps nothing from being collected.
            for test in self.tests(record).ok().flatten().unwrap_or_default() {
                if test.status == "failed" && named.insert((check, test.id)) {
                    kept.insert(record.digest);
                }
            }
        }
        kept.extend(oldest.into_values());
        kept
    }

    fn strays(&self) -> Result<Vec<PathBuf>, LedgerError> {
        let now = self.files.system.now().as_nanosecond();
        let mut strays = Vec::new();
        for first in 0..=u8::MAX {
            for entry in self.files.list_shard(first)? {
                if let crate::store::files::Entry::Stray(path) = entry
                    && let Ok(metadata) = self.files.system.symlink_metadata(&path)
                    && metadata.kind == milepost_system::FileKind::File
                    && now - metadata.modified_ns > STRAY_AGE.as_nanos() as i128
                {
                    strays.push(path);
                }
            }
        }
        Ok(strays)
    }
}

fn is_young(record: &Record, now: Timestamp, limit: Duration) -> bool {
    let limit = SignedDuration::try_from(limit).unwrap_or(SignedDuration::MAX);
    // A time that cannot be read keeps the record.
    record.link.recorded.parse::<Timestamp>().map_or(true, |then| now.duration_since(then) < limit)
}

fn local_path(paths: &Paths, digest: &Digest) -> PathBuf {
    paths.record(Place::Local, &Kind::CheckRun, "", digest)
}

//! Which local records there are: the index as far as it is current, and the record files themselves for the rest.

use std::{
    collections::{HashMap, HashSet},
    io,
    path::Path,
};

use rusqlite::ErrorCode;

use super::{
    files::{Entry, Files},
    index::Index,
};
use crate::{CheckRun, Digest, Kind, LedgerError, Place, Predicate, Record};

/// A folder that changed this short a time before it was listed may change again without a new time, nanoseconds.
const RACY_NS: i128 = 200_000_000;

/// Stands for the document where a batch's records stand for items; no document has an empty id.
const COVERED: &str = "";

/// What the index knows of a record.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) digest: Digest,
    pub(crate) kind: String,
    pub(crate) height: u64,
    pub(crate) check: Option<Digest>,
    pub(crate) key: Option<Digest>,
    pub(crate) passed: bool,
    pub(crate) document: Option<String>,
    pub(crate) items: Vec<(String, String)>,
    /// What it follows, and what records that it buries followed.
    pub(crate) prev: Vec<Digest>,
}

/// Which records are asked for. Every part that is set has to fit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Runs of the check with this specification digest.
    pub check: Option<Digest>,
    /// Runs with this reuse key.
    pub key: Option<Digest>,
    /// Records of this kind.
    pub kind: Option<Kind>,
    /// Records about this milestone, by id.
    pub document: Option<String>,
    /// Records about this item: milestone id, item id.
    pub item: Option<(String, String)>,
    /// Only runs that passed.
    pub passed: bool,
    /// At most this many, newest first.
    pub limit: Option<usize>,
}

/// The local records.
#[derive(Debug, Default)]
pub(crate) struct Catalog {
    index: Option<Index>,
    /// Records that the index does not hold.
    overlay: HashMap<Digest, Row>,
    /// Records that were found in files and not written by this process: they may be heads.
    pub(crate) found: Vec<(Digest, Vec<Digest>)>,
    /// Files that are not what their names say.
    pub(crate) broken: Vec<LedgerError>,
    highest: u64,
}

/// Why the catalog could not be read.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A record's folder or file.
    Files(LedgerError),
    /// The index. The records can still be read without it.
    Index(rusqlite::Error),
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        Self::Files(error)
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Index(error)
    }
}

impl Row {
    pub(crate) fn of(record: &Record) -> Self {
        let run = record.check_run();
        let mut prev = record.link.prev.clone();
        if let Predicate::Tombstone(tombstone) = &record.predicate {
            prev.extend(tombstone.removed.iter().flat_map(|removed| &removed.prev));
        }
        Self {
            digest: record.digest,
            kind: record.kind().name().to_owned(),
            height: record.link.height,
            check: run.map(|run| run.key.specification),
            key: run.map(|run| run.key.digest()),
            passed: run.is_some_and(CheckRun::passed),
            document: record.predicate.document().map(str::to_owned),
            items: Self::items_of(record),
            prev,
        }
    }

    /// The items that a record is about, with the document of each; of a batch the records that it covers.
    fn items_of(record: &Record) -> Vec<(String, String)> {
        if let Predicate::Batch(batch) = &record.predicate {
            return batch.records.iter().map(|record| (COVERED.to_owned(), record.hex())).collect();
        }
        let items = record.predicate.items().into_iter();
        items.map(|(document, item)| (document.to_owned(), item.to_owned())).collect()
    }
}

impl Query {
    /// The batches that cover a record.
    pub(crate) fn covering(record: &Digest) -> Self {
        Self { kind: Some(Kind::Batch), item: Some((COVERED.to_owned(), record.hex())), ..Self::default() }
    }

    /// Whether a record fits. Its key is made only when one is asked for.
    pub(crate) fn admits(&self, record: &Record) -> bool {
        let run = record.check_run();
        self.check.is_none_or(|check| run.is_some_and(|run| run.key.specification == check))
            && self.key.is_none_or(|key| run.is_some_and(|run| run.key.digest() == key))
            && self.kind.as_ref().is_none_or(|kind| record.kind() == *kind)
            && self.document.as_ref().is_none_or(|id| record.predicate.document() == Some(id.as_str()))
            && self.item.as_ref().is_none_or(|item| Row::items_of(record).contains(item))
            && (!self.passed || run.is_some_and(CheckRun::passed))
    }

    /// [`Query::admits`] for what is known of a record without reading it.
    fn fits(&self, row: &Row) -> bool {
        self.check.is_none_or(|check| row.check == Some(check))
            && self.key.is_none_or(|key| row.key == Some(key))
            && self.kind.as_ref().is_none_or(|kind| row.kind == kind.name())
            && self.document.as_ref().is_none_or(|document| row.document.as_ref() == Some(document))
            && self.item.as_ref().is_none_or(|item| row.items.contains(item))
            && (!self.passed || row.passed)
    }
}

impl Catalog {
    /// Finds the local records. With `write` the index is brought up to date; else nothing is written.
    pub(crate) fn open(files: &Files, write: bool) -> Result<Self, LedgerError> {
        // A damaged index is deleted and built anew; when even that fails, memory has to do: an index that cannot be
        // written must not keep evidence from being written.
        for _ in 0..if write { 2 } else { 1 } {
            let Some(path) = &files.paths.index else { break };
            match Self::with_index(files, path, write) {
                Ok(Some(catalog)) => return Ok(catalog),
                Err(Failure::Files(error)) => return Err(error),
                Err(Failure::Index(error)) if is_busy(&error) => break,
                Ok(None) | Err(Failure::Index(_)) if write => discard(files),
                Ok(None) | Err(Failure::Index(_)) => {}
            }
        }
        Self::without_index(files)
    }

    fn with_index(files: &Files, path: &Path, write: bool) -> Result<Option<Self>, Failure> {
        let boot = boot(files);
        let index = if write { Index::open_write(path, &boot)? } else { Index::open_read(path, &boot)? };
        let Some(index) = index else { return Ok(None) };
        let mut catalog = Self { index: Some(index), ..Self::default() };
        catalog.read_changed_shards(files, write)?;
        Ok(Some(catalog))
    }

    /// Finds the local records from their files alone.
    pub(crate) fn without_index(files: &Files) -> Result<Self, LedgerError> {
        let mut catalog = Self::default();
        match catalog.read_changed_shards(files, false) {
            Err(Failure::Files(error)) => Err(error),
            // There is none that could fail.
            Ok(()) | Err(Failure::Index(_)) => Ok(catalog),
        }
    }

    /// Reads the folders that changed since they were indexed.
    fn read_changed_shards(&mut self, files: &Files, write: bool) -> Result<(), Failure> {
        let known: HashMap<u8, i64> = match &self.index {
            Some(index) => index.shards()?.into_iter().collect(),
            None => HashMap::new(),
        };
        let folder = files.system.metadata(&files.paths.folder(Place::Local));
        if known.is_empty() && folder.is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
            // No record was ever written here.
            return Ok(());
        }
        let now = files.system.now().as_nanosecond();
        let (mut add, mut remove, mut shards) = (Vec::new(), Vec::new(), Vec::new());
        for first in 0..=u8::MAX {
            let modified = match files.system.metadata(&files.paths.shard(first)) {
                Ok(metadata) => metadata.modified_ns,
                Err(error) if error.kind() == io::ErrorKind::NotFound && !known.contains_key(&first) => {
                    continue;
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
                Err(error) => return Err(LedgerError::io("read", files.paths.shard(first))(error).into()),
            };
            let modified = i64::try_from(modified).unwrap_or(0);
            if modified != 0 && known.get(&first) == Some(&modified) {
                continue;
            }
            let mut indexed: HashSet<Digest> = match &self.index {
                Some(index) => index.digests_of_shard(first)?.into_iter().collect(),
                None => HashSet::new(),
            };
            let mut whole = true;
            for entry in files.list_shard(first)? {
                let Entry::Local(digest, _) = entry else { continue };
                if indexed.remove(&digest) {
                    continue;
                }
                match files.read_local(&digest) {
                    Ok(Some(record)) => add.push(Row::of(&record)),
                    Ok(None) => {}
                    Err(error) => {
                        self.broken.push(error);
                        whole = false;
                    }
                }
            }
            remove.extend(indexed);
            let racy = now - i128::from(modified) < RACY_NS;
            shards.push((first, if racy || !whole { 0 } else { modified }));
        }
        self.found = add.iter().map(|row| (row.digest, row.prev.clone())).collect();
        self.highest = add.iter().map(|row| row.height).max().unwrap_or(0);
        if write && let Some(index) = &mut self.index {
            if !(add.is_empty() && remove.is_empty() && shards.is_empty()) {
                index.update(&add, &remove, &shards)?;
            }
        } else {
            self.overlay.extend(add.into_iter().map(|row| (row.digest, row)));
        }
        Ok(())
    }

    /// The greatest height among records that were found and not written by this process.
    pub(crate) fn highest_found(&self) -> u64 {
        self.highest
    }

    /// Takes in records that this process wrote.
    pub(crate) fn insert(&mut self, rows: Vec<Row>) {
        let indexed = self.index.as_mut().is_some_and(|index| index.update(&rows, &[], &[]).is_ok());
        if !indexed {
            self.overlay.extend(rows.into_iter().map(|row| (row.digest, row)));
        }
    }

    /// Forgets records that were removed.
    pub(crate) fn remove(&mut self, digests: &[Digest]) {
        if let Some(index) = &mut self.index {
            // Rows that stay name files that are gone, which every reader tolerates.
            let _ = index.update(&[], digests, &[]);
        }
        for digest in digests {
            self.overlay.remove(digest);
        }
    }

    /// Records that fit, newest first.
    pub(crate) fn find(&self, query: &Query) -> rusqlite::Result<Vec<(u64, Digest)>> {
        let mut rows = match &self.index {
            Some(index) => index.find(query)?,
            None => Vec::new(),
        };
        rows.extend(self.overlay.values().filter(|row| query.fits(row)).map(|row| (row.height, row.digest)));
        rows.sort_unstable_by(|a, b| b.cmp(a));
        rows.dedup();
        rows.truncate(query.limit.unwrap_or(usize::MAX));
        Ok(rows)
    }

    /// Records whose digests lie between two, inclusive.
    pub(crate) fn between(&self, low: [u8; 32], high: [u8; 32]) -> rusqlite::Result<Vec<Digest>> {
        let mut found = match &self.index {
            Some(index) => index.digests_between(low, high)?,
            None => Vec::new(),
        };
        found.extend(self.overlay.keys().filter(|digest| (low..=high).contains(digest.as_bytes())));
        Ok(found)
    }
}

/// Deletes the index and what SQLite keeps beside it.
pub(crate) fn discard(files: &Files) {
    for suffix in ["", "-journal"] {
        if let Some(path) = &files.paths.index {
            let mut path = path.clone().into_os_string();
            path.push(suffix);
            // One that cannot be deleted is not used either.
            let _ = files.system.remove_file(path.as_ref());
        }
    }
}

/// Whether another process holds the index: then it is sound and must not be deleted.
pub(crate) fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// Identity of the machine's boot; the same text always where the system has none.
fn boot(files: &Files) -> String {
    let id = files.system.read("/proc/sys/kernel/random/boot_id".as_ref()).unwrap_or_default();
    String::from_utf8_lossy(&id).trim().to_owned()
}

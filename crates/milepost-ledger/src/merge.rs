//! Taking in another ledger of the same repository: the union is the merge.

use std::sync::Arc;

use milepost_system::System;

use crate::{
    Access, Digest, Ledger, LedgerError, Paths, Place,
    store::files::{Entry, Files},
};

/// What a merge did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// Records that were taken in.
    pub records: usize,
    /// Blobs that were taken in.
    pub blobs: usize,
    /// Files that were left out, and why.
    pub refused: Vec<String>,
}

impl Ledger {
    /// Takes in every local record and blob of another ledger. Broken files and records of another repository are
    /// left out and named. The order of merges does not matter.
    ///
    /// # Errors
    /// When files cannot be read or written.
    pub fn merge(&self, other: &Paths) -> Result<Merged, LedgerError> {
        self.writable()?;
        let system: Arc<dyn System> = Arc::clone(&self.files.system);
        self.merge_files(&Files { system, paths: other.clone() })
    }

    /// The same for files of another machine.
    pub(crate) fn merge_files(&self, other: &Files) -> Result<Merged, LedgerError> {
        let (mut merged, mut written) = (Merged::default(), Vec::new());
        for first in 0..=u8::MAX {
            for entry in other.list_shard(first)? {
                let Entry::Local(digest, _) = entry else { continue };
                let path = self.paths().record(Place::Local, &crate::Kind::CheckRun, "", &digest);
                if self.files.system.exists(&path) {
                    continue;
                }
                match other.read_local(&digest) {
                    Ok(Some(record)) if record.link.repository == self.repository => {
                        self.files.write(&path, &record.envelope.to_bytes())?;
                        written.push(path);
                        merged.records += 1;
                    }
                    Ok(Some(record)) => merged.refused.push(format!(
                        "`{}` belongs to the repository `{}`, this one is `{}`",
                        digest.short(),
                        record.link.repository,
                        self.repository
                    )),
                    Ok(None) => {}
                    Err(error @ LedgerError::Broken { .. }) => merged.refused.push(error.to_string()),
                    Err(error) => return Err(error),
                }
            }
            for (path, _) in other.list(other.paths.local.join("blobs").join(format!("{first:02x}")))? {
                let name = path.file_stem().and_then(|name| name.to_str()).and_then(Digest::from_hex);
                let Some(digest) =
                    name.filter(|digest| !self.files.system.exists(&self.paths().blob(digest)))
                else {
                    continue;
                };
                match other.get_blob(&digest) {
                    Ok(Some(bytes)) => {
                        self.put_blob(&bytes)?;
                        merged.blobs += 1;
                    }
                    Ok(None) => {}
                    Err(error @ LedgerError::Broken { .. }) => merged.refused.push(error.to_string()),
                    Err(error) => return Err(error),
                }
            }
        }
        written.extend(self.take_unsynced());
        self.files.system.sync_files(&written).map_err(LedgerError::io("sync", &self.paths().local))?;
        let found = self.heads_from_records()?;
        self.files.update_heads(|heads| {
            heads.clock = heads.clock.max(found.clock);
            heads.heads = found.heads;
        })?;
        let system = Arc::clone(&self.files.system);
        let fresh = Self::open(system, self.paths().clone(), self.repository.clone(), Access::Write)?;
        self.replace_catalog(fresh);
        Ok(merged)
    }
}

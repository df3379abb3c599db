//! Outputs, by the digest of their bytes, compressed with zstd.

use std::{
    collections::HashSet,
    io::{self, Read as _},
    path::PathBuf,
    sync::Mutex,
};

use super::files::Files;
use crate::{Digest, LedgerError};

/// Level 3: 10 times smaller logs at several hundred MB/s.
const LEVEL: i32 = 3;

/// Blobs that were written and wait for the sync round of their batch.
#[derive(Debug, Default)]
pub(crate) struct Unsynced(Mutex<HashSet<PathBuf>>);

impl Unsynced {
    pub(crate) fn take(&self) -> Vec<PathBuf> {
        std::mem::take(&mut *self.0.lock().expect("no thread panics while it holds this lock"))
            .into_iter()
            .collect()
    }

    fn add(&self, path: PathBuf) {
        self.0.lock().expect("no thread panics while it holds this lock").insert(path);
    }
}

impl Files {
    /// Keeps a blob; synced with the next batch.
    pub(crate) fn put_blob(&self, bytes: &[u8], unsynced: &Unsynced) -> Result<Digest, LedgerError> {
        let digest = Digest::of(bytes);
        let path = self.paths.blob(&digest);
        // One that is damaged is replaced: its bytes are at hand.
        if self.get_blob(&digest).is_ok_and(|found| found.is_some()) {
            return Ok(digest);
        }
        let compressed = zstd::encode_all(bytes, LEVEL).map_err(LedgerError::io("compress", &path))?;
        if self.system.exists(&path) {
            self.system.remove_file(&path).map_err(LedgerError::io("remove", &path))?;
        }
        self.write(&path, &compressed)?;
        unsynced.add(path);
        Ok(digest)
    }

    /// The bytes of a blob, checked against its name. `None` when it is not here.
    pub(crate) fn get_blob(&self, digest: &Digest) -> Result<Option<Vec<u8>>, LedgerError> {
        let path = self.paths.blob(digest);
        let compressed = match self.system.read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(LedgerError::io("read", path)(error)),
        };
        let mut bytes = Vec::new();
        let read =
            zstd::Decoder::new(compressed.as_slice()).and_then(|mut decoder| decoder.read_to_end(&mut bytes));
        if let Err(error) = read {
            return Err(LedgerError::Broken { path, what: format!("not a zstd stream: {error}") });
        }
        let found = Digest::of(&bytes);
        if found != *digest {
            let what = format!("its content has the digest `{found}`, its name says `{digest}`");
            return Err(LedgerError::Broken { path, what });
        }
        Ok(Some(bytes))
    }
}

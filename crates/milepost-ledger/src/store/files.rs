//! Record files: the truth. Each is immutable, appears whole or not at all, and is named by its digest.

use std::{io, path::PathBuf, sync::Arc};

use milepost_system::{FileKind, System};

use super::Paths;
use crate::{Digest, LedgerError, Place, Record, store::paths::committed_name};

/// Reads and writes record files.
#[derive(Debug, Clone)]
pub(crate) struct Files {
    pub(crate) system: Arc<dyn System>,
    pub(crate) paths: Paths,
}

/// The name of one file in a record folder.
#[derive(Debug)]
pub(crate) enum Entry {
    /// A local record.
    Local(Digest, PathBuf),
    /// A committed record, by its file only.
    Committed(PathBuf),
    /// Something else, such as a temporary file of a process that died.
    Stray(PathBuf),
}

impl Files {
    /// Reads a local record and checks that its content is what its name says. `None` when there is no such file.
    pub(crate) fn read_local(&self, digest: &Digest) -> Result<Option<Record>, LedgerError> {
        let path = self.paths.record(Place::Local, &crate::Kind::CheckRun, "", digest);
        match self.system.read(&path) {
            Ok(bytes) => parse_local(&bytes, digest, path).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(LedgerError::io("read", path)(error)),
        }
    }

    /// Reads a committed record and checks its content against its name.
    pub(crate) fn read_committed(&self, place: Place, path: PathBuf) -> Result<Record, LedgerError> {
        let bytes = self.system.read(&path).map_err(LedgerError::io("read", &path))?;
        let record = Record::read(&bytes, place, path.clone())
            .map_err(|what| LedgerError::Broken { path: path.clone(), what })?;
        let right = committed_name(&record.kind(), record.date(), &record.digest);
        if path.file_name().is_some_and(|name| name.to_str() == Some(&right)) {
            Ok(record)
        } else {
            Err(LedgerError::Broken {
                path,
                what: format!("its content belongs into a file named `{right}`"),
            })
        }
    }

    /// The names in one of the 256 folders of local records.
    pub(crate) fn list_shard(&self, first: u8) -> Result<Vec<Entry>, LedgerError> {
        let folder = self.paths.shard(first);
        let entries = self.list(folder)?.into_iter().map(|(path, kind)| {
            let digest = path
                .file_name()
                .and_then(|name| name.to_str()?.strip_suffix(".json").and_then(Digest::from_hex))
                .filter(|digest| digest.as_bytes()[0] == first && kind == FileKind::File);
            match digest {
                Some(digest) => Entry::Local(digest, path),
                None => Entry::Stray(path),
            }
        });
        Ok(entries.collect())
    }

    /// The names in a folder of committed records.
    pub(crate) fn list_committed(&self, place: Place) -> Result<Vec<Entry>, LedgerError> {
        let entries = self.list(self.paths.folder(place))?.into_iter().map(|(path, kind)| {
            let named = path.extension().is_some_and(|extension| extension == "json");
            let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
            if named && !hidden && kind == FileKind::File {
                Entry::Committed(path)
            } else {
                Entry::Stray(path)
            }
        });
        Ok(entries.collect())
    }

    /// Entries of a folder; none when it does not exist.
    pub(crate) fn list(&self, folder: PathBuf) -> Result<Vec<(PathBuf, FileKind)>, LedgerError> {
        match self.system.list(&folder) {
            Ok(entries) => Ok(entries.into_iter().map(|entry| (entry.path, entry.kind)).collect()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(LedgerError::io("list", folder)(error)),
        }
    }

    /// Writes a new file, not yet synced; one that exists already holds the same bytes by its name.
    pub(crate) fn write(&self, path: &PathBuf, bytes: &[u8]) -> Result<(), LedgerError> {
        let mut result = self.system.write_new(path, bytes);
        if let (Err(error), Some(folder)) = (&result, path.parent())
            && error.kind() == io::ErrorKind::NotFound
        {
            self.system.create_dir_all(folder).map_err(LedgerError::io("create", folder))?;
            result = self.system.write_new(path, bytes);
        }
        match result {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            other => other.map_err(LedgerError::io("write", path)),
        }
    }
}

fn parse_local(bytes: &[u8], digest: &Digest, path: PathBuf) -> Result<Record, LedgerError> {
    let read = Record::read(bytes, Place::Local, path.clone());
    let found = read.as_ref().map_or_else(|_| Digest::of(bytes), |record| record.digest);
    if found != *digest {
        let what = format!("its content has the digest `{found}`, its name says `{digest}`");
        return Err(LedgerError::Broken { path, what });
    }
    read.map_err(|what| LedgerError::Broken { path, what })
}

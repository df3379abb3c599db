//! A copy of an SQLite file.

use std::{
    io,
    path::{Path, PathBuf},
};

use milepost_system::FileKind;

use super::{Place, ScratchError};
use crate::{Engine, OpenError, SqliteDatabase};

/// A SQLite database in a temporary folder. Gone when it is dropped.
#[derive(Debug)]
pub struct SqliteFile<'a> {
    place: Place<'a>,
    path: PathBuf,
}

impl<'a> SqliteFile<'a> {
    /// An empty database.
    pub fn empty(place: Place<'a>) -> Result<Self, ScratchError> {
        let path = place.root().join("scratch.db");
        // An empty file is an empty database.
        place
            .system
            .write_new(&path, &[])
            .map_err(|source| ScratchError::File { path: path.clone(), source })?;
        Ok(Self { place, path })
    }

    /// The same database, page by page, with what its write-ahead log still holds. Others may go on using it meanwhile.
    pub fn copy_of(place: Place<'a>, original: &Path) -> Result<Self, ScratchError> {
        let file = Self::empty(place)?;
        let source = SqliteDatabase::open_to_read(original)?;
        source
            .connection()
            .backup("main", &file.path, None::<fn(rusqlite::backup::Progress)>)
            .map_err(|error| failed(original, error))?;
        Ok(file)
    }

    /// The same files as they lie there now, with the journal of whoever writes: what a kill at this moment leaves.
    pub fn as_killed(place: Place<'a>, original: &Path) -> Result<Self, ScratchError> {
        let path = place.root().join("scratch.db");
        for end in ["", "-journal", "-wal"] {
            let (from, to) = (with_end(original, end), with_end(&path, end));
            if place.system.is_file(&from) {
                let copied = place.system.read(&from).and_then(|bytes| place.system.write_new(&to, &bytes));
                copied.map_err(|source| ScratchError::File { path: from, source })?;
            }
        }
        Ok(Self { place, path })
    }

    /// The same rows in as few pages as they need (`vacuum into`): smaller than a copy, and laid out anew.
    pub fn compact_copy_of(place: Place<'a>, original: &Path) -> Result<Self, ScratchError> {
        let path = place.root().join("scratch.db");
        let source = SqliteDatabase::open_to_read(original)?;
        let target = path.display().to_string();
        source.connection().execute("vacuum into ?1", [target]).map_err(|error| failed(original, error))?;
        Ok(Self { place, path })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes what lies there, and puts the same as in another file there. Links are removed, and not followed.
    pub(super) fn become_again(&self, other: &Self) -> Result<(), ScratchError> {
        let system = self.place.system;
        for end in ["", "-journal", "-wal", "-shm"] {
            let path = with_end(&self.path, end);
            if system.symlink_metadata(&path).is_ok() {
                let removed = system.remove_file(&path);
                removed.map_err(|source| ScratchError::File { path, source })?;
            }
        }
        let copied = system.read(&other.path).and_then(|bytes| system.write_new(&self.path, &bytes));
        copied.map_err(|source| ScratchError::File { path: self.path.clone(), source })
    }

    /// Where it is, if it is a file still: programs that were given it may have put a link there.
    pub(super) fn whole(&self) -> Result<&Path, ScratchError> {
        let found = self.place.system.symlink_metadata(&self.path);
        match found {
            Ok(facts) if facts.kind == FileKind::File => Ok(&self.path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(&self.path),
            Ok(_) => {
                let source = io::Error::other("is no file any more, and nothing is written there");
                Err(ScratchError::File { path: self.path.clone(), source })
            }
            Err(source) => Err(ScratchError::File { path: self.path.clone(), source }),
        }
    }

    /// Opens it.
    pub fn open(&self) -> Result<SqliteDatabase, ScratchError> {
        debug_assert!(self.path.starts_with(self.place.root()), "a scratch database is in its own folder");
        Ok(SqliteDatabase::open(self.whole()?)?)
    }
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

fn failed(original: &Path, error: rusqlite::Error) -> ScratchError {
    let place = format!("`{}`", original.display());
    OpenError { engine: Engine::Sqlite, place, source: error.into() }.into()
}

//! A copy of an SQLite file.

use std::path::{Path, PathBuf};

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
            let named = |path: &Path| PathBuf::from(format!("{}{end}", path.display()));
            let (from, to) = (named(original), named(&path));
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

    /// Opens it.
    pub fn open(&self) -> Result<SqliteDatabase, ScratchError> {
        debug_assert!(self.path.starts_with(self.place.root()), "a scratch database is in its own folder");
        Ok(SqliteDatabase::open(&self.path)?)
    }
}

fn failed(original: &Path, error: rusqlite::Error) -> ScratchError {
    let place = format!("`{}`", original.display());
    OpenError { engine: Engine::Sqlite, place, source: error.into() }.into()
}

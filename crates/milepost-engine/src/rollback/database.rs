//! The database that is rolled back: the one whose variable `[database]` names for it, and no other.

use std::{
    io,
    path::{Path, PathBuf},
};

use milepost_database::{Keep, PostgresDatabase, SqliteDatabase, Undoable};
use milepost_system::System;

use crate::{Workspace, config::DatabaseEngine, with_causes};

/// A database that was found where a variable says, and where that is, without a password.
pub(super) struct Found {
    pub(super) place: String,
    pub(super) database: Box<dyn Undoable>,
}

/// Opens it.
///
/// # Errors
/// In words: the variable is not set, or the database cannot be opened.
pub(super) fn open(workspace: &Workspace, engine: DatabaseEngine, variable: &str) -> Result<Found, String> {
    let value = workspace.system.var(variable).and_then(|value| value.into_string().ok());
    let value = value.filter(|value| !value.trim().is_empty()).ok_or_else(|| {
        format!("the variable `{variable}`, which names the database to roll back, is not set")
    })?;
    match engine {
        DatabaseEngine::Sqlite => {
            let path = sqlite_path(workspace, &value)?;
            let database = SqliteDatabase::open(&path).map_err(|error| with_causes(&error))?;
            Ok(Found { place: path.display().to_string(), database: Box::new(database) })
        }
        DatabaseEngine::Postgresql => {
            let place = PostgresDatabase::place_of(&value).map_err(|error| with_causes(&error))?;
            let database = PostgresDatabase::connect(&value).map_err(|error| with_causes(&error))?;
            Ok(Found { place, database: Box::new(database) })
        }
        DatabaseEngine::Mariadb => Err(
            "MariaDB ends a transaction with every change of a schema, so a way back could stop half-way: its statements are printed, and not run"
                .to_owned(),
        ),
    }
}

/// The folder of the file that is rolled back, on SQLite: its journal lies beside it.
pub(super) fn folder(workspace: &Workspace) -> Option<PathBuf> {
    let config = workspace.config.database.as_ref().filter(|it| it.engine == DatabaseEngine::Sqlite)?;
    let value = workspace.system.var(config.rollback.as_ref()?)?.into_string().ok()?;
    sqlite_path(workspace, &value).ok()?.parent().map(Path::to_owned)
}

/// The file that a value means: `sqlite:PATH`, `sqlite:///PATH`, `file:PATH` or the path alone, from the project's root.
fn sqlite_path(workspace: &Workspace, value: &str) -> Result<PathBuf, String> {
    let path = ["sqlite://", "sqlite:", "file://", "file:"]
        .iter()
        .find_map(|prefix| value.strip_prefix(prefix))
        .unwrap_or(value);
    let path = path.split('?').next().unwrap_or(path);
    workspace
        .system
        .canonicalize(&workspace.root.join(path))
        .map_err(|error| format!("the database `{path}` cannot be opened: {error}"))
}

/// Keeps what is taken out in a folder of the run.
pub(super) struct Kept<'s> {
    system: &'s dyn System,
    folder: PathBuf,
    file: PathBuf,
}

impl<'s> Kept<'s> {
    pub(super) fn new(system: &'s dyn System, run: &Path) -> Self {
        Self { system, folder: run.join("taken-out"), file: PathBuf::new() }
    }
}

impl Keep for Kept<'_> {
    fn begin(&mut self, name: &str) -> io::Result<()> {
        self.system.create_dir_all(&self.folder)?;
        self.file = self.folder.join(name);
        if self.system.symlink_metadata(&self.file).is_ok() {
            self.system.remove_file(&self.file)?;
        }
        self.system.append(&self.file, b"", false)?;
        self.system.set_mode(&self.file, 0o600)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.system.append(&self.file, bytes, false)
    }

    fn end(&mut self) -> io::Result<()> {
        self.system.sync_files(std::slice::from_ref(&self.file))
    }
}

//! The private folder of runs.

use std::{
    io,
    path::{Path, PathBuf},
};

use milepost_system::{DirEntry, FileKind, System, TempDir};

/// Rights of a folder that is its owner's alone.
const PRIVATE: u32 = 0o700;

/// What the names of these folders begin with.
const PREFIX: &str = "milepost-run";

/// What the names of all folders begin with that a run of checks may leave behind when it is killed.
const LEFT: [&str; 3] = [PREFIX, "milepost-tree", "milepost-key"];

/// Removes what runs that were killed left behind.
pub(crate) fn sweep(system: &dyn System) {
    TempDir::sweep(system, &LEFT);
}

/// A folder for one run after another: each finds it as if it were new. It goes away with the value.
///
/// To make a folder, and rules of a sandbox around it, costs more than to empty one.
pub(crate) struct RunDir<'a> {
    system: &'a dyn System,
    folder: Option<TempDir<'a>>,
    /// How many runs it has served.
    served: u32,
}

impl<'a> RunDir<'a> {
    /// None yet.
    pub(crate) fn new(system: &'a dyn System) -> Self {
        Self { system, folder: None, served: 0 }
    }

    /// Makes it ready for the next run: empty but for the folder that the check may fill. One that cannot be emptied,
    /// or whose rights are no longer those that we gave, is left for a new one.
    ///
    /// # Errors
    /// When none can be made.
    pub(crate) fn fresh(&mut self) -> io::Result<&Self> {
        if self.folder.as_ref().is_some_and(|folder| !self.is_emptied(folder.path())) {
            self.folder = None;
        }
        if self.folder.is_none() {
            let folder = self.folder.insert(TempDir::new(self.system, PREFIX)?);
            self.system.set_mode(folder.path(), PRIVATE)?;
            self.served = 0;
        }
        self.served += 1;
        let temporary = self.temporary();
        self.system.create_dir_all(&temporary)?;
        self.system.set_mode(&temporary, PRIVATE)?;
        Ok(self)
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.as_ref().map_or(Path::new(""), TempDir::path)
    }

    /// The folder in it that the check may fill.
    pub(crate) fn temporary(&self) -> PathBuf {
        self.path().join("tmp")
    }

    /// A name that no other run has.
    pub(crate) fn mark(&self) -> String {
        let name = self.path().file_name().unwrap_or_default().to_string_lossy();
        format!("{name}-{}", self.served)
    }

    fn is_emptied(&self, path: &Path) -> bool {
        let ours = |path: &Path| {
            let facts = self.system.symlink_metadata(path);
            facts.is_ok_and(|facts| facts.kind == FileKind::Directory && facts.mode == PRIVATE)
        };
        let Ok(entries) = self.system.list(path) else { return false };
        let gone = entries.iter().filter(|entry| !TempDir::is_lease(&entry.path)).all(|entry| {
            let removed = match entry.kind {
                FileKind::Directory => self.system.remove_dir_all(&entry.path),
                _ => self.system.remove_file(&entry.path),
            };
            removed.is_ok()
        });
        let is_lease = |entries: Vec<DirEntry>| matches!(&entries[..], [one] if TempDir::is_lease(&one.path));
        gone && ours(path) && self.system.list(path).is_ok_and(is_lease)
    }
}

#[cfg(test)]
mod tests {
    use milepost_system::OsSystem;

    use super::*;

    #[test]
    fn each_run_finds_it_as_new() {
        let mut dir = RunDir::new(&OsSystem);
        let (first, mark) = {
            let dir = dir.fresh().unwrap();
            OsSystem.append(&dir.temporary().join("left"), b"x", false).unwrap();
            OsSystem.append(&dir.path().join("prelude"), b"x", false).unwrap();
            (dir.path().to_owned(), dir.mark())
        };
        let second = dir.fresh().unwrap();
        assert_eq!(second.path(), first);
        assert_ne!(second.mark(), mark);
        assert_eq!(OsSystem.list(&first).unwrap().len(), 2);
        assert!(OsSystem.list(&second.temporary()).unwrap().is_empty());
        drop(dir);
        assert!(!OsSystem.exists(&first));
    }

    #[test]
    fn one_with_other_rights_is_left() {
        let mut dir = RunDir::new(&OsSystem);
        let first = dir.fresh().unwrap().path().to_owned();
        OsSystem.set_mode(&first, 0o777).unwrap();
        assert_ne!(dir.fresh().unwrap().path(), first);
        assert!(!OsSystem.exists(&first));
    }
}

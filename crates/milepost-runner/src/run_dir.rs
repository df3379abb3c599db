//! The private folder of runs.

use std::{
    io,
    path::{Path, PathBuf},
};

use milepost_system::{FileKind, System};

/// Rights of a folder that is its owner's alone.
const PRIVATE: u32 = 0o700;

/// A folder for one run after another: each finds it as if it were new. It goes away with the value.
///
/// To make a folder, and rules of a sandbox around it, costs more than to empty one.
pub(crate) struct RunDir<'a> {
    system: &'a dyn System,
    path: Option<PathBuf>,
    /// How many runs it has served.
    served: u32,
}

impl<'a> RunDir<'a> {
    /// None yet.
    pub(crate) fn new(system: &'a dyn System) -> Self {
        Self { system, path: None, served: 0 }
    }

    /// Makes it ready for the next run: empty but for the folder that the check may fill. One that cannot be emptied,
    /// or whose rights are no longer those that we gave, is left for a new one.
    ///
    /// # Errors
    /// When none can be made.
    pub(crate) fn fresh(&mut self) -> io::Result<&Self> {
        if self.path.as_ref().is_some_and(|path| !self.is_emptied(path)) {
            self.remove();
        }
        if self.path.is_none() {
            let path = self.path.insert(self.system.temp_dir("milepost-run")?);
            self.system.set_mode(path, PRIVATE)?;
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
        self.path.as_deref().unwrap_or(Path::new(""))
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
        let gone = entries.iter().all(|entry| {
            let removed = match entry.kind {
                FileKind::Directory => self.system.remove_dir_all(&entry.path),
                _ => self.system.remove_file(&entry.path),
            };
            removed.is_ok()
        });
        gone && ours(path) && self.system.list(path).is_ok_and(|entries| entries.is_empty())
    }

    fn remove(&mut self) {
        if let Some(path) = self.path.take() {
            // What a check has made unremovable is in the temporary folder: no reason to fail.
            drop(self.system.remove_dir_all(&path));
        }
    }
}

impl Drop for RunDir<'_> {
    fn drop(&mut self) {
        self.remove();
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
        assert_eq!(OsSystem.list(&first).unwrap().len(), 1);
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

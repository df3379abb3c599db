//! A folder for temporary files that is cleaned up, also after a kill.

use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{FileKind, FileLock, LockOutcome, System};

/// The file whose lock says that a folder is in use. The kernel lets it go when its holder dies, however it dies.
const LEASE: &str = "lease";

/// What the folder is called by which the others are found.
const PROBE: &str = "milepost-probe";

/// A folder without a lease is left alone for so long: it may be one that is just being made.
const YOUNG: Duration = Duration::from_mins(10);

/// A private folder (mode 0700) for temporary files. It goes away with the value; after a `kill -9`, with the next
/// [`sweep`](TempDir::sweep).
#[derive(Debug)]
pub struct TempDir<'a> {
    system: &'a dyn System,
    path: PathBuf,
    lease: Option<Box<dyn FileLock>>,
}

impl<'a> TempDir<'a> {
    /// Makes a new one, whose name begins with `prefix`. It holds the file of its lease, which has to stay.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new(system: &'a dyn System, prefix: &str) -> io::Result<Self> {
        loop {
            let path = system.temp_dir(prefix)?;
            let lease = path.join(LEASE);
            match system.lock(&lease, Duration::ZERO) {
                Ok(LockOutcome::Acquired(held)) if system.is_file(&lease) => {
                    return Ok(Self { system, path, lease: Some(held) });
                }
                // Somebody who sweeps was quicker, and removes it, or has done so.
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => {
                    // What we could not use is empty: if it stays, it is no reason to tell of another error.
                    let _ = system.remove_dir_all(&path);
                    return Err(error);
                }
            }
        }
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether a path is the file of a lease.
    pub fn is_lease(path: &Path) -> bool {
        path.file_name().is_some_and(|name| name == LEASE)
    }

    /// Removes the folders with these prefixes that no living process holds, and says which. What cannot be read or removed is
    /// left.
    pub fn sweep(system: &dyn System, prefixes: &[&str]) -> Vec<PathBuf> {
        Self::abandoned(system, prefixes)
            .into_iter()
            .filter(|one| system.remove_dir_all(one.path()).is_ok())
            .map(|one| one.path)
            .collect()
    }

    /// The folders with these prefixes, of this user, that no living process holds. They are held meanwhile: whoever was just
    /// making one gets another.
    pub fn abandoned(system: &dyn System, prefixes: &[&str]) -> Vec<Abandoned> {
        // Where temporary files are, the machine says by making one.
        let Ok(probe) = TempDir::new(system, PROBE) else { return Vec::new() };
        let parent = probe.path().parent();
        let entries = parent.map(|parent| system.list(parent).unwrap_or_default()).unwrap_or_default();
        let is_named = |name: &str| {
            prefixes
                .iter()
                .chain([&PROBE])
                .any(|prefix| name.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('-')))
        };
        entries
            .into_iter()
            .filter(|entry| entry.kind == FileKind::Directory)
            .map(|entry| entry.path)
            .filter(|path| path.file_name().is_some_and(|name| is_named(&name.to_string_lossy())))
            .filter(|path| system.symlink_metadata(path).is_ok_and(|facts| facts.uid == system.user_id()))
            .filter_map(|path| Abandoned::take(system, path))
            .collect()
    }
}

impl Drop for TempDir<'_> {
    fn drop(&mut self) {
        // What a command has made unremovable is in the temporary folder: no reason to fail.
        let _ = self.system.remove_dir_all(&self.path);
        self.lease.take();
    }
}

/// A folder that a dead process left behind, held until this value is dropped.
#[derive(Debug)]
pub struct Abandoned {
    path: PathBuf,
    _lease: Option<Box<dyn FileLock>>,
}

impl Abandoned {
    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn take(system: &dyn System, path: PathBuf) -> Option<Self> {
        let lease = path.join(LEASE);
        if system.is_file(&lease) {
            let Ok(LockOutcome::Acquired(held)) = system.lock(&lease, Duration::ZERO) else { return None };
            return Some(Self { path, _lease: Some(held) });
        }
        let age = system.now().as_nanosecond() - system.metadata(&path).ok()?.modified_ns;
        (age > YOUNG.as_nanos().cast_signed()).then_some(Self { path, _lease: None })
    }
}

#[cfg(test)]
mod tests {
    use crate::OsSystem;

    use super::*;

    #[test]
    fn it_goes_with_its_value() {
        let dir = TempDir::new(&OsSystem, "milepost-temporary").unwrap();
        let path = dir.path().to_owned();
        OsSystem.append(&path.join("x"), b"x", false).unwrap();
        drop(dir);
        assert!(!OsSystem.exists(&path));
    }

    #[test]
    fn only_what_nobody_holds_is_swept() {
        let held = TempDir::new(&OsSystem, "milepost-sweep").unwrap();
        // As a killed process leaves it: the file of the lease is there, and its lock gone.
        let left = OsSystem.temp_dir("milepost-sweep").unwrap();
        OsSystem.append(&left.join(LEASE), b"1\n", false).unwrap();
        OsSystem.append(&left.join("tmp"), b"x", false).unwrap();
        let young = OsSystem.temp_dir("milepost-sweep").unwrap();
        let other = OsSystem.temp_dir("milepost-sweeper").unwrap();
        assert_eq!(TempDir::sweep(&OsSystem, &["milepost-sweep"]), [left.as_path()]);
        assert!(!OsSystem.exists(&left));
        for path in [held.path(), &young, &other] {
            assert!(OsSystem.exists(path), "{}", path.display());
        }
        OsSystem.remove_dir_all(&young).unwrap();
        OsSystem.remove_dir_all(&other).unwrap();
    }
}

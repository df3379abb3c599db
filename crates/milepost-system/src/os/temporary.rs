//! The temporary file beside a file that is written: known by its name, and by its lock as one that is still written.

use std::{
    ffi::OsString,
    fs::{File, Metadata, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::files::parent;
use crate::System;

/// What stands in its name between that of the file and its own number.
const MARK: &str = ".milepost-";

/// The digits of its number.
const DIGITS: usize = 16;

/// A file beside its later place, locked as long as it is written, and removed again unless it was moved there.
pub(super) struct Temporary {
    pub(super) path: PathBuf,
    pub(super) file: File,
    armed: bool,
}

impl Temporary {
    pub(super) fn beside(system: &dyn System, path: &Path, bytes: &[u8]) -> io::Result<Self> {
        let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        // Names are limited to 255 bytes; ours adds 27.
        let stem = String::from_utf8_lossy(name.as_encoded_bytes());
        let stem = stem.get(..stem.floor_char_boundary(200)).unwrap_or_default();
        loop {
            let mut random = [0; 8];
            system.random(&mut random);
            let mut temporary = OsString::from(".");
            temporary.push(stem);
            temporary.push(format!("{MARK}{:0DIGITS$x}", u64::from_ne_bytes(random)));
            let path = parent(path).join(temporary);
            let file = OpenOptions::new().write(true).create_new(true).open(&path)?;
            // Whoever removes those of the dead may see it before it is locked: then another one is made.
            if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) || !is_named(&file.metadata()?) {
                continue;
            }
            let mut this = Self { path, file, armed: true };
            this.file.write_all(bytes)?;
            return Ok(this);
        }
    }

    pub(super) fn keep(mut self) {
        self.armed = false;
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if self.armed {
            drop(std::fs::remove_file(&self.path));
        }
    }
}

/// A file that a dead process left, locked until this value is dropped: nobody else takes it for theirs.
pub(super) struct Unfinished(File);

impl Unfinished {
    /// Takes the file at a path, if it is one: it has the name of one, is our user's, and nobody writes it.
    pub(super) fn take(path: &Path) -> Option<Self> {
        if !has_name(path.file_name()?.to_str()?) {
            return None;
        }
        let facts = std::fs::symlink_metadata(path).ok()?;
        if !facts.is_file() || !is_ours(&facts) {
            return None;
        }
        let file = OpenOptions::new().write(true).open(path).ok()?;
        // A file system without locks cannot tell the dead from the living: there it stays.
        file.try_lock().ok()?;
        is_named(&file.metadata().ok()?).then_some(Self(file))
    }

    /// Removes it.
    pub(super) fn remove(self, path: &Path) -> io::Result<()> {
        let removed = std::fs::remove_file(path);
        drop(self.0);
        removed
    }
}

/// Whether a name is that of a temporary file: `.NAME.milepost-0123456789abcdef`.
fn has_name(name: &str) -> bool {
    let is_digit = |sign: u8| sign.is_ascii_digit() || (b'a'..=b'f').contains(&sign);
    name.rsplit_once(MARK).is_some_and(|(stem, number)| {
        stem.len() > 1 && stem.starts_with('.') && number.len() == DIGITS && number.bytes().all(is_digit)
    })
}

/// Whether an open file still has a name.
fn is_named(facts: &Metadata) -> bool {
    #[cfg(unix)]
    return std::os::unix::fs::MetadataExt::nlink(facts) > 0;
    #[cfg(not(unix))]
    {
        let _ = facts;
        true
    }
}

fn is_ours(facts: &Metadata) -> bool {
    #[cfg(unix)]
    return std::os::unix::fs::MetadataExt::uid(facts) == rustix::process::geteuid().as_raw();
    #[cfg(not(unix))]
    {
        let _ = facts;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OsSystem;

    #[test]
    fn it_is_known_by_its_name() {
        for name in [".plan.md.milepost-0123456789abcdef", ".a.milepost-b.milepost-0123456789abcdef"] {
            assert!(has_name(name), "{name}");
        }
        for name in [
            "plan.md.milepost-0123456789abcdef",
            ".milepost-0123456789abcdef",
            ".plan.md.milepost-0123456789abcde",
            ".plan.md.milepost-0123456789abcdefa",
            ".plan.md.milepost-0123456789ABCDEF",
            ".plan.md.milepost-0123456789abcdeg",
            ".milepost-way-back.sql",
            "..milepost-é23456789abcdef",
        ] {
            assert!(!has_name(name), "{name}");
        }
    }

    #[test]
    fn one_that_is_written_is_left_alone_and_that_of_a_dead_writer_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let written = Temporary::beside(&OsSystem, &dir.path().join("plan.md"), b"half").unwrap();
        let path = written.path.clone();
        assert!(!OsSystem.is_unfinished(&path) && !OsSystem.remove_unfinished(&path).unwrap());
        assert!(path.exists());
        // As a killed process leaves it: the lock is gone, and the file is not.
        let Temporary { file, .. } = &written;
        file.unlock().unwrap();
        assert!(OsSystem.is_unfinished(&path) && path.exists());
        assert!(OsSystem.remove_unfinished(&path).unwrap());
        assert!(!path.exists() && !OsSystem.remove_unfinished(&path).unwrap());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_and_a_folder_with_such_a_name_are_not_ours() {
        let dir = tempfile::tempdir().unwrap();
        let (link, folder, aim) = (
            dir.path().join(".a.milepost-0123456789abcdef"),
            dir.path().join(".b.milepost-0123456789abcdef"),
            dir.path().join(".c.milepost-0123456789abcdef"),
        );
        std::fs::write(&aim, "x").unwrap();
        std::os::unix::fs::symlink(&aim, &link).unwrap();
        std::fs::create_dir(&folder).unwrap();
        assert!(!OsSystem.is_unfinished(&link) && !OsSystem.is_unfinished(&folder));
        assert!(OsSystem.is_unfinished(&aim));
    }

    #[test]
    fn writers_and_whoever_removes_do_not_hinder_each_other() {
        let dir = tempfile::tempdir().unwrap();
        let stop = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    for entry in std::fs::read_dir(dir.path()).unwrap().flatten() {
                        let _ = OsSystem.remove_unfinished(&entry.path());
                    }
                }
            });
            for number in 0..300 {
                let text = format!("{number}");
                let path = dir.path().join("plan.md");
                OsSystem.write_atomic(&path, text.as_bytes()).unwrap();
                assert_eq!(std::fs::read(&path).unwrap(), text.as_bytes());
            }
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
        });
    }
}

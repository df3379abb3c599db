//! Several files changed as one: all or none of them after recovery, whenever the process dies.
//!
//! The new contents go to one journal file that appears whole and synced; from then on the change has happened. Then
//! each file is replaced atomically, then the journal is removed. The next writing command finishes what a journal
//! holds; a file that holds neither its old nor its new content was edited since and is left alone, and said so. Where
//! nothing of the change had been written when that happened, nothing of it is written later either.

use std::{
    io,
    path::{Path, PathBuf},
};

use milepost_system::System;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::inside::inside;

const NAME: &str = "journal.json";

/// One file of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileChange {
    /// The file, absolute.
    pub path: PathBuf,
    /// The SHA-256 of its content before, in hex; `None` when it is new.
    pub before: Option<String>,
    /// Its content afterwards; `None` when it is gone.
    pub after: Option<Vec<u8>>,
    /// Its permission bits afterwards, where they are not those of before or of any new file.
    pub mode: Option<u32>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Journal {
    version: u32,
    what: String,
    files: Vec<Entry>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    path: PathBuf,
    before: Option<String>,
    /// Documents may be any bytes, so these are bytes in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mode: Option<u32>,
}

/// What recovery did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
    /// What the change was: "complete `checkout/2`".
    pub what: String,
    /// The files written now.
    pub written: Vec<PathBuf>,
    /// Files edited since, left as they are.
    pub conflicts: Vec<PathBuf>,
    /// Whether nothing of the change was written, since a file of it had been edited.
    pub given_up: bool,
}

/// Prepares the replacement of a file that holds `before` now.
pub fn change(path: PathBuf, before: Option<&[u8]>, after: Vec<u8>) -> FileChange {
    FileChange { path, before: before.map(digest), after: Some(after), mode: None }
}

/// Prepares the removal of a file that holds `before` now.
pub fn removal(path: PathBuf, before: &[u8]) -> FileChange {
    FileChange { path, before: Some(digest(before)), after: None, mode: None }
}

/// Makes a change as one of files below `root`, or below `folder`, where records are kept too. `what` names it for people.
///
/// # Errors
/// When a file lies or leads outside of `root`, when an earlier change still waits to be finished, or a file does not hold what the change expects
/// ([`io::ErrorKind::Other`] naming it), before anything is written; when a file is edited at the same time, which is
/// then left alone; or when writing fails, in which case the next [`recover`] finishes.
pub fn apply(
    system: &dyn System,
    root: &Path,
    folder: &Path,
    what: &str,
    files: &[FileChange],
) -> io::Result<()> {
    if let Some(waiting) = pending(system, folder)? {
        return Err(io::Error::other(format!("“{waiting}” was interrupted and waits to be finished")));
    }
    for file in files {
        placed(system, root, folder, &file.path)?;
        if current(system, &file.path)? != file.before {
            return Err(io::Error::other(format!("`{}` changed in the meantime", file.path.display())));
        }
    }
    let journal = Journal { version: 1, what: what.to_owned(), files: files.iter().map(Entry::of).collect() };
    let path = folder.join(NAME);
    system.create_dir_all(folder)?;
    system.write_atomic(&path, &serde_json::to_vec(&journal)?)?;
    let (_, conflicts) = finish(system, &journal)?;
    system.remove_file(&path)?;
    match conflicts.first() {
        None => Ok(()),
        Some(path) => Err(io::Error::other(format!(
            "`{}` was edited at the same time and is left as it is",
            path.display()
        ))),
    }
}

/// Refuses a path that neither the project nor the folder of the records holds. That folder lies elsewhere in a work
/// tree of its own, and in a project that is a part of its repository; it may be no link.
fn placed(system: &dyn System, root: &Path, folder: &Path, path: &Path) -> io::Result<()> {
    let refused = match inside(system, root, path) {
        Err(error) if path.starts_with(folder) => error,
        other => return other,
    };
    let Some(above) = folder.parent() else { return Err(refused) };
    inside(system, above, folder)?;
    inside(system, if system.exists(folder) { folder } else { above }, path)
}

/// What a journal that waits would change, without changing it.
///
/// # Errors
/// When the journal cannot be read.
pub fn pending(system: &dyn System, folder: &Path) -> io::Result<Option<String>> {
    Ok(read(system, folder)?.map(|journal| journal.what))
}

/// Finishes a change that was interrupted.
///
/// # Errors
/// When reading or writing fails; calling again goes on. When a file lies or leads outside of `root`: no command of ours
/// wrote such a journal, and nothing of it is written.
pub fn recover(system: &dyn System, root: &Path, folder: &Path) -> io::Result<Option<Recovered>> {
    let Some(journal) = read(system, folder)? else { return Ok(None) };
    journal.files.iter().try_for_each(|entry| placed(system, root, folder, &entry.path))?;
    let conflicts = edited_before_it_began(system, &journal)?;
    let given_up = !conflicts.is_empty();
    let (written, conflicts) = if given_up { (Vec::new(), conflicts) } else { finish(system, &journal)? };
    system.remove_file(&folder.join(NAME))?;
    Ok(Some(Recovered { what: journal.what, written, conflicts, given_up }))
}

/// Files that were edited since, of a change of which nothing is written yet: such a change is given up whole.
fn edited_before_it_began(system: &dyn System, journal: &Journal) -> io::Result<Vec<PathBuf>> {
    let mut edited = Vec::new();
    for entry in &journal.files {
        let now = current(system, &entry.path)?;
        if now == entry.digest_after()? {
            return Ok(Vec::new());
        }
        if now != entry.before {
            edited.push(entry.path.clone());
        }
    }
    Ok(edited)
}

fn read(system: &dyn System, folder: &Path) -> io::Result<Option<Journal>> {
    match system.read(&folder.join(NAME)) {
        Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(io::Error::other),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn finish(system: &dyn System, journal: &Journal) -> io::Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let (mut written, mut conflicts) = (Vec::new(), Vec::new());
    for entry in &journal.files {
        let now = current(system, &entry.path)?;
        if now == entry.digest_after()? {
            // It may have ended between the words and the rights.
            if let (Some(mode), Some(_)) = (entry.mode, &entry.after) {
                system.set_mode(&entry.path, mode)?;
            }
            continue;
        }
        if now != entry.before {
            conflicts.push(entry.path.clone());
            continue;
        }
        match &entry.after {
            Some(after) => {
                if let Some(parent) = entry.path.parent() {
                    system.create_dir_all(parent)?;
                }
                system.write_atomic(&entry.path, &unhex(after)?)?;
            }
            None => system.remove_file(&entry.path)?,
        }
        if let Some(mode) = entry.mode {
            system.set_mode(&entry.path, mode)?;
        }
        written.push(entry.path.clone());
    }
    Ok((written, conflicts))
}

impl Entry {
    fn of(file: &FileChange) -> Self {
        let after = file.after.as_deref().map(hex);
        Self { path: file.path.clone(), before: file.before.clone(), after, mode: file.mode }
    }

    /// The digest of the content afterwards; `None` when the file is gone.
    fn digest_after(&self) -> io::Result<Option<String>> {
        self.after.as_deref().map(|after| unhex(after).map(|bytes| digest(&bytes))).transpose()
    }
}

fn current(system: &dyn System, path: &Path) -> io::Result<Option<String>> {
    match system.read(path) {
        Ok(bytes) => Ok(Some(digest(&bytes))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &str) -> io::Result<Vec<u8>> {
    let pair = |at: usize| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    (0..text.len())
        .step_by(2)
        .map(pair)
        .collect::<Option<_>>()
        .ok_or_else(|| io::Error::other("the journal does not hold hex"))
}

#[cfg(test)]
mod tests {
    use milepost_system::{Fault, MemorySystem};

    use super::*;

    const FOLDER: &str = "/state";

    fn project() -> MemorySystem {
        let system = MemorySystem::new();
        system.file("/p/a.md", "a old").file("/p/b.md", "b old").dir(FOLDER);
        system
    }

    fn changes() -> Vec<FileChange> {
        vec![
            change("/p/a.md".into(), Some(b"a old"), b"a new".to_vec()),
            change("/p/b.md".into(), Some(b"b old"), b"b new".to_vec()),
            change("/p/.milepost/c.json".into(), None, b"\xff\x00".to_vec()),
        ]
    }

    fn texts(system: &MemorySystem) -> [Option<Vec<u8>>; 3] {
        ["/p/a.md", "/p/b.md", "/p/.milepost/c.json"].map(|path| system.read(Path::new(path)).ok())
    }

    #[test]
    fn all_files_change() {
        let system = project();
        apply(&system, Path::new("/p"), Path::new(FOLDER), "complete `x`", &changes()).unwrap();
        assert_eq!(
            texts(&system),
            [Some(b"a new".to_vec()), Some(b"b new".to_vec()), Some(b"\xff\x00".to_vec())]
        );
        assert_eq!(pending(&system, Path::new(FOLDER)).unwrap(), None);
    }

    #[test]
    fn whichever_write_fails_recovery_leaves_all_or_nothing() {
        let (before, after) = (texts(&project()), {
            let system = project();
            apply(&system, Path::new("/p"), Path::new(FOLDER), "x", &changes()).unwrap();
            texts(&system)
        });
        let mut seen = [false, false];
        for at in 1.. {
            let system = project();
            system.set_fault(Some(Fault::From(at)));
            let result = apply(&system, Path::new("/p"), Path::new(FOLDER), "x", &changes());
            system.set_fault(None);
            recover(&system, Path::new("/p"), Path::new(FOLDER)).unwrap();
            let now = texts(&system);
            assert!(now == before || now == after, "fault {at}: {now:?}");
            seen[usize::from(now == after)] = true;
            if result.is_ok() {
                assert!(at > 5, "a change of three files has more than {at} writes");
                break;
            }
        }
        assert_eq!(seen, [true, true]);
    }

    #[test]
    fn a_file_that_gets_another_name_is_never_lost() {
        let moved = || {
            let to = FileChange { mode: Some(0o755), ..change("/p/c.md".into(), None, b"a old".to_vec()) };
            [to, removal("/p/a.md".into(), b"a old")]
        };
        for at in 1.. {
            let system = project();
            system.set_fault(Some(Fault::From(at)));
            let result = apply(&system, Path::new("/p"), Path::new(FOLDER), "mv", &moved());
            let found = |path: &str| system.read(Path::new(path)).ok();
            assert!(found("/p/a.md").or(found("/p/c.md")) == Some(b"a old".to_vec()), "fault {at}");
            system.set_fault(None);
            recover(&system, Path::new("/p"), Path::new(FOLDER)).unwrap();
            assert_eq!(found("/p/a.md").is_some(), found("/p/c.md").is_none(), "fault {at}");
            if let Ok(facts) = system.metadata(Path::new("/p/c.md")) {
                assert_eq!(facts.mode & 0o777, 0o755, "fault {at}");
            }
            if result.is_ok() {
                assert_eq!(found("/p/a.md"), None);
                assert_eq!(system.metadata(Path::new("/p/c.md")).unwrap().mode & 0o777, 0o755);
                break;
            }
        }
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_refused_before_anything_is_written() {
        let system = project();
        system.file("/p/b.md", "edited");
        let error =
            apply(&system, Path::new("/p"), Path::new(FOLDER), "x", &changes()).unwrap_err().to_string();
        assert_eq!(error, "`/p/b.md` changed in the meantime");
        assert_eq!(system.read(Path::new("/p/a.md")).unwrap(), b"a old");
    }

    /// A change that was interrupted before its first file.
    fn interrupted() -> MemorySystem {
        let system = project();
        let journal = Journal {
            version: 1,
            what: "start `x`".into(),
            files: changes().into_iter().map(|file| Entry::of(&file)).collect(),
        };
        system.file("/state/journal.json", serde_json::to_vec(&journal).unwrap());
        system
    }

    #[test]
    fn a_change_of_which_nothing_is_written_is_given_up_when_a_file_was_edited() {
        let system = interrupted();
        system.file("/p/b.md", "edited since");
        let recovered = recover(&system, Path::new("/p"), Path::new(FOLDER)).unwrap().unwrap();
        assert!(recovered.given_up && recovered.written.is_empty());
        assert_eq!(recovered.conflicts, [PathBuf::from("/p/b.md")]);
        assert_eq!(texts(&system), [Some(b"a old".to_vec()), Some(b"edited since".to_vec()), None]);
        assert_eq!(recover(&system, Path::new("/p"), Path::new(FOLDER)).unwrap(), None);
    }

    #[test]
    fn a_change_that_waits_is_not_forgotten_for_another() {
        let system = interrupted();
        let error =
            apply(&system, Path::new("/p"), Path::new(FOLDER), "y", &changes()).unwrap_err().to_string();
        assert_eq!(error, "“start `x`” was interrupted and waits to be finished");
        assert!(recover(&system, Path::new("/p"), Path::new(FOLDER)).unwrap().is_some());
        assert_eq!(texts(&system)[0], Some(b"a new".to_vec()));
    }

    #[test]
    fn recovery_leaves_a_file_that_was_edited_since() {
        let system = interrupted();
        system.file("/p/a.md", "edited since").file("/p/.milepost/c.json", b"\xff\x00");
        assert_eq!(pending(&system, Path::new(FOLDER)).unwrap().as_deref(), Some("start `x`"));
        let recovered = recover(&system, Path::new("/p"), Path::new(FOLDER)).unwrap().unwrap();
        assert_eq!(recovered.conflicts, [PathBuf::from("/p/a.md")]);
        assert_eq!(system.read(Path::new("/p/a.md")).unwrap(), b"edited since");
        assert_eq!(system.read(Path::new("/p/b.md")).unwrap(), b"b new");
        assert_eq!(recover(&system, Path::new("/p"), Path::new(FOLDER)).unwrap(), None);
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "links are made in a real folder")]
    fn records_may_lie_elsewhere_and_lead_nowhere() {
        let outer = tempfile::tempdir().unwrap();
        let (root, folder) = (outer.path().join("repo/part"), outer.path().join("repo/.git/milepost"));
        for made in [&root, &folder, &outer.path().join("other")] {
            std::fs::create_dir_all(made).unwrap();
        }
        std::os::unix::fs::symlink("../../other", folder.parent().unwrap().join("linked")).unwrap();
        std::os::unix::fs::symlink("../../../other", folder.join("records")).unwrap();
        let system = milepost_system::OsSystem;
        let is_placed =
            |folder: &Path, name: &str| placed(&system, &root, folder, &folder.join(name)).is_ok();
        assert!(is_placed(&folder, "a.json") && is_placed(&folder, "new/a.json"));
        assert!(!is_placed(&folder, "records/a.json"), "a link in it leads away");
        assert!(!is_placed(&folder.with_file_name("linked"), "a.json"), "it is a link itself");
        assert!(is_placed(&folder.with_file_name("not-yet"), "a.json"));
        assert!(placed(&system, &root, &folder, &outer.path().join("repo/.git/config")).is_err());
    }
}

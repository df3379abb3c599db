//! Moving references, also where a Git that was killed left its locks.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use milepost_system::{
    FileKind, System,
    git::{Git, GitError, Repository},
};

/// How long a lock has to lie untouched until it is believed that nobody holds it.
const QUIET: Duration = Duration::from_secs(2);

/// The references of a repository, for a run.
pub(super) struct References<'r> {
    /// The outside.
    pub(super) system: &'r dyn System,
    /// Git there.
    pub(super) git: &'r Git<'r>,
    /// Where it keeps references and locks.
    pub(super) repository: &'r Repository,
    /// The frozen plan of the run: no lock of ours is older.
    pub(super) plan: PathBuf,
    /// When this process took the run up, in nanoseconds since the epoch: what it finds from then on is no left lock.
    pub(super) since_ns: i128,
}

impl References<'_> {
    /// Moves a reference, or makes it.
    ///
    /// # Errors
    /// When Git fails, or somebody else holds the reference.
    pub(super) fn move_to(&self, name: &str, new: &str, old: Option<&str>) -> Result<(), GitError> {
        self.again(name, new, || self.git.move_reference(name, new, old))
    }

    /// Removes a reference that is at this object.
    ///
    /// # Errors
    /// As [`References::move_to`].
    pub(super) fn remove(&self, name: &str, at: &str) -> Result<(), GitError> {
        self.again(name, at, || self.git.drop_reference(name, at))
    }

    fn again(
        &self,
        name: &str,
        object: &str,
        act: impl Fn() -> Result<(), GitError>,
    ) -> Result<(), GitError> {
        act().or_else(|error| if self.remove_left_locks(name, object) { act() } else { Err(error) })
    }

    /// Removes the lock of a reference that a killed Git of this run left, and the empty ones that Git takes with it: of HEAD for a
    /// branch, of the packed references for one that is removed. Without the first, the others are somebody's. Whether there
    /// was one.
    fn remove_left_locks(&self, name: &str, object: &str) -> bool {
        let (own, common) = (&self.repository.git_dir, &self.repository.common_dir);
        let Ok(plan) = self.system.metadata(&self.plan) else { return false };
        let left = Left { system: self.system, from_ns: plan.modified_ns, until_ns: self.since_ns };
        let lock = common.join(format!("{name}.lock"));
        let held = format!("{object}\n");
        // Nobody else has anything to do with references of this name.
        let is_ours = name.starts_with("refs/milepost/");
        let texts = if is_ours { vec!["", &held] } else { vec![&*held] };
        // Git was killed between making the lock and writing it: then no process has it open.
        let is_left =
            left.is_left(&lock, &texts) || left.is_left(&lock, &[""]) && left.is_open_nowhere(&lock);
        if !is_left {
            return false;
        }
        let beside = if is_ours { common.join("packed-refs.lock") } else { own.join("HEAD.lock") };
        if left.is_left(&beside, &[""]) && self.system.remove_file(&beside).is_err() {
            return false;
        }
        self.system.remove_file(&lock).is_ok()
    }
}

/// Tells locks that a process left which is gone.
struct Left<'s> {
    system: &'s dyn System,
    /// They are not older, in nanoseconds since the epoch.
    from_ns: i128,
    /// They are not younger.
    until_ns: i128,
}

impl Left<'_> {
    /// Whether a lock holds one of these texts, and nobody touches it for a while.
    fn is_left(&self, path: &Path, texts: &[&str]) -> bool {
        let look = || {
            let facts = self.system.symlink_metadata(path).ok()?;
            let is_ours =
                facts.kind == FileKind::File && (self.from_ns..=self.until_ns).contains(&facts.modified_ns);
            let bytes = is_ours.then(|| self.system.read(path).ok()).flatten()?;
            texts.iter().any(|text| text.as_bytes() == bytes).then_some((facts.modified_ns, bytes))
        };
        let Some(before) = look() else { return false };
        self.system.sleep(QUIET);
        look() == Some(before)
    }

    /// Whether it is known that no process has a file open. Of a file of another user it is not, nor where the system does not
    /// tell.
    fn is_open_nowhere(&self, path: &Path) -> bool {
        let own = self.system.user_id();
        let is_own = |path: &Path| self.system.symlink_metadata(path).is_ok_and(|facts| facts.uid == own);
        let Ok(path) = self.system.canonicalize(path) else { return false };
        let Ok(entries) = self.system.list(Path::new("/proc")) else { return false };
        let is_process = |entry: &Path| {
            let name = entry.file_name().unwrap_or_default().as_encoded_bytes();
            !name.is_empty() && name.iter().all(u8::is_ascii_digit)
        };
        let mut processes =
            entries.into_iter().map(|entry| entry.path).filter(|entry| is_process(entry)).peekable();
        // Another user could not have made this file.
        is_own(&path)
            && processes.peek().is_some()
            && processes.filter(|process| is_own(process)).all(|process| {
                match self.system.list(&process.join("fd")) {
                    Ok(open) => {
                        open.iter().all(|file| self.system.read_link(&file.path).ok().as_ref() != Some(&path))
                    }
                    // It ended meanwhile, or hides what it does.
                    Err(_) => !self.system.exists(&process),
                }
            })
    }
}

#[cfg(test)]
mod tests {
    use milepost_system::MemorySystem;

    use super::*;

    const LOCK: &str = "/p/.git/refs/heads/work.lock";

    /// A lock with this text, of a run that began and was taken up so many nanoseconds after it.
    fn left(text: &str, (began, taken_up): (i128, i128)) -> bool {
        let system = MemorySystem::new();
        system.file(LOCK, text);
        let now = system.metadata(Path::new(LOCK)).unwrap().modified_ns;
        let left = Left { system: &system, from_ns: now + began, until_ns: now + taken_up };
        left.is_left(Path::new(LOCK), &["4f2e\n"])
    }

    #[test]
    fn a_lock_of_what_the_run_would_write_is_left_by_it() {
        assert!(left("4f2e\n", (0, 0)) && left("4f2e\n", (-1, 1)));
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the file has to be open")]
    fn an_empty_lock_is_left_where_no_process_has_it_open() {
        let folder = tempfile::tempdir().unwrap();
        let lock = folder.path().join("work.lock");
        let file = std::fs::File::create(&lock).unwrap();
        let system = milepost_system::OsSystem;
        let left = Left { system: &system, from_ns: 0, until_ns: i128::MAX };
        assert!(left.is_left(&lock, &[""]));
        assert!(!left.is_open_nowhere(&lock), "this process has it open");
        drop(file);
        assert_eq!(left.is_open_nowhere(&lock), cfg!(target_os = "linux"));
        assert!(!left.is_open_nowhere(&folder.path().join("other.lock")), "it is not there");
        let nothing = MemorySystem::new();
        nothing.file(LOCK, "");
        assert!(!Left { system: &nothing, ..left }.is_open_nowhere(Path::new(LOCK)), "nobody tells");
    }

    #[test]
    fn a_lock_of_something_else_of_before_or_of_now_is_somebodys() {
        assert!(!left("77aa\n", (0, 0)) && !left("4f2e", (0, 0)) && !left("", (0, 0)));
        assert!(!left("4f2e\n", (1, 2)) && !left("4f2e\n", (-2, -1)));
    }
}

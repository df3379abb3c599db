//! The trait behind which the outside world stands.

use std::{
    ffi::OsString,
    fmt, io,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::{Timestamp, tz::TimeZone};

use crate::{ProcessOutput, ProcessRequest};

/// What a path is, without following a symbolic link at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A regular file.
    File,
    /// A folder.
    Directory,
    /// A symbolic link.
    Symlink,
    /// A socket, device, pipe …
    Other,
}

/// Facts about one path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metadata {
    /// What it is.
    pub kind: FileKind,
    /// Size in bytes.
    pub len: u64,
    /// Last modification, nanoseconds since the Unix epoch.
    pub modified_ns: i128,
    /// Permission bits (Unix), `0o644` elsewhere.
    pub mode: u32,
    /// Owner's user id (Unix), 0 elsewhere.
    pub uid: u32,
}

/// One entry of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirEntry {
    /// The whole path.
    pub path: PathBuf,
    /// What it is, without following links.
    pub kind: FileKind,
}

/// One of the standard streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard input.
    Stdin,
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// Held while a lock file is held; released on drop and by the death of the process.
pub trait FileLock: Send + fmt::Debug {
    /// What the lock file held before: other bytes for each time that somebody held the lock, none for the first. They end with
    /// `released` where whoever held it let it go, and did not just die.
    fn previous(&self) -> &[u8];

    /// Whether whoever held it before died without letting it go.
    fn was_abandoned(&self) -> bool {
        !self.previous().is_empty() && !self.previous().ends_with(RELEASED)
    }

    /// Whether nobody held the lock since its file held these bytes.
    fn nobody_since(&self, seen: &[u8]) -> bool {
        self.previous() == seen && (seen.is_empty() || seen.ends_with(RELEASED))
    }
}

/// The end of a lock file that nobody holds any more.
pub(crate) const RELEASED: &[u8] = b" released\n";

/// What [`System::lock`] came to.
#[derive(Debug)]
pub enum LockOutcome {
    /// The lock is ours until this value is dropped.
    Acquired(Box<dyn FileLock>),
    /// Another process (its id, where it is known) still holds it after the whole wait.
    HeldBy(Option<u32>),
}

/// Files, clock, environment, processes.
///
/// Paths are absolute, or relative to the process's current folder. All functions report errors as [`io::Error`]
/// without the path: callers add it, as they know what the path means.
pub trait System: Send + Sync + fmt::Debug {
    /// Reads a whole regular file. Pipes, devices and sockets are errors: they may never end.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// Facts about a path, following symbolic links.
    fn metadata(&self, path: &Path) -> io::Result<Metadata>;

    /// Facts about a path itself.
    fn symlink_metadata(&self, path: &Path) -> io::Result<Metadata>;

    /// The target of a symbolic link.
    fn read_link(&self, path: &Path) -> io::Result<PathBuf>;

    /// The absolute path without links and dots. Fails where it does not exist.
    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf>;

    /// The entries of a folder, sorted by name.
    fn list(&self, dir: &Path) -> io::Result<Vec<DirEntry>>;

    /// Every file (and link) below `root`, sorted, leaving out what Git ignores, `.git` and hidden folders unless
    /// `hidden` is set. Links are not followed. Unreadable folders are left out, and so are
    /// repositories inside of the one that is walked.
    fn walk(&self, root: &Path, hidden: bool) -> Vec<PathBuf>;

    /// Makes a folder and its parents.
    fn create_dir_all(&self, dir: &Path) -> io::Result<()>;

    /// Replaces a file's content at once: a temporary file beside it, synced, renamed over it, folder synced.
    /// The mode of an existing file is kept; a symbolic link is written through, not replaced.
    fn write_atomic(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;

    /// Makes a new file that appears whole or not at all, not yet synced; an existing one is
    /// [`io::ErrorKind::AlreadyExists`].
    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;

    /// Whether a path is the temporary file of such a write whose process is dead.
    fn is_unfinished(&self, path: &Path) -> bool;

    /// Removes such a temporary file; whether it was one. What a living process writes stays.
    fn remove_unfinished(&self, path: &Path) -> io::Result<bool>;

    /// Appends to a file, making it when absent, and syncs it when `sync` is set.
    fn append(&self, path: &Path, bytes: &[u8], sync: bool) -> io::Result<()>;

    /// Makes the content and the names of these files durable: one round for a whole batch.
    fn sync_files(&self, paths: &[PathBuf]) -> io::Result<()>;

    /// Renames a file over another.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    fn remove_file(&self, path: &Path) -> io::Result<()>;

    /// Removes a folder that is empty, and fails where it is not.
    fn remove_dir(&self, path: &Path) -> io::Result<()>;

    /// Removes a folder and all in it.
    fn remove_dir_all(&self, path: &Path) -> io::Result<()>;

    /// Sets the permission bits of a path.
    fn set_mode(&self, path: &Path, mode: u32) -> io::Result<()>;

    /// Makes a new private folder (mode 0700) for temporary files.
    fn temp_dir(&self, prefix: &str) -> io::Result<PathBuf>;

    /// Takes an advisory lock on a file (made when absent), waiting at most `wait`.
    fn lock(&self, path: &Path, wait: Duration) -> io::Result<LockOutcome>;

    /// The wall clock. Never used for order.
    fn now(&self) -> Timestamp;

    /// The local time zone.
    fn time_zone(&self) -> TimeZone;

    /// A clock that only goes forward, from an arbitrary start.
    fn monotonic(&self) -> Duration;

    /// Blocks for a while.
    fn sleep(&self, duration: Duration);

    /// One environment variable.
    fn var(&self, name: &str) -> Option<OsString>;

    /// The whole environment, sorted by name.
    fn vars(&self) -> Vec<(OsString, OsString)>;

    /// The current folder.
    fn current_dir(&self) -> io::Result<PathBuf>;

    /// The path of the running executable.
    fn current_exe(&self) -> io::Result<PathBuf>;

    /// The id of this process.
    fn process_id(&self) -> u32;

    /// The effective user id (0 where there is none).
    fn user_id(&self) -> u32;

    /// Cryptographically random bytes.
    fn random(&self, bytes: &mut [u8]);

    /// Whether a stream is a terminal.
    fn is_terminal(&self, stream: Stream) -> bool;

    /// Whether this process has a terminal of its own that can be opened, wherever its streams go.
    fn has_terminal(&self) -> bool;

    /// Runs a trusted tool of our own choice (Git, `ssh-keygen`) to its end and captures its output. Text from a
    /// document is never run here: that is the runner's work.
    fn run(&self, request: &ProcessRequest) -> io::Result<ProcessOutput>;

    /// Runs a tool of the user's choice in front of the user, such as a pager: it reads what the request gives it, and
    /// writes where this process writes. Answers with its exit code, `None` when a signal ended it.
    fn run_in_front(&self, request: &ProcessRequest) -> io::Result<Option<i32>>;

    /// The file that a program's name means, by `PATH`. Its relative folders do not count: there, whoever wrote the
    /// files of the current folder would choose the program.
    fn find_program(&self, name: &str) -> Option<PathBuf> {
        if name.contains('/') {
            return self.metadata(Path::new(name)).ok().map(|_| PathBuf::from(name));
        }
        programs(self.var("PATH"), name).into_iter().find(|candidate| is_program(self, candidate))
    }

    /// The same for a program that is started in a folder: what lies in the checkout around that folder, or leads there
    /// by a link, does not count either. Whoever wrote the checkout would choose the program.
    fn find_program_for(&self, name: &str, folder: &Path) -> Option<PathBuf> {
        let mut found = programs(self.var("PATH"), name).into_iter().filter(|file| is_program(self, file));
        let first = found.next()?;
        let Some(checkout) = checkout(self, folder) else { return Some(first) };
        let is_of_it = |path: &Path| {
            let mut way = path.ancestors().filter(|part| part.components().count() > 1);
            way.any(|part| self.canonicalize(part).is_ok_and(|real| real.starts_with(&checkout)))
        };
        std::iter::once(first).chain(found).find(|candidate| !is_of_it(candidate))
    }

    /// Whether a path exists (following links).
    fn exists(&self, path: &Path) -> bool {
        self.metadata(path).is_ok()
    }

    /// Whether a path is a regular file (following links).
    fn is_file(&self, path: &Path) -> bool {
        self.metadata(path).is_ok_and(|m| m.kind == FileKind::File)
    }

    /// Whether a path is a folder (following links).
    fn is_dir(&self, path: &Path) -> bool {
        self.metadata(path).is_ok_and(|m| m.kind == FileKind::Directory)
    }
}

/// Where a program may be, in the order of `PATH`.
fn programs(path: Option<OsString>, name: &str) -> Vec<PathBuf> {
    let path = path.unwrap_or_default();
    std::env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(name))
        .collect()
}

fn is_program<S: System + ?Sized>(system: &S, file: &Path) -> bool {
    system.metadata(file).is_ok_and(|facts| facts.kind == FileKind::File && facts.mode & 0o111 != 0)
}

/// The top of the work tree around a folder: its repository, else the project that is configured there.
fn checkout<S: System + ?Sized>(system: &S, folder: &Path) -> Option<PathBuf> {
    let real = system.canonicalize(folder).ok()?;
    let with = |name: &str| {
        real.ancestors()
            .find(|folder| system.symlink_metadata(&folder.join(name)).is_ok())
            .map(Path::to_owned)
    };
    with(".git").or_else(|| with("milepost.toml"))
}

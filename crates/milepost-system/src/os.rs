//! The real machine.
#![expect(clippy::disallowed_methods, reason = "this is the one place that touches the machine")]

mod files;
mod lock;
mod temporary;
mod tool;

use std::{
    ffi::OsString,
    fs::File,
    io::{self, IsTerminal, Read},
    path::{Path, PathBuf},
    sync::OnceLock,
    time::{Duration, Instant, SystemTime},
};

use jiff::{Timestamp, tz::TimeZone};

use crate::{DirEntry, LockOutcome, Metadata, ProcessOutput, ProcessRequest, Stream, System};

/// Files, clock, environment and processes of the operating system.
#[derive(Debug, Default, Clone, Copy)]
pub struct OsSystem;

impl OsSystem {
    /// The machine that we run on.
    pub const fn new() -> Self {
        Self
    }
}

impl System for OsSystem {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        files::read(path)
    }

    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        std::fs::metadata(path).map(|m| files::facts(&m))
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<Metadata> {
        std::fs::symlink_metadata(path).map(|m| files::facts(&m))
    }

    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        std::fs::read_link(path)
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        std::fs::canonicalize(path)
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<DirEntry>> {
        files::list(dir)
    }

    fn walk(&self, root: &Path, hidden: bool) -> Vec<PathBuf> {
        files::walk(root, hidden)
    }

    fn create_dir_all(&self, dir: &Path) -> io::Result<()> {
        std::fs::create_dir_all(dir)
    }

    fn write_atomic(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        files::write_atomic(self, path, bytes)
    }

    fn is_unfinished(&self, path: &Path) -> bool {
        temporary::Unfinished::take(path).is_some()
    }

    fn remove_unfinished(&self, path: &Path) -> io::Result<bool> {
        temporary::Unfinished::take(path).map_or(Ok(false), |one| one.remove(path).map(|()| true))
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        files::write_new(self, path, bytes)
    }

    fn append(&self, path: &Path, bytes: &[u8], sync: bool) -> io::Result<()> {
        files::append(path, bytes, sync)
    }

    fn sync_files(&self, paths: &[PathBuf]) -> io::Result<()> {
        files::sync(paths)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        std::fs::rename(from, to)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_file(path)
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_dir(path)
    }

    fn remove_dir_all(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_dir_all(path)
    }

    fn set_mode(&self, path: &Path, mode: u32) -> io::Result<()> {
        files::set_mode(path, mode)
    }

    fn temp_dir(&self, prefix: &str) -> io::Result<PathBuf> {
        Ok(tempfile::Builder::new().prefix(&format!("{prefix}-")).rand_bytes(8).tempdir()?.keep())
    }

    fn lock(&self, path: &Path, wait: Duration) -> io::Result<LockOutcome> {
        lock::lock(path, wait)
    }

    fn now(&self) -> Timestamp {
        Timestamp::try_from(SystemTime::now()).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    fn time_zone(&self) -> TimeZone {
        TimeZone::system()
    }

    fn monotonic(&self) -> Duration {
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed()
    }

    fn sleep(&self, duration: Duration) {
        std::thread::sleep(duration);
    }

    fn var(&self, name: &str) -> Option<OsString> {
        std::env::var_os(name)
    }

    fn vars(&self) -> Vec<(OsString, OsString)> {
        let mut vars: Vec<_> = std::env::vars_os().collect();
        vars.sort();
        vars
    }

    fn current_dir(&self) -> io::Result<PathBuf> {
        std::env::current_dir()
    }

    fn current_exe(&self) -> io::Result<PathBuf> {
        std::env::current_exe()
    }

    fn process_id(&self) -> u32 {
        std::process::id()
    }

    fn user_id(&self) -> u32 {
        #[cfg(unix)]
        return rustix::process::geteuid().as_raw();
        #[cfg(not(unix))]
        0
    }

    fn random(&self, bytes: &mut [u8]) {
        File::open("/dev/urandom")
            .and_then(|mut source| source.read_exact(bytes))
            .expect("the kernel's random source can be read");
    }

    fn is_terminal(&self, stream: Stream) -> bool {
        match stream {
            Stream::Stdin => io::stdin().is_terminal(),
            Stream::Stdout => io::stdout().is_terminal(),
            Stream::Stderr => io::stderr().is_terminal(),
        }
    }

    fn has_terminal(&self) -> bool {
        File::options().read(true).write(true).open("/dev/tty").is_ok()
    }

    fn run(&self, request: &ProcessRequest) -> io::Result<ProcessOutput> {
        tool::run(request)
    }

    fn run_in_front(&self, request: &ProcessRequest) -> io::Result<Option<i32>> {
        tool::run_in_front(request)
    }
}

//! The machine, on which this process dies at a write that was chosen.

use std::{
    ffi::OsString,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use milepost_system::{
    DirEntry, LockOutcome, Metadata, OsSystem, ProcessOutput, ProcessRequest, Stream, System,
};

/// What is said when the journal has its first line.
pub(super) const BEGUN: &str = "begun";

/// When to die.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// Before the write of this number, of all writes and calls of programs.
    Write(u64),
    /// Before this line of the journal.
    BeforeLine(u64),
    /// With the half of it written.
    Torn(u64),
    /// After it.
    AfterLine(u64),
    /// Never: the writes and the lines are counted.
    Never,
}

#[derive(Debug)]
pub(super) struct KillingSystem {
    inner: OsSystem,
    moment: Moment,
    writes: AtomicU64,
    lines: AtomicU64,
}

impl KillingSystem {
    pub(super) fn new(moment: Moment) -> Self {
        Self { inner: OsSystem::new(), moment, writes: AtomicU64::new(0), lines: AtomicU64::new(0) }
    }

    /// Writes and lines so far.
    pub(super) fn counts(&self) -> (u64, u64) {
        (self.writes.load(Ordering::Relaxed), self.lines.load(Ordering::Relaxed))
    }

    fn write(&self) {
        let at = self.writes.fetch_add(1, Ordering::Relaxed);
        if self.moment == Moment::Write(at) {
            die();
        }
    }
}

/// As a kill from outside: nothing is unwound.
fn die() {
    let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    std::process::abort();
}

impl System for KillingSystem {
    fn append(&self, path: &Path, bytes: &[u8], sync: bool) -> io::Result<()> {
        self.write();
        if path.file_name().is_none_or(|name| name != "journal.ndjson") {
            return self.inner.append(path, bytes, sync);
        }
        let at = self.lines.fetch_add(1, Ordering::Relaxed);
        if self.moment == Moment::BeforeLine(at) {
            die();
        }
        if self.moment == Moment::Torn(at) {
            self.inner.append(path, &bytes[..bytes.len() / 2], true)?;
            die();
        }
        self.inner.append(path, bytes, sync)?;
        if self.moment == Moment::AfterLine(at) {
            die();
        }
        if at == 0 && self.moment == Moment::Never {
            // Who kills from outside waits for this.
            writeln!(io::stderr(), "{BEGUN}")?;
        }
        Ok(())
    }

    fn is_unfinished(&self, path: &Path) -> bool {
        self.inner.is_unfinished(path)
    }

    fn remove_unfinished(&self, path: &Path) -> io::Result<bool> {
        self.inner.remove_unfinished(path)
    }

    fn create_dir_all(&self, dir: &Path) -> io::Result<()> {
        self.write();
        self.inner.create_dir_all(dir)
    }

    fn write_atomic(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.write();
        self.inner.write_atomic(path, bytes)
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.write();
        self.inner.write_new(path, bytes)
    }

    fn sync_files(&self, paths: &[PathBuf]) -> io::Result<()> {
        self.write();
        self.inner.sync_files(paths)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.write();
        self.inner.rename(from, to)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.write();
        self.inner.remove_file(path)
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        self.write();
        self.inner.remove_dir(path)
    }

    fn remove_dir_all(&self, path: &Path) -> io::Result<()> {
        self.write();
        self.inner.remove_dir_all(path)
    }

    fn set_mode(&self, path: &Path, mode: u32) -> io::Result<()> {
        self.write();
        self.inner.set_mode(path, mode)
    }

    fn run(&self, request: &ProcessRequest) -> io::Result<ProcessOutput> {
        self.write();
        self.inner.run(request)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.inner.read(path)
    }

    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        self.inner.metadata(path)
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<Metadata> {
        self.inner.symlink_metadata(path)
    }

    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        self.inner.read_link(path)
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        self.inner.canonicalize(path)
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<DirEntry>> {
        self.inner.list(dir)
    }

    fn walk(&self, root: &Path, hidden: bool) -> Vec<PathBuf> {
        self.inner.walk(root, hidden)
    }

    fn temp_dir(&self, prefix: &str) -> io::Result<PathBuf> {
        self.inner.temp_dir(prefix)
    }

    fn lock(&self, path: &Path, wait: Duration) -> io::Result<LockOutcome> {
        self.inner.lock(path, wait)
    }

    fn now(&self) -> jiff::Timestamp {
        self.inner.now()
    }

    fn time_zone(&self) -> jiff::tz::TimeZone {
        self.inner.time_zone()
    }

    fn monotonic(&self) -> Duration {
        self.inner.monotonic()
    }

    fn sleep(&self, duration: Duration) {
        self.inner.sleep(duration);
    }

    fn var(&self, name: &str) -> Option<OsString> {
        self.inner.var(name)
    }

    fn vars(&self) -> Vec<(OsString, OsString)> {
        self.inner.vars()
    }

    fn current_dir(&self) -> io::Result<PathBuf> {
        self.inner.current_dir()
    }

    fn current_exe(&self) -> io::Result<PathBuf> {
        self.inner.current_exe()
    }

    fn process_id(&self) -> u32 {
        self.inner.process_id()
    }

    fn user_id(&self) -> u32 {
        self.inner.user_id()
    }

    fn random(&self, bytes: &mut [u8]) {
        self.inner.random(bytes);
    }

    fn is_terminal(&self, stream: Stream) -> bool {
        self.inner.is_terminal(stream)
    }

    fn has_terminal(&self) -> bool {
        self.inner.has_terminal()
    }

    fn run_in_front(&self, request: &ProcessRequest) -> io::Result<Option<i32>> {
        self.inner.run_in_front(request)
    }
}

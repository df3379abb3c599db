//! The in-memory twin of the machine, for tests.

mod lock;
mod state;
mod walk;

use std::{
    ffi::OsString,
    fmt, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::{Timestamp, tz::TimeZone};

use lock::MemoryLock;
pub use state::Fault;
use state::{Node, State};

use crate::{DirEntry, FileKind, LockOutcome, Metadata, ProcessOutput, ProcessRequest, Stream, System};

/// Answers a request to run a tool.
type Tool = Arc<dyn Fn(&ProcessRequest) -> io::Result<ProcessOutput> + Send + Sync>;

/// Files, clock, environment and tools in memory.
///
/// Clones share one machine. Paths are read without regard to the real one: `/` exists and is the current folder,
/// the environment is empty, the clock stands at 2026-01-01T00:00:00Z in UTC, and no tool can be run until
/// [`MemorySystem::on_run`] says what it answers. Each change of a file takes the clock of files forward by one
/// nanosecond, so that two writes never have the same time.
#[derive(Clone)]
pub struct MemorySystem {
    state: Arc<Mutex<State>>,
    tool: Arc<Mutex<Option<Tool>>>,
}

impl MemorySystem {
    /// An empty machine.
    pub fn new() -> Self {
        Self { state: Arc::new(Mutex::new(State::new())), tool: Arc::default() }
    }

    /// Adds a file (and the folders above it), whatever faults are set.
    pub fn file(&self, path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> &Self {
        self.place(path.as_ref(), |state| state.new_file(bytes.as_ref()));
        self
    }

    /// Adds a folder and those above it.
    pub fn dir(&self, path: impl AsRef<Path>) -> &Self {
        self.state().make_dirs(path.as_ref()).expect("a folder can be made there");
        self
    }

    /// Adds a symbolic link.
    pub fn symlink(&self, path: impl AsRef<Path>, target: impl Into<PathBuf>) -> &Self {
        let target = target.into();
        self.place(path.as_ref(), |_| Node::Link(target));
        self
    }

    /// Sets a variable of the environment.
    pub fn set_var(&self, name: impl Into<OsString>, value: impl Into<OsString>) -> &Self {
        self.state().env.insert(name.into(), value.into());
        self
    }

    /// Sets the wall clock.
    pub fn set_now(&self, now: Timestamp) -> &Self {
        self.state().now = now;
        self
    }

    /// Takes both clocks forward.
    pub fn advance(&self, duration: Duration) -> &Self {
        self.state().advance(duration);
        self
    }

    /// Sets the local time zone.
    pub fn set_time_zone(&self, zone: TimeZone) -> &Self {
        self.state().zone = zone;
        self
    }

    /// Sets the current folder, made when absent.
    pub fn set_current_dir(&self, dir: impl Into<PathBuf>) -> &Self {
        let dir = dir.into();
        self.dir(&dir);
        self.state().cwd = dir;
        self
    }

    /// Says which streams are terminals.
    pub fn set_terminal(&self, stream: Stream, terminal: bool) -> &Self {
        let mut state = self.state();
        state.terminals.retain(|s| *s != stream);
        if terminal {
            state.terminals.push(stream);
        }
        drop(state);
        self
    }

    /// Sets what [`System::run`] answers.
    pub fn on_run(
        &self,
        answer: impl Fn(&ProcessRequest) -> io::Result<ProcessOutput> + Send + Sync + 'static,
    ) -> &Self {
        *self.tool.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(answer));
        self
    }

    /// Makes changes of files fail from now on, as the fault says; `None` heals.
    pub fn set_fault(&self, fault: Option<Fault>) -> &Self {
        self.state().set_fault(fault);
        self
    }

    /// How many changes of files (writes, renames, removals, new folders) there were.
    pub fn changes(&self) -> usize {
        self.state().changes
    }

    /// How often something was made durable: alone, or many files at once.
    pub fn syncs(&self) -> usize {
        self.state().syncs
    }

    /// Every file with its content, by path.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let state = self.state();
        let files = state.nodes.iter().filter_map(|(path, node)| match node {
            Node::File { bytes, .. } => Some((path.clone(), bytes.clone())),
            _ => None,
        });
        files.collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn place(&self, path: &Path, node: impl FnOnce(&mut State) -> Node) {
        let mut state = self.state();
        let path = state.absolute(path);
        if let Some(parent) = path.parent() {
            state.make_dirs(parent).expect("a folder can be made there");
        }
        let node = node(&mut state);
        state.nodes.insert(path, node);
    }
}

impl Default for MemorySystem {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemorySystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemorySystem").field("paths", &self.state().nodes.keys()).finish_non_exhaustive()
    }
}

impl System for MemorySystem {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.state().bytes(path).map(<[u8]>::to_vec)
    }

    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        let state = self.state();
        let path = state.resolve(path, true)?;
        state.facts(&path)
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<Metadata> {
        let state = self.state();
        let path = state.resolve(path, false)?;
        state.facts(&path)
    }

    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        let state = self.state();
        match state.nodes.get(&state.resolve(path, false)?) {
            Some(Node::Link(target)) => Ok(target.clone()),
            Some(_) => Err(io::ErrorKind::InvalidInput.into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        let state = self.state();
        let path = state.resolve(path, true)?;
        state.facts(&path).map(|_| path)
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<DirEntry>> {
        let state = self.state();
        let dir = state.resolve(dir, true)?;
        match state.nodes.get(&dir) {
            Some(Node::Dir) => Ok(state.children(&dir)),
            Some(_) => Err(io::ErrorKind::NotADirectory.into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn walk(&self, root: &Path, hidden: bool) -> Vec<PathBuf> {
        walk::walk(&self.state(), root, hidden)
    }

    fn create_dir_all(&self, dir: &Path) -> io::Result<()> {
        let mut state = self.state();
        let dir = state.resolve(dir, true)?;
        if state.nodes.get(&dir).is_some_and(|node| matches!(node, Node::Dir)) {
            return Ok(());
        }
        state.change()?;
        state.make_dirs(&dir)
    }

    fn write_atomic(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.state();
        let path = state.resolve(path, true)?;
        state.change()?;
        state.syncs += 1;
        state.write(&path, bytes)
    }

    /// Here a write is done or not.
    fn is_unfinished(&self, _path: &Path) -> bool {
        false
    }

    fn remove_unfinished(&self, _path: &Path) -> io::Result<bool> {
        Ok(false)
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.state();
        let path = state.resolve(path, false)?;
        if state.nodes.contains_key(&path) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        state.change()?;
        state.write(&path, bytes)
    }

    fn append(&self, path: &Path, bytes: &[u8], sync: bool) -> io::Result<()> {
        let mut state = self.state();
        let path = state.resolve(path, true)?;
        state.change()?;
        state.syncs += usize::from(sync);
        let mut whole = match state.nodes.get(&path) {
            Some(Node::File { bytes, .. }) => bytes.clone(),
            _ => Vec::new(),
        };
        whole.extend_from_slice(bytes);
        state.write(&path, &whole)
    }

    fn sync_files(&self, paths: &[PathBuf]) -> io::Result<()> {
        self.state().syncs += 1;
        paths.iter().try_for_each(|path| self.metadata(path).map(|_| ()))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.state();
        let (from, to) = (state.resolve(from, false)?, state.resolve(to, false)?);
        state.change()?;
        state.rename(&from, &to)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        let path = state.resolve(path, false)?;
        if state.facts(&path)?.kind == FileKind::Directory {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        state.change()?;
        state.nodes.remove(&path);
        Ok(())
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        if self.list(path)?.is_empty() {
            return self.remove_dir_all(path);
        }
        Err(io::ErrorKind::DirectoryNotEmpty.into())
    }

    fn remove_dir_all(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        let path = state.resolve(path, false)?;
        match state.facts(&path)?.kind {
            FileKind::Directory => {
                state.change()?;
                state.nodes.retain(|other, _| !other.starts_with(&path));
                Ok(())
            }
            _ => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    fn set_mode(&self, path: &Path, new: u32) -> io::Result<()> {
        let mut state = self.state();
        let path = state.resolve(path, true)?;
        state.change()?;
        match state.nodes.get_mut(&path) {
            Some(Node::File { mode, .. }) => *mode = new,
            Some(_) => drop(state.folder_modes.insert(path, new)),
            None => return Err(io::ErrorKind::NotFound.into()),
        }
        Ok(())
    }

    fn temp_dir(&self, prefix: &str) -> io::Result<PathBuf> {
        let mut state = self.state();
        let path = PathBuf::from(format!("/tmp/{prefix}-{:016x}", state.next_random()));
        state.make_dirs(&path)?;
        Ok(path)
    }

    fn lock(&self, path: &Path, wait: Duration) -> io::Result<LockOutcome> {
        let mut state = self.state();
        let path = state.resolve(path, true)?;
        if !state.locks.insert(path.clone()) {
            state.advance(wait);
            return Ok(LockOutcome::HeldBy(Some(1)));
        }
        let previous = state.bytes(&path).map(<[u8]>::to_vec).unwrap_or_default();
        state.write(&path, &[&previous, &b"1"[..]].concat())?;
        Ok(LockOutcome::Acquired(Box::new(MemoryLock { state: Arc::clone(&self.state), path, previous })))
    }

    fn now(&self) -> Timestamp {
        self.state().now
    }

    fn time_zone(&self) -> TimeZone {
        self.state().zone.clone()
    }

    fn monotonic(&self) -> Duration {
        self.state().monotonic
    }

    fn sleep(&self, duration: Duration) {
        self.state().advance(duration);
    }

    fn var(&self, name: &str) -> Option<OsString> {
        self.state().env.get(std::ffi::OsStr::new(name)).cloned()
    }

    fn vars(&self) -> Vec<(OsString, OsString)> {
        self.state().env.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    fn current_dir(&self) -> io::Result<PathBuf> {
        Ok(self.state().cwd.clone())
    }

    fn current_exe(&self) -> io::Result<PathBuf> {
        Ok(PathBuf::from("/usr/bin/milepost"))
    }

    fn process_id(&self) -> u32 {
        1
    }

    fn user_id(&self) -> u32 {
        0
    }

    fn random(&self, bytes: &mut [u8]) {
        let mut state = self.state();
        for chunk in bytes.chunks_mut(8) {
            let random = state.next_random().to_le_bytes();
            chunk.copy_from_slice(&random[..chunk.len()]);
        }
    }

    fn is_terminal(&self, stream: Stream) -> bool {
        self.state().terminals.contains(&stream)
    }

    fn has_terminal(&self) -> bool {
        !self.state().terminals.is_empty()
    }

    fn run(&self, request: &ProcessRequest) -> io::Result<ProcessOutput> {
        // Not under the lock: the answer may ask the machine.
        let tool = self.tool.lock().unwrap_or_else(PoisonError::into_inner).clone();
        tool.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?(request)
    }

    fn run_in_front(&self, request: &ProcessRequest) -> io::Result<Option<i32>> {
        self.run(request).map(|output| output.code)
    }
}

#[cfg(test)]
mod tests;

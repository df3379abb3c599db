//! What the in-memory machine holds.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    io,
    path::{Component, Path, PathBuf},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use crate::{DirEntry, FileKind, Metadata, Stream};

/// Which changes of files fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Only the n-th from now (1 is the next).
    Once(usize),
    /// The n-th from now and all after it, as if the machine had lost its disk.
    From(usize),
}

/// One thing at a path.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// A folder.
    Dir,
    /// A file.
    File {
        /// Its content.
        bytes: Vec<u8>,
        /// Its permission bits.
        mode: u32,
        /// When it was written, nanoseconds since the epoch.
        modified_ns: i128,
    },
    /// A symbolic link and its target as written.
    Link(PathBuf),
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) nodes: BTreeMap<PathBuf, Node>,
    /// Permission bits of folders that are not 0755.
    pub(super) folder_modes: BTreeMap<PathBuf, u32>,
    pub(super) env: BTreeMap<OsString, OsString>,
    pub(super) cwd: PathBuf,
    pub(super) now: Timestamp,
    pub(super) monotonic: Duration,
    pub(super) zone: TimeZone,
    pub(super) terminals: Vec<Stream>,
    pub(super) locks: BTreeSet<PathBuf>,
    pub(super) changes: usize,
    pub(super) syncs: usize,
    fault: Option<Fault>,
    ticks: i128,
    seed: u64,
}

impl State {
    pub(super) fn new() -> Self {
        Self {
            nodes: BTreeMap::from([(PathBuf::from("/"), Node::Dir)]),
            folder_modes: BTreeMap::new(),
            env: BTreeMap::new(),
            cwd: PathBuf::from("/"),
            now: Timestamp::constant(1_767_225_600, 0),
            monotonic: Duration::ZERO,
            zone: TimeZone::UTC,
            terminals: Vec::new(),
            locks: BTreeSet::new(),
            changes: 0,
            syncs: 0,
            fault: None,
            ticks: 0,
            seed: 0,
        }
    }

    pub(super) fn set_fault(&mut self, fault: Option<Fault>) {
        self.fault = fault.map(|fault| match fault {
            Fault::Once(n) => Fault::Once(self.changes + n),
            Fault::From(n) => Fault::From(self.changes + n),
        });
    }

    /// Counts one change, and fails where a fault was set.
    pub(super) fn change(&mut self) -> io::Result<()> {
        self.changes += 1;
        match self.fault {
            Some(Fault::Once(n)) if n == self.changes => Err(io::Error::other("injected fault")),
            Some(Fault::From(n)) if n <= self.changes => Err(io::Error::other("injected fault")),
            _ => Ok(()),
        }
    }

    pub(super) fn advance(&mut self, duration: Duration) {
        self.monotonic += duration;
        let step = SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX);
        self.now = self.now.checked_add(step).unwrap_or(Timestamp::MAX);
    }

    /// SplitMix64 (Steele, Lea and Flood 2014): the same numbers on every run.
    pub(super) fn next_random(&mut self) -> u64 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// The path from the root, links and dots kept.
    pub(super) fn absolute(&self, path: &Path) -> PathBuf {
        self.cwd.join(path)
    }

    /// The path without dots and links; the last link stays unless `last` is set. The path need not exist.
    pub(super) fn resolve(&self, path: &Path, last: bool) -> io::Result<PathBuf> {
        let mut todo: Vec<OsString> = self.absolute(path).components().rev().map(owned).collect();
        let mut done = PathBuf::from("/");
        let mut links = 0;
        while let Some(part) = todo.pop() {
            match part.as_encoded_bytes() {
                b"/" => done = PathBuf::from("/"),
                b"." => {}
                b".." => drop(done.pop()),
                _ => {
                    done.push(&part);
                    if let Some(Node::Link(target)) = self.nodes.get(&done)
                        && (last || !todo.is_empty())
                    {
                        links += 1;
                        if links > 40 {
                            return Err(io::Error::other("too many levels of symbolic links"));
                        }
                        done.pop();
                        todo.extend(target.components().rev().map(owned));
                    }
                }
            }
        }
        Ok(done)
    }

    pub(super) fn bytes(&self, path: &Path) -> io::Result<&[u8]> {
        match self.nodes.get(&self.resolve(path, true)?) {
            Some(Node::File { bytes, .. }) => Ok(bytes),
            Some(_) => Err(io::ErrorKind::IsADirectory.into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// Facts about a resolved path.
    pub(super) fn facts(&self, path: &Path) -> io::Result<Metadata> {
        let facts = |kind, len, modified_ns, mode| Metadata { kind, len, modified_ns, mode, uid: 0 };
        Ok(match self.nodes.get(path).ok_or(io::ErrorKind::NotFound)? {
            Node::Dir => {
                facts(FileKind::Directory, 0, 0, self.folder_modes.get(path).copied().unwrap_or(0o755))
            }
            Node::Link(target) => facts(FileKind::Symlink, target.as_os_str().len() as u64, 0, 0o777),
            Node::File { bytes, mode, modified_ns } => {
                facts(FileKind::File, bytes.len() as u64, *modified_ns, *mode)
            }
        })
    }

    pub(super) fn new_file(&mut self, bytes: &[u8]) -> Node {
        self.ticks += 1;
        Node::File { bytes: bytes.to_vec(), mode: 0o644, modified_ns: self.now.as_nanosecond() + self.ticks }
    }

    /// Writes a file at a resolved path; its mode stays.
    pub(super) fn write(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        match path.parent().and_then(|parent| self.nodes.get(parent)) {
            Some(Node::Dir) => {}
            Some(_) => return Err(io::ErrorKind::NotADirectory.into()),
            None => return Err(io::ErrorKind::NotFound.into()),
        }
        let mut new = self.new_file(bytes);
        match (self.nodes.get(path), &mut new) {
            (Some(Node::Dir), _) => return Err(io::ErrorKind::IsADirectory.into()),
            (Some(Node::File { mode: old, .. }), Node::File { mode, .. }) => *mode = *old,
            _ => {}
        }
        self.nodes.insert(path.to_path_buf(), new);
        Ok(())
    }

    pub(super) fn make_dirs(&mut self, dir: &Path) -> io::Result<()> {
        let dir = self.resolve(dir, true)?;
        for ancestor in dir.ancestors() {
            match self.nodes.get(ancestor) {
                Some(Node::Dir) => {}
                Some(_) => return Err(io::ErrorKind::NotADirectory.into()),
                None => drop(self.nodes.insert(ancestor.to_path_buf(), Node::Dir)),
            }
        }
        Ok(())
    }

    pub(super) fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        if !self.nodes.contains_key(from) || !to.parent().is_some_and(|p| self.nodes.contains_key(p)) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let moved: Vec<PathBuf> = self.nodes.keys().filter(|p| p.starts_with(from)).cloned().collect();
        for path in moved {
            let node = self.nodes.remove(&path).expect("listed just now");
            let rest = path.strip_prefix(from).expect("it starts with it");
            let target = if rest.as_os_str().is_empty() { to.to_path_buf() } else { to.join(rest) };
            self.nodes.insert(target, node);
        }
        Ok(())
    }

    /// The entries of a resolved folder, sorted by name.
    pub(super) fn children(&self, dir: &Path) -> Vec<DirEntry> {
        let below = self.nodes.range(dir.to_path_buf()..).skip(1);
        let below = below.take_while(|(path, _)| path.starts_with(dir));
        let direct = below.filter(|(path, _)| path.parent() == Some(dir));
        direct
            .map(|(path, node)| {
                let kind = match node {
                    Node::Dir => FileKind::Directory,
                    Node::File { .. } => FileKind::File,
                    Node::Link(_) => FileKind::Symlink,
                };
                DirEntry { path: path.clone(), kind }
            })
            .collect()
    }
}

fn owned(component: Component<'_>) -> OsString {
    component.as_os_str().to_owned()
}

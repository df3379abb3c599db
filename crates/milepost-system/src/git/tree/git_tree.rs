//! The check tree as a Git tree in a private object folder.

use std::{
    borrow::Cow,
    collections::HashSet,
    ffi::OsString,
    path::{Path, PathBuf},
};

use super::{
    super::{Git, GitError, ObjectFormat, Repository, files::parse_name_status},
    Replacement, Snapshot, TreeChange, TreeId,
    blob::blob_name,
    is_excluded,
    listing::Listing,
};
use crate::{FileKind, ProcessRequest, TempDir};

/// Our own objects are rebuilt when lost: no sync, little compression.
const FAST: [&str; 4] = ["-c", "core.fsync=none", "-c", "core.looseCompression=1"];

#[derive(Debug)]
pub(super) struct GitTree<'a> {
    git: Git<'a>,
    index: PathBuf,
    own_objects: PathBuf,
    kept_objects: PathBuf,
    format: ObjectFormat,
}

/// What an entry of the tree is made of.
enum Entry {
    Gone,
    Link(String),
    Content { mode: &'static str, source: Source },
}

/// Where the bytes of an entry are.
enum Source {
    File(PathBuf),
    Bytes(Vec<u8>),
}

impl<'a> GitTree<'a> {
    pub(super) fn new(git: Git<'a>, repository: &Repository) -> Self {
        Self {
            git,
            index: repository.git_dir.join("index"),
            own_objects: repository.common_dir.join("objects"),
            kept_objects: repository.common_dir.join("milepost").join("objects"),
            format: repository.object_format,
        }
    }

    pub(super) fn snapshot(
        &self,
        replacements: &[Replacement],
        exclude: &[&Path],
    ) -> Result<Snapshot, GitError> {
        let system = self.git.system();
        system
            .create_dir_all(&self.kept_objects)
            .map_err(|source| GitError::file("create", &self.kept_objects, source))?;
        self.in_temporary(|dir| {
            let objects = Objects { into: self.kept_objects.clone(), others: vec![self.own_objects.clone()] };
            self.build(dir, &objects, true, replacements, exclude)
        })
    }

    /// The same with objects in the temporary folder, and the comparison with `old` while they exist.
    pub(super) fn identify(
        &self,
        replacements: &[Replacement],
        exclude: &[&Path],
        old: Option<&TreeId>,
    ) -> Result<(Snapshot, Vec<TreeChange>), GitError> {
        self.in_temporary(|dir| {
            let objects = Objects {
                into: dir.join("objects"),
                others: vec![self.own_objects.clone(), self.kept_objects.clone()],
            };
            let system = self.git.system();
            system
                .create_dir_all(&objects.into)
                .map_err(|source| GitError::file("create", &objects.into, source))?;
            let snapshot = self.build(dir, &objects, false, replacements, exclude)?;
            let changes = match old {
                // Two names of one tree differ in nothing.
                Some(old) if *old == snapshot.tree => Vec::new(),
                Some(old) => self.diff_with(&objects, old, &snapshot.tree)?,
                None => Vec::new(),
            };
            Ok((snapshot, changes))
        })
    }

    pub(super) fn diff(&self, old: &TreeId, new: &TreeId) -> Result<Vec<TreeChange>, GitError> {
        let objects = Objects { into: self.own_objects.clone(), others: vec![self.kept_objects.clone()] };
        self.diff_with(&objects, old, new)
    }

    fn diff_with(&self, objects: &Objects, old: &TreeId, new: &TreeId) -> Result<Vec<TreeChange>, GitError> {
        let args = ["diff-tree", "-r", "-z", "--no-renames", "--name-status", "--end-of-options"];
        let request = self.git.request(args).args([old.as_str(), new.as_str()]);
        let names = parse_name_status(&self.git.bytes(&objects.set(request))?)?;
        let mut changes: Vec<TreeChange> = names
            .into_iter()
            .map(|name| match name.status {
                'A' => TreeChange::Added(name.path),
                'D' => TreeChange::Removed(name.path),
                _ => TreeChange::Modified(name.path),
            })
            .collect();
        changes.sort_by(|a, b| a.path().cmp(b.path()));
        Ok(changes)
    }

    fn in_temporary<T>(&self, work: impl FnOnce(&Path) -> Result<T, GitError>) -> Result<T, GitError> {
        let system = self.git.system();
        let dir = TempDir::new(system, "milepost-tree")
            .map_err(|source| GitError::file("create", Path::new("a temporary folder"), source))?;
        work(dir.path())
    }

    fn build(
        &self,
        dir: &Path,
        objects: &Objects,
        write_blobs: bool,
        replacements: &[Replacement],
        exclude: &[&Path],
    ) -> Result<Snapshot, GitError> {
        let system = self.git.system();
        let listing = Listing::read(&self.git)?;
        let index = dir.join("index");
        match system.read(&self.index) {
            Ok(bytes) => {
                system.write_new(&index, &bytes).map_err(|source| GitError::file("write", &index, source))?;
            }
            // Before the first `git add` there is no index.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => return Err(GitError::file("read", &self.index, source)),
        }
        let mut entries: Vec<(PathBuf, Entry)> = Vec::new();
        for path in listing.tracked.iter().filter(|path| is_excluded(path, exclude)) {
            entries.push((path.clone(), Entry::Gone));
        }
        let replaced: HashSet<&Path> = replacements.iter().map(|one| one.path.as_path()).collect();
        for path in listing.doubtful.iter().chain(&listing.untracked) {
            if !replaced.contains(path.as_path()) && !is_excluded(path, exclude) {
                let untracked = listing.untracked.contains(path);
                entries.push((path.clone(), self.entry(path, untracked)?));
            }
        }
        for replacement in replacements.iter().filter(|one| !is_excluded(&one.path, exclude)) {
            let source = Source::Bytes(replacement.bytes.clone());
            let entry = Entry::Content { mode: self.mode_of(&replacement.path), source };
            entries.push((replacement.path.clone(), entry));
        }
        if !entries.is_empty() {
            let info = self.index_info(dir, objects, write_blobs, &entries)?;
            let request = self.git.request(["update-index", "-z", "--add", "--index-info"]).stdin(info);
            self.git.bytes(&objects.set(request).env("GIT_INDEX_FILE", &index))?;
        }
        let mut args = FAST.to_vec();
        args.push("write-tree");
        if !write_blobs {
            args.push("--missing-ok");
        }
        let request = objects.set(self.git.request(args)).env("GIT_INDEX_FILE", &index);
        let tree = self.git.bytes(&request)?;
        let tree = String::from_utf8_lossy(&tree).trim().to_owned();
        if tree.len() != self.format.hex_len() {
            return Err(GitError::output("write-tree", tree.as_bytes(), "the name of a tree"));
        }
        Ok(Snapshot { tree: TreeId::new(tree), filtered: listing.filtered })
    }

    /// What stands at a path of the work tree.
    fn entry(&self, path: &Path, untracked: bool) -> Result<Entry, GitError> {
        let system = self.git.system();
        let whole = self.git.root().join(path);
        let metadata = match system.symlink_metadata(&whole) {
            Ok(metadata) => metadata,
            Err(error) if is_gone(&error) => return Ok(Entry::Gone),
            Err(source) => return Err(GitError::file("read", path, source)),
        };
        match metadata.kind {
            FileKind::File => {
                let mode = if metadata.mode & 0o100 == 0 { "100644" } else { "100755" };
                Ok(Entry::Content { mode, source: Source::File(whole) })
            }
            FileKind::Symlink => {
                let target =
                    system.read_link(&whole).map_err(|source| GitError::file("read", path, source))?;
                let bytes = target.into_os_string().into_encoded_bytes();
                Ok(Entry::Content { mode: "120000", source: Source::Bytes(bytes) })
            }
            // A submodule, a repository within the repository, or a folder where a file was.
            FileKind::Directory if untracked || system.exists(&whole.join(".git")) => {
                let head = Git::new(system, &whole).head()?;
                Ok(head.map_or(Entry::Gone, Entry::Link))
            }
            FileKind::Directory | FileKind::Other => Ok(Entry::Gone),
        }
    }

    fn mode_of(&self, path: &Path) -> &'static str {
        let metadata = self.git.system().metadata(&self.git.root().join(path));
        if metadata.is_ok_and(|metadata| metadata.mode & 0o100 != 0) { "100755" } else { "100644" }
    }

    /// The lines for `update-index --index-info`: removals first, as a folder may stand where a file was.
    fn index_info(
        &self,
        dir: &Path,
        objects: &Objects,
        write_blobs: bool,
        entries: &[(PathBuf, Entry)],
    ) -> Result<Vec<u8>, GitError> {
        let sources = entries.iter().filter_map(|(path, entry)| match entry {
            Entry::Content { source, .. } => Some((path.as_path(), source)),
            _ => None,
        });
        let hashes = if write_blobs {
            self.write_blobs(dir, objects, &sources.collect::<Vec<_>>())?
        } else {
            sources.map(|(path, source)| self.blob_name(path, source)).collect::<Result<_, _>>()?
        };
        let mut hashes = hashes.into_iter();
        let mut info = Vec::new();
        let mut line = |mode: &str, object: &str, path: &Path| {
            info.extend_from_slice(format!("{mode} {object}\t").as_bytes());
            info.extend_from_slice(path.as_os_str().as_encoded_bytes());
            info.push(0);
        };
        let zeros = "0".repeat(self.format.hex_len());
        for (path, _) in entries {
            line("0", &zeros, &without_slash(path));
        }
        for (path, entry) in entries {
            match entry {
                Entry::Gone => {}
                Entry::Link(head) => line("160000", head, &without_slash(path)),
                Entry::Content { mode, .. } => {
                    line(mode, &hashes.next().expect("one hash for each source"), path);
                }
            }
        }
        Ok(info)
    }

    /// The blob name of raw bytes, made without Git.
    fn blob_name(&self, path: &Path, source: &Source) -> Result<String, GitError> {
        let bytes = match source {
            Source::Bytes(bytes) => Cow::Borrowed(bytes.as_slice()),
            Source::File(file) => {
                let read = self.git.system().read(file);
                Cow::Owned(read.map_err(|source| GitError::file("read", path, source))?)
            }
        };
        blob_name(self.format, path, &bytes)
    }

    /// Writes raw bytes as blobs, and returns their names.
    fn write_blobs(
        &self,
        dir: &Path,
        objects: &Objects,
        sources: &[(&Path, &Source)],
    ) -> Result<Vec<String>, GitError> {
        if sources.is_empty() {
            return Ok(Vec::new());
        }
        let mut stdin = Vec::new();
        for (number, (_, source)) in sources.iter().enumerate() {
            let file = match source {
                Source::File(file) => Cow::Borrowed(file),
                Source::Bytes(bytes) => {
                    let file = dir.join(format!("content-{number}"));
                    write(&self.git, &file, bytes)?;
                    Cow::Owned(file)
                }
            };
            quote(file.as_os_str().as_encoded_bytes(), &mut stdin);
            stdin.push(b'\n');
        }
        let mut args = FAST.to_vec();
        args.extend(["hash-object", "--no-filters", "--stdin-paths", "-w"]);
        let output = self.git.bytes(&objects.set(self.git.request(args)).stdin(stdin))?;
        let hashes: Vec<String> = String::from_utf8_lossy(&output).lines().map(str::to_owned).collect();
        if hashes.len() == sources.len() {
            Ok(hashes)
        } else {
            Err(GitError::output("hash-object", &output, "one name for each file"))
        }
    }
}

/// Where Git writes objects, and where else it finds them.
struct Objects {
    into: PathBuf,
    others: Vec<PathBuf>,
}

impl Objects {
    fn set(&self, request: ProcessRequest) -> ProcessRequest {
        let mut others = OsString::new();
        for (number, other) in self.others.iter().enumerate() {
            if number > 0 {
                others.push(":");
            }
            let mut quoted = Vec::new();
            quote(other.as_os_str().as_encoded_bytes(), &mut quoted);
            others.push(super::super::path_from(&quoted));
        }
        request.env("GIT_OBJECT_DIRECTORY", &self.into).env("GIT_ALTERNATE_OBJECT_DIRECTORIES", others)
    }
}

fn write(git: &Git<'_>, path: &Path, bytes: &[u8]) -> Result<(), GitError> {
    git.system().write_new(path, bytes).map_err(|source| GitError::file("write", path, source))
}

/// Whether nothing is at the path any more, also because a folder above it became a file.
fn is_gone(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory)
}

/// Git lists a repository within the repository with a slash at its end.
fn without_slash(path: &Path) -> PathBuf {
    path.components().collect()
}

/// Git's quoting of names: like a C string, every byte that is not plain as three octal digits.
fn quote(bytes: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    for byte in bytes {
        match byte {
            b'"' | b'\\' => out.extend([b'\\', *byte]),
            b' '..=b'~' => out.push(*byte),
            _ => out.extend(format!("\\{byte:03o}").into_bytes()),
        }
    }
    out.push(b'"');
}

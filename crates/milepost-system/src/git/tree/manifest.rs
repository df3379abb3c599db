//! The check tree of a folder without Git: a sorted list of modes, digests and paths.

use std::{
    collections::BTreeMap,
    fmt::Write,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{
    super::{GitError, path_from},
    Replacement, Snapshot, TreeChange, TreeId, is_excluded,
};
use crate::{FileKind, System};

const PREFIX: &str = "manifest:";

#[derive(Debug)]
pub(super) struct ManifestTree<'a> {
    system: &'a dyn System,
    root: PathBuf,
    store: PathBuf,
}

/// `MODE SHA256` of each path.
type Manifest = BTreeMap<PathBuf, String>;

impl<'a> ManifestTree<'a> {
    pub(super) fn new(system: &'a dyn System, root: PathBuf, store: PathBuf) -> Self {
        Self { system, root, store }
    }

    pub(super) fn snapshot(
        &self,
        replacements: &[Replacement],
        exclude: &[&Path],
    ) -> Result<Snapshot, GitError> {
        let bytes = write(&self.read(replacements, exclude)?);
        let tree = name(&bytes);
        let path = self.path(&tree);
        let exists = |source: &std::io::Error| source.kind() == std::io::ErrorKind::AlreadyExists;
        self.system
            .create_dir_all(&self.store)
            .and_then(|()| self.system.write_new(&path, &bytes))
            .or_else(|source| if exists(&source) { Ok(()) } else { Err(source) })
            .map_err(|source| GitError::file("write", &path, source))?;
        Ok(Snapshot { tree, filtered: Vec::new() })
    }

    pub(super) fn identify(
        &self,
        replacements: &[Replacement],
        exclude: &[&Path],
    ) -> Result<Snapshot, GitError> {
        let tree = name(&write(&self.read(replacements, exclude)?));
        Ok(Snapshot { tree, filtered: Vec::new() })
    }

    pub(super) fn changes_since(
        &self,
        old: &TreeId,
        replacements: &[Replacement],
        exclude: &[&Path],
    ) -> Result<(Snapshot, Vec<TreeChange>), GitError> {
        let now = self.read(replacements, exclude)?;
        let tree = name(&write(&now));
        Ok((Snapshot { tree, filtered: Vec::new() }, compare(&self.kept(old)?, &now)))
    }

    pub(super) fn diff(&self, old: &TreeId, new: &TreeId) -> Result<Vec<TreeChange>, GitError> {
        Ok(compare(&self.kept(old)?, &self.kept(new)?))
    }

    fn read(&self, replacements: &[Replacement], exclude: &[&Path]) -> Result<Manifest, GitError> {
        let mut manifest = Manifest::new();
        for whole in self.system.walk(&self.root, true) {
            let path = whole.strip_prefix(&self.root).unwrap_or(&whole).to_path_buf();
            if is_excluded(&path, exclude) || whole.starts_with(&self.store) {
                continue;
            }
            let failed = |source| GitError::file("read", &path, source);
            let metadata = match self.system.symlink_metadata(&whole) {
                Ok(metadata) => metadata,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => return Err(failed(error)),
            };
            let (mode, bytes) = match metadata.kind {
                FileKind::Symlink => {
                    let target = self.system.read_link(&whole).map_err(failed)?;
                    ("120000", target.into_os_string().into_encoded_bytes())
                }
                _ if metadata.mode & 0o100 != 0 => ("100755", self.system.read(&whole).map_err(failed)?),
                _ => ("100644", self.system.read(&whole).map_err(failed)?),
            };
            manifest.insert(path, format!("{mode} {}", hex(&bytes)));
        }
        for replacement in replacements.iter().filter(|r| !is_excluded(&r.path, exclude)) {
            let mode = manifest.get(&replacement.path).and_then(|line| line.split(' ').next());
            let line = format!("{} {}", mode.unwrap_or("100644"), hex(&replacement.bytes));
            manifest.insert(replacement.path.clone(), line);
        }
        Ok(manifest)
    }

    fn kept(&self, tree: &TreeId) -> Result<Manifest, GitError> {
        let path = self.path(tree);
        let bytes = self.system.read(&path).map_err(|source| GitError::file("read", &path, source))?;
        let records = bytes.split(|b| *b == 0).filter(|record| !record.is_empty());
        records
            .map(|record| {
                let tab = record.iter().position(|b| *b == b'\t');
                let tab = tab.ok_or_else(|| GitError::output("manifest", record, "a digest and a path"))?;
                let line = String::from_utf8_lossy(&record[..tab]).into_owned();
                Ok((path_from(&record[tab + 1..]), line))
            })
            .collect()
    }

    fn path(&self, tree: &TreeId) -> PathBuf {
        self.store.join(tree.as_str().trim_start_matches(PREFIX))
    }
}

fn write(manifest: &Manifest) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (path, line) in manifest {
        bytes.extend_from_slice(line.as_bytes());
        bytes.push(b'\t');
        bytes.extend_from_slice(path.as_os_str().as_encoded_bytes());
        bytes.push(0);
    }
    bytes
}

fn name(bytes: &[u8]) -> TreeId {
    TreeId::new(format!("{PREFIX}{}", hex(bytes)))
}

fn hex(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        write!(hex, "{byte:02x}").expect("a string can always grow");
    }
    hex
}

fn compare(old: &Manifest, new: &Manifest) -> Vec<TreeChange> {
    let gone = old.keys().filter(|path| !new.contains_key(*path)).cloned().map(TreeChange::Removed);
    let here = new.iter().filter_map(|(path, line)| match old.get(path) {
        None => Some(TreeChange::Added(path.clone())),
        Some(before) if before != line => Some(TreeChange::Modified(path.clone())),
        Some(_) => None,
    });
    let mut changes: Vec<TreeChange> = gone.chain(here).collect();
    changes.sort_by(|a, b| a.path().cmp(b.path()));
    changes
}

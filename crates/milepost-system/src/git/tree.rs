//! The check tree: one name for everything that a check can see in the work tree.
//!
//! Tracked files and those that are untracked but not ignored, minus what Milepost itself writes, with some
//! documents replaced by their projection. In a repository it is a Git tree, so that `git diff-tree` tells what
//! changed since another; it is built in a temporary index, and its objects go to a folder of our own: index and
//! objects of the repository stay byte for byte as they were. Without Git it is a sorted list of modes, digests
//! and paths.

mod blob;
mod git_tree;
mod listing;
mod manifest;

use std::path::{Path, PathBuf};

use super::{Git, GitError, Repository};
use crate::System;

/// The name of a check tree: a Git object, or `manifest:` and a SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TreeId(String);

impl TreeId {
    /// A tree id that was written down.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for TreeId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Content that stands in the check tree instead of a file's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// Relative to the root.
    pub path: PathBuf,
    /// What stands there.
    pub bytes: Vec<u8>,
}

/// A check tree at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Its name.
    pub tree: TreeId,
    /// Paths under a Git filter such as LFS, of which the raw bytes were taken.
    pub filtered: Vec<PathBuf>,
}

/// How a path differs between two check trees.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum TreeChange {
    /// It is new.
    Added(PathBuf),
    /// Its content, mode or type is another.
    Modified(PathBuf),
    /// It is gone.
    Removed(PathBuf),
}

impl TreeChange {
    /// The path.
    pub fn path(&self) -> &Path {
        match self {
            Self::Added(path) | Self::Modified(path) | Self::Removed(path) => path,
        }
    }
}

/// A folder of which check trees are taken.
#[derive(Debug)]
pub struct WorkTree<'a> {
    source: Source<'a>,
}

#[derive(Debug)]
enum Source<'a> {
    Git(git_tree::GitTree<'a>),
    Files(manifest::ManifestTree<'a>),
}

impl<'a> WorkTree<'a> {
    /// The work tree of a repository. Objects are kept under `milepost/objects` of its common folder.
    pub fn new(system: &'a dyn System, repository: &Repository) -> Self {
        let git = Git::new(system, &repository.root);
        Self { source: Source::Git(git_tree::GitTree::new(git, repository)) }
    }

    /// A folder without Git. Lists are kept in `store`.
    pub fn without_git(system: &'a dyn System, root: impl Into<PathBuf>, store: impl Into<PathBuf>) -> Self {
        Self { source: Source::Files(manifest::ManifestTree::new(system, root.into(), store.into())) }
    }

    /// Names the tree as it is now, and keeps what later comparisons need. `exclude` are paths relative to the
    /// root: each and all below it is left out.
    pub fn snapshot(&self, replacements: &[Replacement], exclude: &[&Path]) -> Result<Snapshot, GitError> {
        match &self.source {
            Source::Git(tree) => tree.snapshot(replacements, exclude),
            Source::Files(tree) => tree.snapshot(replacements, exclude),
        }
    }

    /// Names the tree as it is now and keeps nothing: no file changes anywhere but in the temporary folder.
    pub fn identify(&self, replacements: &[Replacement], exclude: &[&Path]) -> Result<Snapshot, GitError> {
        match &self.source {
            Source::Git(tree) => tree.identify(replacements, exclude, None).map(|(snapshot, _)| snapshot),
            Source::Files(tree) => tree.identify(replacements, exclude),
        }
    }

    /// Names the tree as it is now and compares it with a kept one; keeps nothing.
    pub fn changes_since(
        &self,
        old: &TreeId,
        replacements: &[Replacement],
        exclude: &[&Path],
    ) -> Result<(Snapshot, Vec<TreeChange>), GitError> {
        match &self.source {
            Source::Git(tree) => tree.identify(replacements, exclude, Some(old)),
            Source::Files(tree) => tree.changes_since(old, replacements, exclude),
        }
    }

    /// Compares two kept trees, sorted by path.
    pub fn diff(&self, old: &TreeId, new: &TreeId) -> Result<Vec<TreeChange>, GitError> {
        match &self.source {
            Source::Git(tree) => tree.diff(old, new),
            Source::Files(tree) => tree.diff(old, new),
        }
    }
}

/// Whether a path is one of the excluded ones or below one.
fn is_excluded(path: &Path, exclude: &[&Path]) -> bool {
    // Bytes first: paths compare part by part, which is seldom needed.
    let bytes = path.as_os_str().as_encoded_bytes();
    let begins = |prefix: &Path| bytes.starts_with(prefix.as_os_str().as_encoded_bytes());
    exclude.iter().any(|prefix| begins(prefix) && path.starts_with(prefix))
}

#[cfg(test)]
mod tests;

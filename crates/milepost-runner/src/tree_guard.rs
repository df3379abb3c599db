//! The guard over the check tree.

use std::{io, path::PathBuf};

use milepost_system::git::{Replacement, TreeId, WorkTree};

use crate::guard::{Guard, Token, is_written};

/// Notices changes of the check tree of a folder.
pub struct TreeGuard<'a> {
    tree: WorkTree<'a>,
    replacements: Box<dyn Fn() -> io::Result<Vec<Replacement>> + Sync + 'a>,
    exclude: Vec<PathBuf>,
}

impl<'a> TreeGuard<'a> {
    /// A guard over `tree`. `replacements` is asked at each look for the documents that stand in the tree by their
    /// projection, `exclude` are the paths that are left out.
    pub fn new(
        tree: WorkTree<'a>,
        replacements: impl Fn() -> io::Result<Vec<Replacement>> + Sync + 'a,
        exclude: Vec<PathBuf>,
    ) -> Self {
        Self { tree, replacements: Box::new(replacements), exclude }
    }
}

impl Guard for TreeGuard<'_> {
    fn before(&self) -> io::Result<Token> {
        let exclude: Vec<_> = self.exclude.iter().map(PathBuf::as_path).collect();
        let snapshot = self.tree.snapshot(&(self.replacements)()?, &exclude).map_err(io::Error::other)?;
        Ok(Token(snapshot.tree.to_string()))
    }

    fn after(&self, before: &Token, writes: &[String]) -> io::Result<Vec<String>> {
        let exclude: Vec<_> = self.exclude.iter().map(PathBuf::as_path).collect();
        let old = TreeId::new(&before.0);
        let changes = self.tree.changes_since(&old, &(self.replacements)()?, &exclude);
        let (_, changes) = changes.map_err(io::Error::other)?;
        let paths = changes.iter().map(|change| change.path().to_string_lossy().into_owned());
        Ok(paths.filter(|path| !is_written(writes, path)).collect())
    }
}

//! Noticing that files change under a running check, by the check tree.

use std::io;

use milepost_runner::{Guard, Token, is_written};
use milepost_system::git::TreeId;

use crate::plan::WorkspaceTree;

/// Compares check trees before and after a wave.
#[derive(Debug)]
pub(super) struct TreeGuard<'g, 'w> {
    trees: &'g WorkspaceTree<'w>,
}

impl<'g, 'w> TreeGuard<'g, 'w> {
    pub(super) fn new(trees: &'g WorkspaceTree<'w>) -> Self {
        Self { trees }
    }
}

impl Guard for TreeGuard<'_, '_> {
    fn before(&self) -> io::Result<Token> {
        let now = self.trees.now(true).map_err(io::Error::other)?;
        Ok(Token(now.id.as_str().to_owned()))
    }

    fn after(&self, before: &Token, writes: &[String]) -> io::Result<Vec<String>> {
        let now = self.trees.now(true).map_err(io::Error::other)?;
        if now.id.as_str() == before.0 {
            return Ok(Vec::new());
        }
        let changes = self.trees.diff(&TreeId::new(&before.0), &now.id).map_err(io::Error::other)?;
        let paths = changes.iter().map(|change| change.path().to_string_lossy().into_owned());
        Ok(paths.filter(|path| !is_written(writes, path)).collect())
    }
}

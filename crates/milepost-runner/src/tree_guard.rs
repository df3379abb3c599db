//! The guard over the check tree.

use std::{
    io,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use milepost_system::{
    System,
    git::{Replacement, TreeId, WorkTree},
};

use crate::{
    guard::{Guard, Token, is_written},
    watched::{Seen, Watched, differing},
};

/// Notices changes of the check tree of a folder, and of what is watched beside it.
pub struct TreeGuard<'a> {
    tree: WorkTree<'a>,
    replacements: Box<dyn Fn() -> io::Result<Vec<Replacement>> + Sync + 'a>,
    exclude: Vec<PathBuf>,
    watched: Option<(&'a dyn System, Watched)>,
    seen: Mutex<Seen>,
    /// The name of the tree as it was a moment ago, for the first look.
    known: Mutex<Option<TreeId>>,
}

impl<'a> TreeGuard<'a> {
    /// A guard over `tree`. `replacements` is asked at each look for the documents that stand in the tree by their
    /// projection, `exclude` are the paths that are left out.
    pub fn new(
        tree: WorkTree<'a>,
        replacements: impl Fn() -> io::Result<Vec<Replacement>> + Sync + 'a,
        exclude: Vec<PathBuf>,
    ) -> Self {
        let replacements = Box::new(replacements);
        Self { tree, replacements, exclude, watched: None, seen: Mutex::default(), known: Mutex::default() }
    }

    /// Looks also at these files, which no check may declare to write.
    #[must_use]
    pub fn watching(mut self, system: &'a dyn System, watched: Watched) -> Self {
        self.watched = Some((system, watched));
        self
    }

    /// Takes a kept tree for what the first look would find. What changes from there on counts as changed under the
    /// first check.
    #[must_use]
    pub fn starting_from(self, tree: TreeId) -> Self {
        Self { known: Mutex::new(Some(tree)), ..self }
    }

    fn look(&self) -> io::Result<Seen> {
        self.watched.as_ref().map_or_else(|| Ok(Seen::new()), |(system, watched)| watched.look(*system))
    }
}

impl Guard for TreeGuard<'_> {
    fn before(&self) -> io::Result<Token> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).take();
        let tree = if let Some(tree) = known {
            tree
        } else {
            let exclude: Vec<_> = self.exclude.iter().map(PathBuf::as_path).collect();
            self.tree.snapshot(&(self.replacements)()?, &exclude).map_err(io::Error::other)?.tree
        };
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = self.look()?;
        Ok(Token(tree.to_string()))
    }

    fn after(&self, before: &Token, writes: &[String]) -> io::Result<Vec<String>> {
        let beside = differing(&self.seen.lock().unwrap_or_else(PoisonError::into_inner), &self.look()?);
        let exclude: Vec<_> = self.exclude.iter().map(PathBuf::as_path).collect();
        let old = TreeId::new(&before.0);
        let changes = self.tree.changes_since(&old, &(self.replacements)()?, &exclude);
        let (_, changes) = changes.map_err(io::Error::other)?;
        let paths = changes.iter().map(|change| change.path().to_string_lossy().into_owned());
        Ok(beside.into_iter().chain(paths.filter(|path| !is_written(writes, path))).collect())
    }
}

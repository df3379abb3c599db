//! The check tree of a workspace: the work tree with each managed document replaced by its projection, so that
//! nothing that Milepost writes makes its own proof stale.

use std::{
    cell::{OnceCell, RefCell},
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
};

use milepost_document::view;
use milepost_ledger::Digest;
use milepost_portfolio::{
    Portfolio,
    rollup::{is_written, owned_spans},
};
use milepost_system::git::{Git, Replacement, TreeChange, TreeId, WorkTree};

use crate::{Result, Workspace, binding::deciding_items, workspace::state_home};

/// The check tree as it is now, with what was compared with it. One that is not kept is named when it is first asked
/// for: without a record to compare it with, nobody asks.
#[derive(Debug)]
pub struct TreeNow<'w> {
    workspace: &'w Workspace,
    /// Whether its objects are kept, so that it can be compared without being made again.
    kept: bool,
    named: OnceCell<Named>,
    changes: RefCell<HashMap<String, Option<Vec<TreeChange>>>>,
}

/// A tree that was named.
#[derive(Debug)]
struct Named {
    id: TreeId,
    /// The documents' projections by path from the project's root.
    projections: HashMap<String, Vec<u8>>,
}

impl TreeNow<'_> {
    /// Its name.
    ///
    /// # Errors
    /// When Git or a file fails.
    pub fn id(&self) -> Result<&TreeId> {
        Ok(&self.named()?.id)
    }

    /// A managed document as checks see it, by its path from the project's root; `None` when it is none.
    ///
    /// # Errors
    /// As [`TreeNow::id`].
    pub fn projection(&self, path: &str) -> Result<Option<&[u8]>> {
        Ok(self.named()?.projections.get(path).map(Vec::as_slice))
    }

    fn named(&self) -> Result<&Named> {
        if let Some(named) = self.named.get() {
            return Ok(named);
        }
        let trees = WorkspaceTree::new(self.workspace);
        let projections: HashMap<String, Vec<u8>> = projections(self.workspace).into_iter().collect();
        let (replacements, own) = (trees.replacements(&projections), trees.own_folders());
        let exclude: Vec<&Path> = own.iter().map(PathBuf::as_path).collect();
        let snapshot = if self.kept {
            trees.source.snapshot(&replacements, &exclude)?
        } else {
            trees.source.identify(&replacements, &exclude)?
        };
        Ok(self.named.get_or_init(|| Named { id: snapshot.tree, projections }))
    }
}

/// Takes check trees of a workspace.
#[derive(Debug)]
pub struct WorkspaceTree<'w> {
    workspace: &'w Workspace,
    source: WorkTree<'w>,
    prefix: PathBuf,
}

impl<'w> WorkspaceTree<'w> {
    /// For a workspace.
    pub fn new(workspace: &'w Workspace) -> Self {
        let prefix = match &workspace.repository {
            Some(repository) => {
                workspace.root.strip_prefix(&repository.root).map(PathBuf::from).unwrap_or_default()
            }
            None => PathBuf::new(),
        };
        Self { workspace, source: work_tree(workspace), prefix }
    }

    /// The tree as it is now. With `keep`, which later comparisons need, it is named and kept at once; else it is
    /// named when that is first asked for, and nothing is kept.
    ///
    /// # Errors
    /// When Git or a file fails.
    pub fn now(&self, keep: bool) -> Result<TreeNow<'w>> {
        let now = TreeNow {
            workspace: self.workspace,
            kept: keep,
            named: OnceCell::new(),
            changes: RefCell::default(),
        };
        if keep {
            now.named()?;
        }
        Ok(now)
    }

    /// What differs between a kept tree and now, by path from the project's root; `None` when the old one is not
    /// known here.
    ///
    /// # Errors
    /// When the tree of now cannot be named.
    pub fn changes_since(&self, now: &TreeNow<'_>, old: &str) -> Result<Option<Vec<TreeChange>>> {
        if let Some(known) = now.changes.borrow().get(old) {
            return Ok(known.clone());
        }
        let old_tree = TreeId::new(old);
        let found = if now.kept {
            self.source.diff(&old_tree, now.id()?).ok()
        } else {
            let (replacements, own) = (self.replacements(&now.named()?.projections), self.own_folders());
            let exclude: Vec<&Path> = own.iter().map(PathBuf::as_path).collect();
            let found = self.source.changes_since(&old_tree, &replacements, &exclude).ok();
            found.map(|(_, changes)| changes)
        };
        let changes: Option<Vec<TreeChange>> =
            found.map(|changes| changes.into_iter().map(|change| self.seen_from_root(change)).collect());
        now.changes.borrow_mut().insert(old.to_owned(), changes.clone());
        Ok(changes)
    }

    /// The work tree of which check trees are taken.
    pub fn work_tree(&self) -> WorkTree<'w> {
        work_tree(self.workspace)
    }

    /// The documents' projections as they are on disk now, by path from the repository's root.
    pub fn replacements_now(&self) -> Vec<Replacement> {
        self.replacements(&projections(self.workspace).into_iter().collect())
    }

    /// Folders of our own that no check tree holds, from the repository's root: that of shared records, and that of
    /// the user's state where it lies inside.
    pub fn own_folders(&self) -> Vec<PathBuf> {
        let top =
            self.workspace.repository.as_ref().map_or(&self.workspace.root, |repository| &repository.root);
        let state = state_home(self.workspace.system.as_ref());
        let state = self.workspace.system.canonicalize(&state).unwrap_or(state);
        let inside = state.strip_prefix(top).ok().map(Path::to_owned);
        std::iter::once(self.prefix.join(".milepost")).chain(inside).collect()
    }

    /// The project's folder, from the repository's root; empty when they are one.
    pub fn prefix(&self) -> &Path {
        &self.prefix
    }

    /// A glob from the project's root as one from the repository's root.
    pub fn from_repository(&self, glob: &str) -> String {
        self.prefix.join(glob.trim_start_matches("./")).to_string_lossy().into_owned()
    }

    fn replacements(&self, projections: &HashMap<String, Vec<u8>>) -> Vec<Replacement> {
        let replacement = |(path, bytes): (&String, &Vec<u8>)| Replacement {
            path: self.prefix.join(path),
            bytes: bytes.clone(),
        };
        projections.iter().map(replacement).collect()
    }

    /// What differs between two kept trees.
    ///
    /// # Errors
    /// When one of them is not known here.
    pub fn diff(&self, old: &TreeId, new: &TreeId) -> Result<Vec<TreeChange>> {
        let changes = self.source.diff(old, new)?;
        Ok(changes.into_iter().map(|change| self.seen_from_root(change)).collect())
    }

    /// The files that a sparse checkout leaves out, by path from the project's root.
    ///
    /// # Errors
    /// When Git fails.
    pub fn left_out(&self) -> Result<Vec<PathBuf>> {
        let Some(repository) = &self.workspace.repository else { return Ok(Vec::new()) };
        let files = Git::new(self.workspace.system.as_ref(), &repository.root).left_out()?;
        let seen = |path: PathBuf| self.seen_from_root(TreeChange::Removed(path)).path().to_owned();
        Ok(files.into_iter().map(seen).collect())
    }

    /// The projection of another content of a managed document; `None` when it is none.
    pub fn project(&self, path: &str, bytes: &[u8]) -> Option<Vec<u8>> {
        project(self.workspace, self.workspace.portfolio.find(path)?, bytes)
    }

    /// Whether a managed document differs from the one of a commit in nothing but what Milepost itself writes.
    ///
    /// # Errors
    /// When Git fails.
    pub fn is_only_ours(&self, now: &TreeNow<'_>, git: &Git<'_>, commit: &str, path: &str) -> Result<bool> {
        let Some(projection) = now.projection(path)? else { return Ok(false) };
        let Some(committed) = git.cat_file(&format!("{commit}:./{path}"))? else { return Ok(false) };
        Ok(self.project(path, &committed).as_deref() == Some(projection))
    }

    /// A change by its path from the project's root: one elsewhere in the repository begins with `..`.
    fn seen_from_root(&self, change: TreeChange) -> TreeChange {
        let up: PathBuf = self.prefix.components().map(|_| "..").collect();
        let strip = |path: PathBuf| match path.strip_prefix(&self.prefix) {
            Ok(inside) => inside.to_owned(),
            Err(_) => up.join(path),
        };
        match change {
            TreeChange::Added(path) => TreeChange::Added(strip(path)),
            TreeChange::Modified(path) => TreeChange::Modified(strip(path)),
            TreeChange::Removed(path) => TreeChange::Removed(strip(path)),
        }
    }
}

fn work_tree(workspace: &Workspace) -> WorkTree<'_> {
    let system = workspace.system.as_ref();
    match &workspace.repository {
        Some(repository) => WorkTree::new(system, repository),
        None => WorkTree::without_git(system, &workspace.root, workspace.local.join("trees")),
    }
}

/// Every managed document, as it is on disk now, with fixed tokens in the place of what Milepost owns.
fn projections(workspace: &Workspace) -> BTreeMap<String, Vec<u8>> {
    let managed = |index: &usize| {
        let loaded = workspace.document(*index);
        !loaded.read_only && (loaded.is_milestone() || is_written(&workspace.portfolio, *index))
    };
    let indices = (0..workspace.portfolio.documents.len()).filter(managed);
    indices
        .filter_map(|index| Some((workspace.document(index).path.clone(), projection(workspace, index)?)))
        .collect()
}

/// One document's projection; `None` when the file is gone or no longer text, so that it counts as it is.
fn projection(workspace: &Workspace, index: usize) -> Option<Vec<u8>> {
    let path = workspace.root.join(&workspace.document(index).path);
    project(workspace, index, &workspace.system.read(&path).ok()?)
}

fn project(workspace: &Workspace, index: usize, bytes: &[u8]) -> Option<Vec<u8>> {
    Some(project_text(workspace, index, std::str::from_utf8(bytes).ok()?).into_bytes())
}

/// A text of a managed document as checks see it: with fixed tokens in the place of what Milepost owns.
fn project_text(workspace: &Workspace, index: usize, text: &str) -> String {
    let portfolio = &workspace.portfolio;
    if *text == *portfolio.documents[index].document().source {
        return project_in(portfolio, index);
    }
    project_in(&portfolio.with_text(index, text), index)
}

/// A managed document as checks see it.
pub(crate) fn project_in(portfolio: &Portfolio, index: usize) -> String {
    let document = portfolio.documents[index].document();
    let owned = deciding_items(document);
    view::projection(document, |item| owned.contains(&item), &owned_spans(portfolio, index))
}

/// The digest of a text, as records name it.
pub(crate) fn text_digest(text: &str) -> Digest {
    Digest::of(text)
}

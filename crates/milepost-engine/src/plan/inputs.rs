//! The files that a check declares as its inputs.

use std::{
    cell::{OnceCell, RefCell},
    collections::HashMap,
    path::Path,
};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use milepost_ledger::Digest;
use milepost_system::FileKind;

use super::TreeNow;
use crate::{EngineError, Result, Workspace};

/// Reads and digests input files, each once.
#[derive(Debug)]
pub struct Inputs<'w> {
    workspace: &'w Workspace,
    tree: &'w TreeNow<'w>,
    files: OnceCell<Vec<String>>,
    digests: RefCell<HashMap<String, Option<Digest>>>,
}

impl<'w> Inputs<'w> {
    /// For a workspace as its tree is now.
    pub fn new(workspace: &'w Workspace, tree: &'w TreeNow<'w>) -> Self {
        Self { workspace, tree, files: OnceCell::new(), digests: RefCell::default() }
    }

    /// The digest over paths, modes and contents of the files that match; `None` when nothing matches.
    ///
    /// # Errors
    /// When a glob cannot be read.
    pub fn digest(&self, globs: &[String]) -> Result<Option<Digest>> {
        if globs.is_empty() {
            return Ok(None);
        }
        let set = glob_set(globs)?;
        let mut list = String::new();
        let files = self.files.get_or_init(|| all_files(self.workspace));
        for file in files.iter().filter(|file| set.is_match(file)) {
            if let Some(digest) = self.file(file)? {
                list.push_str(file);
                list.push('\0');
                list.push_str(&digest.to_string());
                list.push('\n');
            }
        }
        Ok((!list.is_empty()).then(|| Digest::of(&list)))
    }

    fn file(&self, path: &str) -> Result<Option<Digest>> {
        if let Some(known) = self.digests.borrow().get(path) {
            return Ok(*known);
        }
        let digest = match self.tree.projection(path)? {
            Some(bytes) => Some(Digest::of(bytes)),
            None => self.content(&self.workspace.root.join(path)),
        };
        self.digests.borrow_mut().insert(path.to_owned(), digest);
        Ok(digest)
    }
}

impl Inputs<'_> {
    /// What a check can see of a file: where a link leads, whether it can be run, what it holds.
    fn content(&self, path: &Path) -> Option<Digest> {
        let system = &self.workspace.system;
        let facts = system.symlink_metadata(path).ok()?;
        let mut seen = match facts.kind {
            FileKind::Symlink => {
                let target = system.read_link(path).ok()?;
                [b"link\0", target.as_os_str().as_encoded_bytes(), b"\0"].concat()
            }
            _ if facts.mode & 0o100 == 0 => b"file\0".to_vec(),
            _ => b"program\0".to_vec(),
        };
        match system.read(path) {
            Ok(bytes) => seen.extend_from_slice(&bytes),
            // A link to a folder, or to nothing, is where it leads.
            Err(_) if facts.kind == FileKind::Symlink => {}
            Err(_) => return None,
        }
        Some(Digest::of(seen))
    }
}

/// A set of globs in which `*` stops at `/`, of paths below the project's root.
///
/// # Errors
/// When one cannot be read.
pub(crate) fn glob_set(globs: &[String]) -> Result<GlobSet> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        let glob = glob.strip_prefix("./").unwrap_or(glob);
        if glob.starts_with('/') || glob.split('/').any(|part| part == "..") {
            return Err(EngineError::usage(format!("`{glob}` leads out of the project")));
        }
        let built = GlobBuilder::new(glob).literal_separator(true).build();
        set.add(built.map_err(|error| EngineError::usage(format!("`{glob}` is not a glob")).because(error))?);
        if let Some(folder) = glob.strip_suffix('/') {
            let below = GlobBuilder::new(&format!("{folder}/**")).literal_separator(true).build();
            set.add(
                below
                    .map_err(|error| EngineError::usage(format!("`{glob}` is not a glob")).because(error))?,
            );
        }
    }
    set.build().map_err(|error| EngineError::usage("the globs cannot be combined").because(error))
}

/// Tracked and untracked files that are not ignored, from the project's root, sorted.
pub(crate) fn all_files(workspace: &Workspace) -> Vec<String> {
    if let Some(Ok(files)) = workspace.git().map(|git| git.ls_files()) {
        let mut files: Vec<String> =
            files.into_iter().map(|path| path.to_string_lossy().into_owned()).collect();
        files.sort();
        return files;
    }
    let walked = workspace.system.walk(&workspace.root, true);
    let inside = walked.iter().filter_map(|path| path.strip_prefix(&workspace.root).ok());
    inside.map(|path| path.to_string_lossy().into_owned()).collect()
}

//! The copies of a project in which baseline and candidate run.

use std::{path::PathBuf, time::Duration};

use milepost_ledger::Digest;
use milepost_runner::Places;
use milepost_system::{
    FileKind, FileLock, LockOutcome,
    git::{Repository, RepositoryCopy},
};

use super::folder::copies_folder;
use crate::{EngineError, ErrorKind, Result, Workspace, workspace::state_home};

/// How long another measurement in the same repository is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// Which copy. Their names are of equal length, for the length of a path can change how fast a program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CopyOf {
    /// The commit before the work.
    Base,
    /// The tree as it is now, with what nobody has committed.
    Candidate,
    /// That tree with a change after which a check has to fail.
    Broken,
}

impl CopyOf {
    fn name(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Candidate => "next",
            Self::Broken => "fail",
        }
    }
}

/// The kept copies of a repository; while it lives, nobody else uses them.
#[derive(Debug)]
pub(crate) struct Copies<'w> {
    workspace: &'w Workspace,
    repository: &'w Repository,
    work_trees: PathBuf,
    git_dirs: PathBuf,
    _lock: Box<dyn FileLock>,
}

/// One copy with the files of one tree.
#[derive(Debug)]
pub(crate) struct Copy {
    /// The project's root in it.
    pub(crate) root: PathBuf,
    /// All of its files.
    pub(crate) work_tree: PathBuf,
    git_dir: PathBuf,
    /// The tree.
    pub(crate) tree: String,
    mark: PathBuf,
}

impl<'w> Copies<'w> {
    /// Takes the copies of a workspace's repository.
    ///
    /// # Errors
    /// Without a repository, and where another process uses them.
    pub(crate) fn of(workspace: &'w Workspace) -> Result<Self> {
        let Some(repository) = &workspace.repository else {
            return Err(EngineError::usage("there is no Git repository, of which a copy could be made")
                .hint("measure in a Git repository"));
        };
        let system = workspace.system.as_ref();
        let work_trees = copies_folder(system, &repository.common_dir)?;
        let git_dirs = repository.common_dir.join("milepost").join("copies");
        system.create_dir_all(&git_dirs).map_err(|error| EngineError::io("create", &git_dirs, error))?;
        let lock = git_dirs.join("lock");
        match system.lock(&lock, PATIENCE).map_err(|error| EngineError::io("lock", &lock, error))? {
            LockOutcome::Acquired(held) => {
                Ok(Self { workspace, repository, work_trees, git_dirs, _lock: held })
            }
            LockOutcome::HeldBy(process) => {
                let who = process.map_or_else(String::new, |id| format!(" (process {id})"));
                Err(EngineError::new(
                    ErrorKind::Locked,
                    format!("another measurement{who} goes on in this repository"),
                )
                .hint("wait for it: two at a time would disturb each other"))
            }
        }
    }

    /// Whether a copy was made before, and may hold what commands left in it.
    pub(crate) fn is_made(&self, which: CopyOf) -> bool {
        self.workspace.system.symlink_metadata(&self.work_trees.join(which.name())).is_ok()
    }

    /// The copy with the files of a tree, and HEAD at a commit.
    ///
    /// # Errors
    /// When the tree is not known here, or a file cannot be written.
    pub(crate) fn with(&self, which: CopyOf, head: Option<&str>, tree: &str) -> Result<Copy> {
        let system = self.workspace.system.as_ref();
        let work_tree = self.work_trees.join(which.name());
        let git_dir = self.git_dirs.join(which.name());
        // A command may have put a link in its place: then nothing is cleaned up behind it.
        if system.symlink_metadata(&work_tree).is_ok_and(|facts| facts.kind != FileKind::Directory) {
            system.remove_file(&work_tree).map_err(|error| EngineError::io("remove", &work_tree, error))?;
        }
        let copy = RepositoryCopy::open(system, self.repository, &git_dir, &work_tree)?;
        copy.check_out(head, tree)?;
        let inside =
            self.workspace.root.strip_prefix(&self.repository.root).unwrap_or(std::path::Path::new(""));
        Ok(Copy {
            root: work_tree.join(inside),
            work_tree,
            git_dir,
            tree: tree.to_owned(),
            mark: self.git_dirs.join(format!("{}.prepared", which.name())),
        })
    }

    /// Applies a patch, whose paths are those from the root of the repository, to the files of a copy.
    ///
    /// # Errors
    /// When it does not fit them.
    pub(crate) fn apply(&self, copy: &Copy, patch: &[u8]) -> Result<()> {
        let system = self.workspace.system.as_ref();
        let copy = RepositoryCopy::open(system, self.repository, &copy.git_dir, &copy.work_tree)?;
        Ok(copy.apply(patch)?)
    }

    /// Removes a copy with all that was built in it: the next one is made from nothing.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub(crate) fn discard(&self, copy: Copy) -> Result<()> {
        self.forget_prepared(&copy);
        let system = self.workspace.system.as_ref();
        system
            .remove_dir_all(&copy.work_tree)
            .map_err(|error| EngineError::io("remove", &copy.work_tree, error))
    }

    /// What commands in a copy may reach: the copy, and nothing of the project itself.
    pub(crate) fn places(&self, copy: &Copy) -> Places {
        let objects = self.repository.common_dir.join("objects");
        Places::of(self.workspace.system.as_ref())
            .with_secret(state_home(self.workspace.system.as_ref()))
            .with_work_tree(&copy.work_tree)
            .with_read(&copy.git_dir)
            .with_read(objects)
            .with_read(self.repository.common_dir.join("milepost/objects"))
    }

    /// Whether the copy was made ready by just this, for just these files.
    pub(crate) fn is_prepared(&self, copy: &Copy, by: &Digest) -> bool {
        let found = self.workspace.system.read(&copy.mark).unwrap_or_default();
        found == prepared(copy, by).as_bytes()
    }

    /// From now on it is not known to be ready.
    pub(crate) fn forget_prepared(&self, copy: &Copy) {
        // Where it cannot be removed, what is written after a success says the same.
        drop(self.workspace.system.remove_file(&copy.mark));
    }

    /// It was made ready.
    ///
    /// # Errors
    /// When that cannot be noted.
    pub(crate) fn note_prepared(&self, copy: &Copy, by: &Digest) -> Result<()> {
        let system = self.workspace.system.as_ref();
        system
            .write_atomic(&copy.mark, prepared(copy, by).as_bytes())
            .map_err(|error| EngineError::io("write", &copy.mark, error))
    }
}

fn prepared(copy: &Copy, by: &Digest) -> String {
    format!("{} {by}\n", copy.tree)
}

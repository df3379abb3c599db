//! Where things are on this machine: what commands read, what they fill, and what is no business of theirs.

mod caches;
mod roots;
mod secrets;

use std::path::{Path, PathBuf};

use milepost_system::System;

pub(super) use secrets::Secret;

/// The places of this machine and of one project.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// What every command may read, credentials in it aside.
    pub(super) read: Vec<PathBuf>,
    /// What every command may fill, credentials in it aside.
    pub(super) write: Vec<PathBuf>,
    /// What no command may read.
    pub(super) secrets: Vec<Secret>,
    /// What is read-only inside of what may be written, where namespaces can do that.
    pub(super) protected: Vec<PathBuf>,
}

impl Places {
    /// The places of this machine: the system, the home folder, the homes and the caches of common tools.
    pub fn of(system: &dyn System) -> Self {
        let at = |name: &str| system.var(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let home = at("HOME").and_then(|home| system.canonicalize(&home).ok()).filter(|home| is_deep(home));
        let path = system.var("PATH").unwrap_or_default();
        Self {
            read: roots::read(home.as_deref(), &path, &at),
            write: caches::write(home.as_deref(), &at),
            secrets: secrets::all(home.as_deref(), &at),
            protected: Vec::new(),
        }
    }

    /// Adds a work tree: commands may change what is in it.
    #[must_use]
    pub fn with_work_tree(mut self, root: impl Into<PathBuf>) -> Self {
        self.write.push(root.into());
        self
    }

    /// Whether something in a folder may not be read, so that the folder is given in parts: what is there can be changed, and nothing
    /// new can be made beside it.
    pub fn is_given_in_parts(&self, folder: &Path) -> bool {
        self.secrets.iter().any(|secret| secret.lies_in(folder) && secret.exists())
    }

    /// Adds a Git folder. Objects, references and the index may change; configuration, hooks and our own records
    /// may not, as far as the tier can keep them. A part that is a link would open what it leads to, and is left out.
    #[must_use]
    pub fn with_git_folder(mut self, folder: &Path) -> Self {
        self.read.push(folder.to_owned());
        let parts = ["objects", "refs", "logs", "worktrees", "index"];
        let is_link = |path: &PathBuf| path.symlink_metadata().is_ok_and(|facts| facts.is_symlink());
        self.write.extend(parts.map(|part| folder.join(part)).into_iter().filter(|path| !is_link(path)));
        self.protected.extend(GIT_PROTECTED.iter().map(|part| folder.join(part)));
        self
    }

    /// Adds a path that no command may read.
    #[must_use]
    pub fn with_secret(mut self, path: impl Into<PathBuf>) -> Self {
        self.secrets.push(Secret::new(path.into()));
        self
    }

    /// Adds a folder that commands may read.
    #[must_use]
    pub fn with_read(mut self, path: impl Into<PathBuf>) -> Self {
        self.read.push(path.into());
        self
    }
}

/// Parts of a Git folder that make somebody else's Git run commands or change what is believed.
pub(crate) const GIT_PROTECTED: &[&str] =
    &["config", "config.worktree", "hooks", "info", "milepost", "modules"];

/// Whether a path is no root of the system: what is given away with `/` or `/usr` is everything.
fn is_deep(path: &Path) -> bool {
    path.components().count() > 2 || path == Path::new("/root")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_given_in_parts_once_a_secret_is_there() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        std::fs::create_dir(root.join("data")).unwrap();
        let places = || Places::default().with_secret(root.join(".ssh"));
        assert!(!places().is_given_in_parts(&root), "nothing is there");
        std::fs::create_dir(root.join(".ssh")).unwrap();
        assert!(places().is_given_in_parts(&root) && !places().is_given_in_parts(&root.join("data")));
    }
}

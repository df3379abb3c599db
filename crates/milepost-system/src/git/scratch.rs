//! Real repositories in temporary folders, for tests.

use std::path::{Path, PathBuf};

use super::{Git, Repository, WorkTree};
use crate::{OsSystem, ProcessRequest, System};

/// A repository that goes away with the value.
pub(crate) struct Scratch {
    _dir: tempfile::TempDir,
    pub(crate) root: PathBuf,
}

pub(crate) static SYSTEM: OsSystem = OsSystem;

impl Scratch {
    pub(crate) fn new(format: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let root = SYSTEM.canonicalize(dir.path()).unwrap().join("a work tree");
        SYSTEM.create_dir_all(&root).unwrap();
        let this = Self { _dir: dir, root };
        this.git(&["init", "--quiet", "--initial-branch=main", &format!("--object-format={format}")]);
        this.git(&["config", "user.name", "Ada"]);
        this.git(&["config", "user.email", "ada@example.org"]);
        this.git(&["config", "commit.gpgsign", "false"]);
        this
    }

    pub(crate) fn git(&self, args: &[&str]) -> String {
        run(&self.root, args)
    }

    pub(crate) fn write(&self, path: impl AsRef<Path>, text: impl AsRef<[u8]>) {
        let path = self.root.join(path);
        SYSTEM.create_dir_all(path.parent().unwrap()).unwrap();
        SYSTEM.write_atomic(&path, text.as_ref()).unwrap();
    }

    pub(crate) fn commit_all(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message=work"]);
    }

    pub(crate) fn asked(&self) -> Git<'static> {
        Git::new(&SYSTEM, &self.root)
    }

    pub(crate) fn repository(&self) -> Repository {
        Git::discover(&SYSTEM, &self.root).unwrap().unwrap()
    }

    pub(crate) fn tree(&self) -> WorkTree<'static> {
        WorkTree::new(&SYSTEM, &self.repository())
    }
}

pub(crate) fn run(dir: &Path, args: &[&str]) -> String {
    let request = ProcessRequest::new("git").args(args).cwd(dir).env("GIT_CONFIG_GLOBAL", "/dev/null");
    let output = SYSTEM.run(&request).unwrap();
    assert!(output.success(), "git {args:?}: {}", output.stderr_text());
    output.stdout_text()
}

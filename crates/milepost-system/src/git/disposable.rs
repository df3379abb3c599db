//! A repository of its own, in which a procedure may check out, revert and commit what it likes.

use std::path::{Path, PathBuf};

use super::{Git, GitError, Repository, RepositoryCopy};
use crate::System;

/// A clone that is thrown away. It has a Git folder of its own with all branches and tags, no remote, no hooks and no
/// signing; objects alone are shared with the repository that it is of. A linked work tree would share branches and
/// settings with it, and is therefore none.
///
/// What ran in the clone may have written into its Git folder. So we never ask that one: we look at the files through
/// another Git folder, which stands outside and which no command may change.
#[derive(Debug)]
pub struct DisposableClone<'a> {
    system: &'a dyn System,
    common_dir: PathBuf,
    /// Looks from outside.
    eye: RepositoryCopy<'a>,
    /// Where a Git folder is made before it is put into the clone.
    workshop: PathBuf,
}

/// Where the clone's HEAD is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeadAt {
    /// On a branch.
    Branch(String),
    /// On a commit and on no branch.
    Detached(String),
    /// There is none, or it cannot be read.
    Unknown,
}

/// How the files of the clone differ from those of a commit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotAsBefore {
    /// Its content or kind is another.
    Changed(PathBuf),
    /// It is gone.
    Missing(PathBuf),
    /// It came with the candidate and is still there.
    StillThere(PathBuf),
}

impl<'a> DisposableClone<'a> {
    /// A clone whose files are those of a commit; its HEAD is on `branch` where one is given. `outside` and `work_tree` are
    /// folders that do not exist yet: commands may be let into the second one alone.
    ///
    /// # Errors
    /// When the repository cannot be cloned.
    pub fn make(
        system: &'a dyn System,
        repository: &Repository,
        (outside, work_tree): (&Path, &Path),
    ) -> Result<Self, GitError> {
        let eye = RepositoryCopy::open(system, repository, &outside.join("eye"), work_tree)?;
        Ok(Self { system, common_dir: repository.common_dir.clone(), eye, workshop: outside.join("own") })
    }

    /// Makes the clone hold exactly the files of a commit, besides those that it ignores, with a fresh Git folder.
    ///
    /// # Errors
    /// When the commit is not known, or a file cannot be written.
    pub fn check_out(&self, commit: &str, branch: Option<&str>) -> Result<(), GitError> {
        self.eye.check_out(Some(commit), commit)?;
        self.put_git_folder(commit, branch)
    }

    fn put_git_folder(&self, commit: &str, branch: Option<&str>) -> Result<(), GitError> {
        let failed = |action: &'static str, path: &Path| {
            let path = path.to_owned();
            move |source| GitError::file(action, &path, source)
        };
        if self.system.symlink_metadata(&self.workshop).is_ok() {
            self.system.remove_dir_all(&self.workshop).map_err(failed("remove", &self.workshop))?;
        }
        let around = Git::new(self.system, &self.common_dir);
        let clone = around
            .request(["clone", "--quiet", "--shared", "--no-tags", "--no-checkout", "--template=", "--"])
            .arg(&self.common_dir)
            .arg(&self.workshop)
            .env("GIT_ALLOW_PROTOCOL", "file");
        around.bytes(&clone)?;
        let own = Git::new(self.system, &self.workshop);
        own.bytes(&own.request(["remote", "remove", "origin"]))?;
        let fetch = own
            .request(["fetch", "--quiet", "--no-tags", "--update-head-ok", "--"])
            .arg(&self.common_dir)
            .args([
                "+refs/heads/*:refs/heads/*",
                "+refs/tags/*:refs/tags/*",
                "+refs/remotes/*:refs/remotes/*",
            ])
            .env("GIT_ALLOW_PROTOCOL", "file");
        own.bytes(&fetch)?;
        for (key, value) in SETTINGS {
            own.bytes(&own.request(["config", key, value]))?;
        }
        match branch {
            Some(name) => {
                let reference = format!("refs/heads/{name}");
                own.bytes(&own.request(["update-ref", &reference, commit]))?;
                own.bytes(&own.request(["symbolic-ref", "HEAD", &reference]))?;
            }
            None => drop(own.bytes(&own.request(["update-ref", "--no-deref", "HEAD", commit]))?),
        }
        let git_dir = self.workshop.join(".git");
        let work_tree = self.eye.work_tree();
        let over = |args: &[&str]| {
            own.bytes(&own.request(args).env("GIT_DIR", &git_dir).env("GIT_WORK_TREE", work_tree))
        };
        over(&["read-tree", commit])?;
        // It fails where a file differs, as with line ends that are converted: then the procedure sees that too.
        let _ = over(&["update-index", "-q", "--refresh"]);
        let place = work_tree.join(".git");
        match self.system.symlink_metadata(&place).map(|facts| facts.kind) {
            Ok(crate::FileKind::Directory) => {
                self.system.remove_dir_all(&place).map_err(failed("remove", &place))?;
            }
            Ok(_) => self.system.remove_file(&place).map_err(failed("remove", &place))?,
            Err(_) => {}
        }
        self.system.rename(&git_dir, &place).map_err(failed("write", &place))?;
        self.system.remove_dir_all(&self.workshop).map_err(failed("remove", &self.workshop))
    }

    /// What of the files is not as in `base`, where they were those of `candidate` before. Files that are in neither of the
    /// two were made by commands, and are left out.
    ///
    /// # Errors
    /// When a commit is not known, or a file cannot be read.
    pub fn differs_from(&self, base: &str, candidate: &str) -> Result<Vec<NotAsBefore>, GitError> {
        let tree = self.eye.tree_of_paths_in(base)?;
        let eye = Git::new(self.system, self.eye.git_dir());
        let mut found: Vec<NotAsBefore> = eye
            .diff_names(base, &tree)?
            .into_iter()
            .map(|change| match change.status {
                'D' => NotAsBefore::Missing(change.path),
                _ => NotAsBefore::Changed(change.path),
            })
            .collect();
        let new = eye.diff_names(base, candidate)?.into_iter().filter(|change| change.status == 'A');
        let is_there =
            |path: &PathBuf| self.system.symlink_metadata(&self.eye.work_tree().join(path)).is_ok();
        found.extend(new.map(|change| change.path).filter(is_there).map(NotAsBefore::StillThere));
        found.sort();
        Ok(found)
    }

    /// Where HEAD is now, as its file says.
    pub fn head(&self) -> HeadAt {
        let path = self.eye.work_tree().join(".git/HEAD");
        let Ok(bytes) = self.system.read(&path) else { return HeadAt::Unknown };
        let text = String::from_utf8_lossy(&bytes);
        match text.trim().strip_prefix("ref: refs/heads/") {
            Some(branch) => HeadAt::Branch(branch.to_owned()),
            None if text.trim().bytes().all(|byte| byte.is_ascii_hexdigit()) && text.len() > 1 => {
                HeadAt::Detached(text.trim().to_owned())
            }
            None => HeadAt::Unknown,
        }
    }

    /// The folder with the files.
    pub fn work_tree(&self) -> &Path {
        self.eye.work_tree()
    }
}

/// A procedure commits as nobody, signs nothing, and runs no hook.
const SETTINGS: [(&str, &str); 8] = [
    ("user.name", "Rehearsal"),
    ("user.email", "rehearsal@localhost"),
    ("commit.gpgSign", "false"),
    ("tag.gpgSign", "false"),
    ("core.hooksPath", "/dev/null"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("advice.detachedHead", "false"),
];

impl NotAsBefore {
    /// Which file.
    pub fn path(&self) -> &Path {
        match self {
            Self::Changed(path) | Self::Missing(path) | Self::StillThere(path) => path,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::scratch::{SYSTEM, Scratch, run};

    #[test]
    fn a_procedure_in_a_clone_moves_nothing_of_the_repository() {
        for format in ["sha1", "sha256"] {
            let scratch = Scratch::new(format);
            scratch.write("kept", "1");
            scratch.write("gone", "g");
            scratch.commit_all();
            let base = scratch.git(&["rev-parse", "HEAD"]);
            scratch.git(&["tag", "v1"]);
            scratch.git(&["checkout", "--quiet", "-b", "work"]);
            scratch.write("kept", "2");
            scratch.write("new", "n");
            scratch.git(&["rm", "--quiet", "gone"]);
            scratch.commit_all();
            let next = scratch.git(&["rev-parse", "HEAD"]);
            let refs = scratch.git(&["for-each-ref"]);
            let around = scratch.root.parent().unwrap();
            let (outside, inside) = (around.join("outside"), around.join("clone"));
            let clone = DisposableClone::make(&SYSTEM, &scratch.repository(), (&outside, &inside)).unwrap();
            let paths = |found: Vec<NotAsBefore>| {
                found.iter().map(|one| one.path().display().to_string()).collect::<Vec<_>>()
            };

            clone.check_out(&next, Some("work")).unwrap();
            assert_eq!(clone.head(), HeadAt::Branch("work".into()));
            assert_eq!(run(&inside, &["status", "--porcelain"]), "");
            assert_eq!(paths(clone.differs_from(&base, &next).unwrap()), ["kept", "gone", "new"]);
            run(&inside, &["revert", "--no-edit", "v1..HEAD"]);
            assert_eq!(clone.differs_from(&base, &next).unwrap(), []);
            run(&inside, &["config", "core.fsmonitor", "touch never"]);

            clone.check_out(&next, Some("work")).unwrap();
            run(&inside, &["checkout", "--quiet", &base]);
            assert_eq!(clone.head(), HeadAt::Detached(base.clone()));
            SYSTEM.write_atomic(&inside.join("built"), b"b").unwrap();
            assert_eq!(clone.differs_from(&base, &next).unwrap(), []);
            assert_eq!(
                (scratch.git(&["for-each-ref"]), scratch.git(&["status", "--porcelain"])),
                (refs, String::new())
            );
        }
    }
}

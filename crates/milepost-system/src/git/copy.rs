//! Copies of a repository's files, in which commands may do what they like.

use std::path::{Path, PathBuf};

use super::{Git, GitError, Repository};
use crate::{ProcessRequest, System};

/// A copy of a repository: a work tree of its own, whose Git folder shares the objects of the repository and nothing
/// else: no index, no reference, no configuration, no remote to which anything could be pushed.
///
/// The Git folder stands apart from the work tree, where no command of a check may write: what Git does here is never
/// steered by what ran in the copy. It is a cache: it may be removed at any time, and is made again.
#[derive(Debug)]
pub struct RepositoryCopy<'a> {
    git: Git<'a>,
    git_dir: PathBuf,
    work_tree: PathBuf,
}

impl<'a> RepositoryCopy<'a> {
    /// The copy with this Git folder and this work tree; both are made when one of them is absent.
    ///
    /// # Errors
    /// When the repository cannot be cloned.
    pub fn open(
        system: &'a dyn System,
        repository: &Repository,
        git_dir: &Path,
        work_tree: &Path,
    ) -> Result<Self, GitError> {
        let copy = Self {
            git: Git::new(system, work_tree),
            git_dir: git_dir.to_owned(),
            work_tree: work_tree.to_owned(),
        };
        let objects = [repository.common_dir.join("objects"), repository.common_dir.join("milepost/objects")];
        let known: Vec<u8> =
            objects.iter().flat_map(|path| [path.as_os_str().as_encoded_bytes(), b"\n"].concat()).collect();
        let alternates = git_dir.join("objects/info/alternates");
        let is_made = system.is_dir(work_tree) && system.read(&alternates).is_ok_and(|found| found == known);
        if !is_made {
            copy.make(system, repository)?;
            system
                .write_atomic(&alternates, &known)
                .map_err(|source| GitError::file("write", &alternates, source))?;
        }
        Ok(copy)
    }

    fn make(&self, system: &dyn System, repository: &Repository) -> Result<(), GitError> {
        for path in [&self.git_dir, &self.work_tree] {
            if system.symlink_metadata(path).is_ok() {
                system.remove_dir_all(path).map_err(|source| GitError::file("remove", path, source))?;
            }
            if let Some(parent) = path.parent() {
                system.create_dir_all(parent).map_err(|source| GitError::file("create", parent, source))?;
            }
        }
        let around = Git::new(system, &repository.common_dir);
        let separate = [std::ffi::OsString::from("--separate-git-dir"), self.git_dir.clone().into()];
        let request = around
            .request(["clone", "--quiet", "--shared", "--no-tags", "--no-checkout", "--template="])
            .args(separate)
            .arg("--")
            .arg(&repository.common_dir)
            .arg(&self.work_tree)
            // The repository itself, by its path.
            .env("GIT_ALLOW_PROTOCOL", "file");
        around.bytes(&request)?;
        self.run(["remote", "remove", "origin"]).map(drop)
    }

    /// Makes the copy hold exactly the files of a tree, besides those that it ignores: what was built before stays.
    /// HEAD is detached at `head`, where there is one.
    ///
    /// # Errors
    /// When the tree is not known, or a file cannot be written.
    pub fn check_out(&self, head: Option<&str>, tree: &str) -> Result<(), GitError> {
        if let Some(head) = head {
            self.run(["update-ref", "--no-deref", "HEAD", head])?;
        }
        // Asked in the Git folder: what the work tree says of itself may be what a command wrote there.
        let off = Git::new(self.git.system(), &self.git_dir).filter_drivers()?.off();
        let with = |args: &[&str]| {
            let args = off.iter().cloned().chain(args.iter().map(Into::into));
            self.git.bytes(&self.here(self.git.request(args)))
        };
        with(&["read-tree", "--reset", "-u", tree])?;
        // What a command changed behind the index's back.
        with(&["checkout-index", "--all", "--force", "--quiet"])?;
        with(&["clean", "-ffd", "--quiet"])?;
        Ok(())
    }

    /// The tree of the files that a revision has, as they stand here now; those that are gone are left out.
    ///
    /// # Errors
    /// When the revision is not known, or a file cannot be read.
    pub fn tree_of_paths_in(&self, revision: &str) -> Result<String, GitError> {
        self.run(["read-tree", "--reset", revision])?;
        let off = Git::new(self.git.system(), &self.git_dir).filter_drivers()?.off();
        let args = off.into_iter().chain(["add", "--update", "--", "."].map(Into::into));
        self.git.bytes(&self.here(self.git.request(args)))?;
        let tree = self.run(["write-tree"])?;
        Ok(String::from_utf8_lossy(&tree).trim().to_owned())
    }

    /// Changes the files of the copy as a patch says, whose paths are those from the root of the repository. Nothing is changed
    /// where a part of it does not apply.
    ///
    /// # Errors
    /// When the patch is none, or does not fit these files.
    pub fn apply(&self, patch: &[u8]) -> Result<(), GitError> {
        let off = Git::new(self.git.system(), &self.git_dir).filter_drivers()?.off();
        let args = off.into_iter().chain(["apply", "--whitespace=nowarn", "-"].map(Into::into));
        self.git.bytes(&self.here(self.git.request(args)).stdin(patch)).map(drop)
    }

    /// The folder with the files.
    pub fn work_tree(&self) -> &Path {
        &self.work_tree
    }

    /// The Git folder.
    pub fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    fn here(&self, request: ProcessRequest) -> ProcessRequest {
        request.env("GIT_DIR", &self.git_dir).env("GIT_WORK_TREE", &self.work_tree)
    }

    fn run<const N: usize>(&self, args: [&str; N]) -> Result<Vec<u8>, GitError> {
        self.git.bytes(&self.here(self.git.request(args)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::scratch::{SYSTEM, Scratch, run};

    fn copy(scratch: &Scratch, name: &str) -> RepositoryCopy<'static> {
        let around = scratch.root.parent().unwrap();
        let (git_dir, work_tree) = (scratch.root.join(".git/milepost/copies").join(name), around.join(name));
        RepositoryCopy::open(&SYSTEM, &scratch.repository(), &git_dir, &work_tree).unwrap()
    }

    #[test]
    fn a_copy_holds_a_commit_or_the_tree_as_it_is_and_keeps_what_was_built() {
        for format in ["sha1", "sha256"] {
            let scratch = Scratch::new(format);
            scratch.write("a", "1");
            scratch.write("gone/later", "x");
            scratch.write(".gitignore", "out/\n");
            scratch.commit_all();
            let first = scratch.git(&["rev-parse", "HEAD"]);
            scratch.write("a", "2");
            scratch.git(&["rm", "--quiet", "-r", "gone"]);
            scratch.write("new", "n");
            let tree = scratch.tree().snapshot(&[], &[]).unwrap().tree;
            let copy = copy(&scratch, "copy");
            let read = |path: &str| SYSTEM.read(&copy.work_tree().join(path)).ok();

            copy.check_out(Some(&first), &first).unwrap();
            assert_eq!((read("a"), read("new")), (Some(b"1".to_vec()), None));
            assert_eq!(run(copy.work_tree(), &["rev-parse", "HEAD"]), first);
            assert_eq!(run(copy.work_tree(), &["remote"]), "");
            SYSTEM.create_dir_all(&copy.work_tree().join("out")).unwrap();
            for (path, text) in [("out/built", "b"), ("a", "changed"), ("stray", "s")] {
                SYSTEM.write_atomic(&copy.work_tree().join(path), text.as_bytes()).unwrap();
            }

            copy.check_out(Some(&first), tree.as_str()).unwrap();
            assert_eq!(
                (read("a"), read("new"), read("gone/later")),
                (Some(b"2".to_vec()), Some(b"n".to_vec()), None)
            );
            assert_eq!((read("out/built"), read("stray")), (Some(b"b".to_vec()), None));
            copy.check_out(Some(&first), &first).unwrap();
            assert_eq!(read("a"), Some(b"1".to_vec()));
            // The repository itself is as it was.
            assert_eq!(scratch.git(&["status", "--porcelain"]), " M a\nD  gone/later\n?? new");
        }
    }

    #[test]
    fn what_ran_in_a_copy_steers_no_git() {
        let scratch = Scratch::new("sha1");
        scratch.write("a", "1");
        scratch.commit_all();
        let copy = copy(&scratch, "copy");
        copy.check_out(None, "HEAD").unwrap();
        let (tree, proof) = (copy.work_tree(), scratch.root.join("ran"));
        let evil = tree.join("evil");
        run(tree, &["init", "--quiet", evil.to_str().unwrap()]);
        run(&evil, &["config", "filter.x.smudge", &format!("touch {}; cat", proof.display())]);
        SYSTEM
            .write_atomic(&tree.join(".git"), format!("gitdir: {}/.git", evil.display()).as_bytes())
            .unwrap();
        SYSTEM.write_atomic(&tree.join(".gitattributes"), b"* filter=x\n").unwrap();
        SYSTEM.remove_file(&tree.join("a")).unwrap();
        copy.check_out(None, "HEAD").unwrap();
        assert_eq!(SYSTEM.read(&tree.join("a")).unwrap(), b"1");
        assert!(!SYSTEM.exists(&proof) && !SYSTEM.exists(&evil));
    }

    #[test]
    fn a_patch_changes_the_copy_alone_and_wholly() {
        let scratch = Scratch::new("sha1");
        scratch.write("a", "1\n");
        scratch.write("deep/b", "1\n");
        scratch.commit_all();
        for path in ["a", "deep/b"] {
            scratch.write(path, "2\n");
        }
        let patch = format!("{}\n", scratch.git(&["diff"]));
        scratch.git(&["checkout", "--quiet", "--", "."]);
        let copy = copy(&scratch, "copy");
        let read = |path: &str| SYSTEM.read(&copy.work_tree().join(path)).unwrap();
        copy.check_out(None, "HEAD").unwrap();
        copy.apply(patch.as_bytes()).unwrap();
        assert_eq!((read("a"), read("deep/b")), (b"2\n".to_vec(), b"2\n".to_vec()));
        assert_eq!(scratch.git(&["status", "--porcelain"]), "");
        // Half of it fits no more.
        copy.check_out(None, "HEAD").unwrap();
        assert_eq!(read("a"), b"1\n");
        SYSTEM.write_atomic(&copy.work_tree().join("deep/b"), b"3\n").unwrap();
        assert!(copy.apply(patch.as_bytes()).is_err());
        assert_eq!(read("a"), b"1\n");
        let outside = "--- a/../x\n+++ b/../x\n@@ -0,0 +1 @@\n+x\n";
        for no_patch in ["", "nonsense\n", outside] {
            assert!(copy.apply(no_patch.as_bytes()).is_err(), "{no_patch}");
        }
    }

    #[test]
    fn a_broken_copy_is_made_again() {
        let scratch = Scratch::new("sha1");
        scratch.write("a", "1");
        scratch.commit_all();
        let first = copy(&scratch, "copy");
        first.check_out(None, "HEAD").unwrap();
        SYSTEM.remove_dir_all(first.git_dir()).unwrap();
        let again = copy(&scratch, "copy");
        again.check_out(None, "HEAD").unwrap();
        assert_eq!(SYSTEM.read(&again.work_tree().join("a")).unwrap(), b"1");
    }
}

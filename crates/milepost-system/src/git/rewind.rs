//! What a commit takes that goes to an earlier state without touching the work tree: trees and commits are made from
//! objects, and a branch moves only from where it is expected.

use std::path::{Path, PathBuf};

use super::{Git, GitError, nul_parts, path_from};

/// One entry of a tree, with its path from the top of the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeEntry {
    /// `100644`, `100755`, `120000` (link) or `160000` (submodule).
    pub mode: String,
    /// The object.
    pub object: String,
    /// Relative to the root.
    pub path: PathBuf,
}

/// One commit of a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RangeCommit {
    /// Its full name.
    pub id: String,
    /// Its first line.
    pub subject: String,
    /// Values of its `Milestone:` trailers.
    pub milestones: Vec<String>,
}

impl Git<'_> {
    /// Every entry of a revision, submodules included.
    pub fn tree_entries(&self, revision: &str) -> Result<Vec<TreeEntry>, GitError> {
        let args = ["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", revision];
        let bytes = self.bytes(&self.request(args))?;
        nul_parts(&bytes)
            .map(|record| {
                let bad = || GitError::output("ls-tree", record, "a mode, an object and a path");
                let tab = record.iter().position(|byte| *byte == b'\t').ok_or_else(bad)?;
                let head = String::from_utf8_lossy(&record[..tab]);
                let mut words = head.split(' ');
                match (words.next(), words.next(), words.next()) {
                    (Some(mode), Some(_), Some(object)) => Ok(TreeEntry {
                        mode: mode.to_owned(),
                        object: object.to_owned(),
                        path: path_from(&record[tab + 1..]),
                    }),
                    _ => Err(bad()),
                }
            })
            .collect()
    }

    /// The commits that `tip` has and `base` has not, newest first.
    pub fn range_commits(&self, base: &str, tip: &str) -> Result<Vec<RangeCommit>, GitError> {
        let format = "--format=%H%x1f%s%x1f%(trailers:key=Milestone,valueonly,separator=%x1e)";
        let range = format!("{base}..{tip}");
        let text = self.text(["log", format, "--end-of-options", &range])?;
        text.lines()
            .map(|line| {
                let mut fields = line.split('\u{1f}');
                let mut next = || fields.next().unwrap_or_default().to_owned();
                let (id, subject, milestones) = (next(), next(), next());
                let milestones = milestones.split('\u{1e}').map(str::trim).filter(|name| !name.is_empty());
                Ok(RangeCommit { id, subject, milestones: milestones.map(str::to_owned).collect() })
            })
            .collect()
    }

    /// Keeps the bytes of a file of the work tree as the object that would be committed.
    pub fn write_blob(&self, path: &Path, bytes: &[u8]) -> Result<String, GitError> {
        let mut named = std::ffi::OsString::from("--path=");
        named.push(path);
        let request = self.request(["hash-object", "-w", "--stdin"]).arg(named).stdin(bytes);
        Ok(String::from_utf8_lossy(&self.bytes(&request)?).trim().to_owned())
    }

    /// The tree of a revision with these entries put into it and these paths gone. `index` is a file that does not exist
    /// yet, and is gone afterwards.
    pub fn tree_with(
        &self,
        index: &Path,
        revision: &str,
        put: &[TreeEntry],
        gone: &[PathBuf],
    ) -> Result<String, GitError> {
        let here = |args: &[&str]| self.request(args).env("GIT_INDEX_FILE", index);
        self.bytes(&here(&["read-tree", revision]))?;
        let mut list = Vec::new();
        let mut line = |mode: &str, object: &str, path: &Path| {
            list.extend_from_slice(format!("{mode} {object}\t").as_bytes());
            list.extend_from_slice(path.as_os_str().as_encoded_bytes());
            list.push(0);
        };
        let none = "0".repeat(revision.len().max(40));
        for path in gone {
            line("0", &none, path);
        }
        for entry in put {
            line(&entry.mode, &entry.object, &entry.path);
        }
        self.bytes(&here(&["update-index", "--replace", "-z", "--index-info"]).stdin(list))?;
        let tree = self.bytes(&here(&["write-tree"]))?;
        // It may stay where it is: whoever made its folder removes it.
        let _ = self.system().remove_file(index);
        Ok(String::from_utf8_lossy(&tree).trim().to_owned())
    }

    /// Makes a commit of a tree, signed where the user signs commits. No branch moves and no hook runs.
    pub fn commit_tree(&self, tree: &str, parent: &str, message: &str) -> Result<String, GitError> {
        let signs = self.optional_text(["config", "--type=bool", "--get", "commit.gpgSign"])?;
        let sign = if signs.as_deref() == Some("true") { vec!["-S"] } else { Vec::new() };
        let args = ["commit-tree"].into_iter().chain(sign).chain(["-p", parent, "-F", "-", tree]);
        let bytes = self.bytes(&self.request(args).stdin(message))?;
        Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
    }

    /// Moves a reference from `old` to `new`, or makes it where there is none. Fails where it is elsewhere.
    pub fn move_reference(&self, name: &str, new: &str, old: Option<&str>) -> Result<(), GitError> {
        let none = "0".repeat(new.len());
        let old = old.unwrap_or(&none);
        self.bytes(&self.request(["update-ref", "-m", "milepost rollback", name, new, old])).map(drop)
    }

    /// Removes a reference, where it is at this object. One that is not there is well.
    pub fn drop_reference(&self, name: &str, at: &str) -> Result<(), GitError> {
        match self.rev_parse(name)? {
            None => Ok(()),
            Some(_) => self.bytes(&self.request(["update-ref", "-d", name, at])).map(drop),
        }
    }

    /// Whether the index holds exactly the files of a revision.
    pub fn index_is_at(&self, revision: &str) -> Result<bool, GitError> {
        let request = self.request(["diff-index", "--cached", "--quiet", revision, "--"]);
        let output = self.output(&request)?;
        match output.code {
            Some(0) => Ok(true),
            Some(1) => Ok(false),
            _ => Err(GitError::exit(&request, &output)),
        }
    }

    /// An index of exactly the files of a revision, in this file; what it knows of their times is of now.
    pub fn index_of(&self, index: &Path, revision: &str) -> Result<(), GitError> {
        let here = |args: &[&str]| self.request(args).env("GIT_INDEX_FILE", index);
        self.bytes(&here(&["read-tree", revision]))?;
        // It tells by its exit that a file differs: that is looked at elsewhere.
        let _ = self.output(&here(&["update-index", "-q", "--refresh"]))?;
        Ok(())
    }

    /// The objects that files of the work tree would be committed as; paths from the root, all of them regular files.
    pub fn objects_of_files(&self, paths: &[&Path]) -> Result<Vec<String>, GitError> {
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let mut names = Vec::new();
        let mut odd = None;
        for path in paths {
            let bytes = path.as_os_str().as_encoded_bytes();
            if bytes.contains(&b'\n') {
                odd = Some(path);
            }
            names.extend_from_slice(bytes);
            names.push(b'\n');
        }
        if let Some(path) = odd {
            return Err(GitError::output(
                "hash-object",
                path.as_os_str().as_encoded_bytes(),
                "a path without a line end",
            ));
        }
        let bytes = self.bytes(&self.request(["hash-object", "--stdin-paths"]).stdin(names))?;
        Ok(String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect())
    }

    /// What a file of a revision holds in a work tree, after the filters that the user has set up for it.
    pub fn file_as_checked_out(&self, revision: &str, path: &Path) -> Result<Vec<u8>, GitError> {
        let mut name = std::ffi::OsString::from(format!("{revision}:"));
        name.push(path);
        self.bytes(&self.bare_request(["cat-file", "--filters"]).arg(name))
    }

    /// Writes links of a revision into the work tree, from this index.
    pub fn check_out_links(&self, index: &Path, paths: &[&Path]) -> Result<(), GitError> {
        let mut names = Vec::new();
        for path in paths {
            names.extend_from_slice(path.as_os_str().as_encoded_bytes());
            names.push(0);
        }
        let request = self.request(["checkout-index", "--force", "-z", "--stdin"]);
        self.bytes(&request.env("GIT_INDEX_FILE", index).stdin(names)).map(drop)
    }
}

//! Files that Git knows, and contents of revisions.

use std::path::{Path, PathBuf};

use super::{Git, GitError, nul_parts, objects::answers, path_from};

/// One entry of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexEntry {
    /// `0o100644`, `0o100755`, `0o120000` (link) or `0o160000` (submodule).
    pub mode: u32,
    /// The object.
    pub object: String,
    /// 0, or 1 to 3 while in conflict.
    pub stage: u8,
    /// Relative to the root.
    pub path: PathBuf,
}

/// One path that differs between two trees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedName {
    /// `A`, `M`, `D` or `T`.
    pub status: char,
    /// Relative to the root.
    pub path: PathBuf,
}

impl Git<'_> {
    /// Every tracked path, sorted.
    pub fn tracked_files(&self) -> Result<Vec<PathBuf>, GitError> {
        let bytes = self.bytes(&self.request(["ls-files", "-z", "--deduplicate"]))?;
        Ok(nul_parts(&bytes).map(path_from).collect())
    }

    /// The tracked paths that a sparse checkout leaves out of the work tree; none where the checkout is not sparse: then
    /// what is gone was removed.
    pub fn left_out(&self) -> Result<Vec<PathBuf>, GitError> {
        let is_sparse = self.optional_text(["config", "--type=bool", "--get", "core.sparseCheckout"])?;
        let is_sparse = is_sparse.is_some_and(|value| value == "true");
        if !is_sparse {
            return Ok(Vec::new());
        }
        let bytes = self.bytes(&self.request(["ls-files", "-z", "-t", "--cached"]))?;
        let skipped = nul_parts(&bytes).filter_map(|record| record.strip_prefix(b"S "));
        Ok(skipped.map(path_from).collect())
    }

    /// The tracked paths that Git was told not to look at: `assume-unchanged` or `skip-worktree`.
    pub fn flagged(&self) -> Result<Vec<PathBuf>, GitError> {
        let bytes = self.bytes(&self.request(["ls-files", "-z", "-v", "--cached"]))?;
        let is_flagged =
            |record: &&[u8]| record.first().is_some_and(|tag| *tag == b'S' || tag.is_ascii_lowercase());
        Ok(nul_parts(&bytes).filter(is_flagged).filter_map(|record| record.get(2..)).map(path_from).collect())
    }

    /// Every tracked path, and every untracked one that is not ignored; sorted.
    pub fn ls_files(&self) -> Result<Vec<PathBuf>, GitError> {
        let args = ["ls-files", "-z", "--deduplicate", "--cached", "--others", "--exclude-standard"];
        let bytes = self.bytes(&self.request(args))?;
        let mut paths: Vec<PathBuf> = nul_parts(&bytes).map(path_from).collect();
        paths.sort();
        Ok(paths)
    }

    /// The entries of the index.
    pub fn index(&self) -> Result<Vec<IndexEntry>, GitError> {
        let bytes = self.bytes(&self.request(["ls-files", "-z", "--stage"]))?;
        nul_parts(&bytes)
            .map(|record| {
                parse_entry(record).ok_or_else(|| GitError::output("ls-files", record, "an index entry"))
            })
            .collect()
    }

    /// The paths that differ between two revisions or trees; renames are a removal and an addition.
    pub fn diff_names(&self, from: &str, to: &str) -> Result<Vec<ChangedName>, GitError> {
        let args = ["diff-tree", "-r", "-z", "--no-renames", "--name-status", "--end-of-options", from, to];
        self.bytes(&self.request(args)).and_then(|bytes| parse_name_status(&bytes))
    }

    /// Which of these paths (relative to the root, present or not) Git ignores and does not track; none where it cannot
    /// say, as behind a symbolic link.
    pub fn ignored(&self, paths: &[&Path]) -> Result<Vec<PathBuf>, GitError> {
        let mut input = Vec::new();
        for path in paths {
            input.extend_from_slice(path.as_os_str().as_encoded_bytes());
            input.push(0);
        }
        let request = self.request(["check-ignore", "-z", "--stdin"]).stdin(input);
        let output = self.output(&request)?;
        match output.code {
            Some(0) => Ok(nul_parts(&output.stdout).map(path_from).collect()),
            Some(1 | 128) => Ok(Vec::new()),
            _ => Err(GitError::exit(&request, &output)),
        }
    }

    /// The raw bytes of an object of this kind (`commit`, `tree`, `blob`), replacements left aside; `None` where there
    /// is none. That they are what the name says is not checked: [`Git::object_name`] does.
    pub fn object(&self, kind: &str, name: &str) -> Result<Option<Vec<u8>>, GitError> {
        let request = self.request(["cat-file", kind, name]).env("GIT_NO_REPLACE_OBJECTS", "1");
        let output = self.output(&request)?;
        match output.code {
            Some(0) => Ok(Some(output.stdout)),
            Some(1 | 128) => Ok(None),
            _ => Err(GitError::exit(&request, &output)),
        }
    }

    /// The name that an object with these bytes has; nothing is stored.
    pub fn object_name(&self, kind: &str, bytes: &[u8]) -> Result<String, GitError> {
        let args = ["hash-object", "-t", kind, "--no-filters", "--literally", "--stdin"];
        let output = self.bytes(&self.request(args).stdin(bytes))?;
        Ok(String::from_utf8_lossy(&output).trim().to_owned())
    }

    /// The bytes of several objects such as `HEAD:path`, in their order and asked for at once; `None` where there is
    /// none, or where it is no file.
    pub fn cat_files(&self, objects: &[String]) -> Result<Vec<Option<Vec<u8>>>, GitError> {
        if objects.iter().any(|object| object.contains('\n')) {
            return objects.iter().map(|object| self.cat_file(object)).collect();
        }
        let request = self.request(["cat-file", "--batch"]).stdin(objects.join("\n") + "\n");
        let bytes = self.bytes(&request)?;
        let found = answers(&bytes, objects.len())?;
        let file = |(kind, bytes): (&str, &[u8])| (kind == "blob").then(|| bytes.to_vec());
        Ok(found.into_iter().map(|answer| answer.and_then(file)).collect())
    }

    /// The bytes of an object such as `HEAD:path`; `None` where there is none.
    pub fn cat_file(&self, object: &str) -> Result<Option<Vec<u8>>, GitError> {
        let request = self.request(["cat-file", "blob", object]);
        let output = self.output(&request)?;
        match output.code {
            Some(0) => Ok(Some(output.stdout)),
            Some(1 | 128) => Ok(None),
            _ => Err(GitError::exit(&request, &output)),
        }
    }
}

pub(super) fn parse_name_status(bytes: &[u8]) -> Result<Vec<ChangedName>, GitError> {
    let mut parts = nul_parts(bytes);
    let mut names = Vec::new();
    while let Some(status) = parts.next() {
        let path =
            parts.next().ok_or_else(|| GitError::output("diff-tree", status, "a status and a path"))?;
        names.push(ChangedName { status: status[0].into(), path: path_from(path) });
    }
    Ok(names)
}

fn parse_entry(record: &[u8]) -> Option<IndexEntry> {
    let tab = record.iter().position(|b| *b == b'\t')?;
    let head = str::from_utf8(&record[..tab]).ok()?;
    let mut words = head.split(' ');
    Some(IndexEntry {
        mode: u32::from_str_radix(words.next()?, 8).ok()?,
        object: words.next()?.to_owned(),
        stage: words.next()?.parse().ok()?,
        path: path_from(&record[tab + 1..]),
    })
}

//! Where a repository is, and what kind it is.

use std::path::{Path, PathBuf};

use super::{Git, GitError, nul_parts, path_from};
use crate::System;

/// The hash that names objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectFormat {
    /// 20 bytes.
    Sha1,
    /// 32 bytes.
    Sha256,
}

impl ObjectFormat {
    /// Its name in Git's configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
        }
    }

    /// Hexadecimal digits of an object's name.
    pub const fn hex_len(self) -> usize {
        match self {
            Self::Sha1 => 40,
            Self::Sha256 => 64,
        }
    }
}

/// A repository's places and kind. All paths are absolute and without links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// The top of the work tree; of a bare repository the repository itself.
    pub root: PathBuf,
    /// The Git folder of this work tree.
    pub git_dir: PathBuf,
    /// The Git folder that all work trees share.
    pub common_dir: PathBuf,
    /// The hash in use.
    pub object_format: ObjectFormat,
    /// Whether history was cut off.
    pub is_shallow: bool,
    /// Whether there is no work tree.
    pub is_bare: bool,
}

impl Git<'_> {
    /// Finds the repository that holds `dir`; `None` where there is none.
    ///
    /// Fails where Git is absent or refuses the repository, such as one of another owner
    /// ([`GitError::is_dubious_ownership`]).
    pub fn discover(system: &dyn System, dir: &Path) -> Result<Option<Repository>, GitError> {
        let git = Git::new(system, dir);
        let request = git.request([
            "rev-parse",
            "--path-format=absolute",
            "--is-bare-repository",
            "--is-inside-work-tree",
            "--is-shallow-repository",
            "--show-object-format",
            "--show-cdup",
            "--git-dir",
            "--git-common-dir",
        ]);
        let output = git.output(&request)?;
        if !output.success() {
            let error = GitError::exit(&request, &output);
            let none = output.stderr_text().contains("not a git repository");
            return if none { Ok(None) } else { Err(error) };
        }
        let bad = || GitError::output("rev-parse", &output.stdout, "seven lines about the repository");
        // A path may hold a line end: what stands between the fixed lines and the two equal halves is theirs.
        let mut lines = output.stdout.splitn(6, |b| *b == b'\n');
        let mut next = || lines.next().ok_or_else(bad);
        let is_bare = next()? == b"true";
        let inside = next()? == b"true";
        let is_shallow = next()? == b"true";
        let object_format = match next()? {
            b"sha1" => ObjectFormat::Sha1,
            b"sha256" => ObjectFormat::Sha256,
            _ => return Err(bad()),
        };
        if !inside && !is_bare {
            // Inside the Git folder of a work tree.
            return Ok(None);
        }
        // The way up to the top, in dots and slashes alone. A bare repository has no such line.
        let up = if inside { Some(next()?) } else { None };
        let fixed = lines.fold(Vec::new(), |mut rest, part| {
            if !rest.is_empty() {
                rest.push(b'\n');
            }
            rest.extend_from_slice(part);
            rest
        });
        let paths = fixed.as_slice();
        let paths = paths.strip_suffix(b"\n").unwrap_or(paths);
        let breaks: Vec<usize> = (0..paths.len()).filter(|i| paths[*i] == b'\n').collect();
        let middle = *breaks.get(breaks.len() / 2).ok_or_else(bad)?;
        let git_dir = path_from(&paths[..middle]);
        let common_dir = path_from(&paths[middle + 1..]);
        let root = up.map_or_else(|| git_dir.clone(), |up| dir.join(path_from(up)));
        let real = |path: PathBuf| system.canonicalize(&path).unwrap_or(path);
        Ok(Some(Repository {
            root: real(root),
            git_dir: real(git_dir),
            common_dir: real(common_dir),
            object_format,
            is_shallow,
            is_bare,
        }))
    }

    /// Values of Git's configuration in the order of these keys, which are written in lower case; `None` when unset.
    pub fn configs(&self, keys: &[&str]) -> Result<Vec<Option<String>>, GitError> {
        let escaped: Vec<String> = keys.iter().map(|key| key.replace('.', "\\.")).collect();
        let pattern = format!("^({})$", escaped.join("|"));
        let request = self.request(["config", "-z", "--get-regexp", pattern.as_str()]);
        let output = self.output(&request)?;
        let mut values = vec![None; keys.len()];
        match output.code {
            Some(0) => {}
            Some(1) => return Ok(values),
            _ => return Err(GitError::exit(&request, &output)),
        }
        for entry in nul_parts(&output.stdout) {
            let entry = String::from_utf8_lossy(entry);
            // A key without a value is a yes; the last of several values counts.
            let (key, value) = entry.split_once('\n').unwrap_or((&entry, ""));
            if let Some(at) = keys.iter().position(|wanted| *wanted == key) {
                values[at] = Some(value.to_owned()).filter(|value| !value.is_empty());
            }
        }
        Ok(values)
    }

    /// A value of Git's configuration; `None` when unset.
    pub fn config(&self, key: &str) -> Result<Option<String>, GitError> {
        self.optional_text(["config", "--get", key])
    }
}

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

impl Repository {
    /// Why the Git folder is not that of this work tree, or the work tree not that of the Git folder. Each can name the
    /// other as it likes (`core.worktree`, a `.git` file, `commondir`), and a repository that somebody else made could
    /// so be about the files, or the branches, of its reader. What names the other has to be named back.
    fn stranger(&self, system: &dyn System) -> Option<String> {
        let entry = self.root.join(".git");
        let real = |path: &Path| system.canonicalize(path).ok();
        let first_line = |path: &Path| {
            let bytes = system.read(path).ok()?;
            Some(path_from(bytes.split(|b| *b == b'\n').next()?.trim_ascii_end()))
        };
        let named = if system.is_file(&entry) {
            let line = first_line(&entry);
            let folder =
                line.as_deref().and_then(Path::to_str).and_then(|line| line.strip_prefix("gitdir: "));
            folder.and_then(|folder| real(&self.root.join(folder)))
        } else {
            real(&entry)
        };
        if named.as_deref() != Some(&self.git_dir) {
            return Some(format!(
                "its Git folder `{}` is not the one that stands in it",
                self.git_dir.display()
            ));
        }
        if self.common_dir != self.git_dir {
            // A linked work tree: its own folder among those of the repository, which knows where it is.
            let back = first_line(&self.git_dir.join("gitdir")).map(|path| self.git_dir.join(path));
            let is_linked = self.git_dir.parent() == Some(self.common_dir.join("worktrees").as_path())
                && back.and_then(|back| real(&back)) == real(&entry);
            return (!is_linked).then(|| {
                format!("the repository `{}` knows of no such work tree", self.common_dir.display())
            });
        }
        // A folder called `.git` is that of the work tree around it.
        let is_elsewhere = system.is_file(&entry) && self.git_dir.ends_with(".git");
        is_elsewhere.then(|| format!("`{}` is the Git folder of another work tree", self.git_dir.display()))
    }
}

impl Git<'_> {
    /// Finds the repository that holds `dir`; `None` where there is none.
    ///
    /// Fails where Git is absent or refuses the repository, such as one of another owner
    /// ([`GitError::is_dubious_ownership`]), and where work tree and Git folder do not belong together
    /// ([`GitError::Stranger`]).
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
        let found = Repository {
            root: real(root),
            git_dir: real(git_dir),
            common_dir: real(common_dir),
            object_format,
            is_shallow,
            is_bare,
        };
        match found.stranger(system) {
            Some(why) if !is_bare => Err(GitError::Stranger { root: found.root.display().to_string(), why }),
            _ => Ok(Some(found)),
        }
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

    /// Sets a value of this repository's own configuration.
    pub fn set_config(&self, key: &str, value: &str) -> Result<(), GitError> {
        self.bytes(&self.request(["config", "--local", key, value])).map(drop)
    }
}

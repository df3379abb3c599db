//! Git, through its own command: exact in configuration, worktrees, partial clones and object formats.
//!
//! Reading never executes: every call turns off the file system monitor and hooks, takes no optional lock, asks
//! nothing, fetches nothing and pages nothing. Names are bytes, ended by NUL. Only [`Git::commit`] and [`Git::switch`] run hooks,
//! since there the user has asked for a change.

mod branch;
mod commit;
mod copy;
mod disposable;
mod drivers;
mod error;
mod files;
mod history;
mod hooks;
mod log;
mod objects;
mod repository;
mod rewind;
#[cfg(test)]
mod scratch;
mod status;
#[cfg(test)]
mod tests;
mod tree;
mod work;

use std::{
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
};

pub use copy::RepositoryCopy;
pub use disposable::{DisposableClone, HeadAt, NotAsBefore};
pub use error::GitError;
pub use files::{ChangedName, IndexEntry};
pub use history::{Author, Authors};
pub use log::{AddedLines, FileChange, LoggedCommit};
pub use repository::{ObjectFormat, Repository};
pub use rewind::{RangeCommit, TreeEntry};
pub use status::{StatusEntry, StatusKind};
pub use tree::{Replacement, Snapshot, TreeChange, TreeId, WorkTree};
pub use work::Work;

use crate::{ProcessOutput, ProcessRequest, System};

/// One repository's work tree, asked through the `git` command.
#[derive(Debug, Clone)]
pub struct Git<'a> {
    system: &'a dyn System,
    root: PathBuf,
}

impl<'a> Git<'a> {
    /// Git in the work tree (or bare repository) at `root`.
    pub fn new(system: &'a dyn System, root: impl Into<PathBuf>) -> Self {
        Self { system, root: root.into() }
    }

    /// The folder in which commands run.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The machine.
    pub fn system(&self) -> &'a dyn System {
        self.system
    }

    /// The request for a reading command.
    pub(crate) fn request<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> ProcessRequest {
        let safe = [
            "-c",
            "core.fsmonitor=false",
            "-c",
            "core.hooksPath=/dev/null",
            "-c",
            "core.quotePath=false",
            "-c",
            "core.pager=cat",
            "-c",
            "log.showSignature=false",
            // A file is the one in the index when everything about it is, not only what can be forged.
            "-c",
            "core.trustctime=true",
            "-c",
            "core.checkStat=default",
            "--no-pager",
        ];
        self.bare_request(safe.into_iter().map(OsString::from).chain(owned(args)))
            .env("GIT_OPTIONAL_LOCKS", "0")
            // What is missing stays missing: to fetch it, Git runs what the repository names.
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_ALLOW_PROTOCOL", "")
    }

    /// The request for a command that the user asked for: with hooks.
    pub(crate) fn bare_request<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> ProcessRequest {
        ProcessRequest::new("git")
            .args(owned(args))
            .cwd(&self.root)
            .env("LC_ALL", "C")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_EDITOR", "true")
            // A hook that calls us sets these; they would make us read another repository.
            .env_remove("GIT_DIR")
            .env_remove("GIT_WORK_TREE")
            .env_remove("GIT_INDEX_FILE")
            .env_remove("GIT_PREFIX")
            .env_remove("GIT_OBJECT_DIRECTORY")
            .env_remove("GIT_ALTERNATE_OBJECT_DIRECTORIES")
            .env_remove("GIT_COMMON_DIR")
            .env_remove("GIT_NAMESPACE")
    }

    /// Runs a request, whatever its exit code.
    pub(crate) fn output(&self, request: &ProcessRequest) -> Result<ProcessOutput, GitError> {
        self.system.run(request).map_err(|source| GitError::start(request, source))
    }

    /// Runs a request that has to succeed; its standard output.
    pub(crate) fn bytes(&self, request: &ProcessRequest) -> Result<Vec<u8>, GitError> {
        let output = self.output(request)?;
        if output.success() { Ok(output.stdout) } else { Err(GitError::exit(request, &output)) }
    }

    /// Runs a reading command that has to succeed; its standard output without the line end.
    pub(crate) fn text<A: AsRef<OsStr>>(
        &self,
        args: impl IntoIterator<Item = A>,
    ) -> Result<String, GitError> {
        let mut bytes = self.bytes(&self.request(args))?;
        while bytes.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
            bytes.pop();
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Runs a reading command whose failure with exit code 1 or 128 means "there is none".
    pub(crate) fn optional_text<A: AsRef<OsStr>>(
        &self,
        args: impl IntoIterator<Item = A>,
    ) -> Result<Option<String>, GitError> {
        let request = self.request(args);
        let output = self.output(&request)?;
        match output.code {
            Some(0) => Ok(Some(output.stdout_text()).filter(|text| !text.is_empty())),
            Some(1 | 128) => Ok(None),
            _ => Err(GitError::exit(&request, &output)),
        }
    }
}

fn owned<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> impl Iterator<Item = OsString> {
    args.into_iter().map(|arg| arg.as_ref().to_owned())
}

/// The parts of an output that are ended by NUL.
pub(crate) fn nul_parts(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|b| *b == 0).filter(|part| !part.is_empty())
}

/// A path from Git's bytes.
pub(crate) fn path_from(bytes: &[u8]) -> PathBuf {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        PathBuf::from(OsStr::from_bytes(bytes))
    }
    #[cfg(not(unix))]
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

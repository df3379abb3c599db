//! What can go wrong when a front asks.

use std::{io, path::PathBuf};

use milepost_document::EditError;
use milepost_ledger::LedgerError;
use milepost_system::git::GitError;

use crate::config::ConfigError;

/// What to do with a bug.
const REPORT: &str = "please report it with the command line and what `milepost --version --verbose` prints";

/// The kind of an error; decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The request or its input cannot be read.
    Usage,
    /// A guard refused, with reasons.
    Refused,
    /// Commands of a document that nobody trusted.
    Untrusted,
    /// The sandbox that is asked for is not to be had.
    NoSandbox,
    /// Evidence was tampered with.
    Tampered,
    /// Another process holds the workspace.
    Locked,
    /// Ctrl-C.
    Interrupted,
    /// A bug of Milepost.
    Bug,
}

impl ErrorKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Usage,
        Self::Refused,
        Self::Untrusted,
        Self::NoSandbox,
        Self::Tampered,
        Self::Locked,
        Self::Interrupted,
        Self::Bug,
    ];
}

/// Why a request failed: what happened, the reasons, the next steps.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct EngineError {
    /// Decides the exit code.
    pub kind: ErrorKind,
    /// What happened: a lower-case fragment.
    pub message: String,
    /// The lines of a file to which the message points.
    pub excerpt: Option<String>,
    /// What stands in the way, one line each.
    pub reasons: Vec<String>,
    /// What to do next, one line each.
    pub hints: Vec<String>,
    /// What caused it.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// An error with what caused it, in one line.
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut message = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let words = cause.to_string();
        // Transparent wrappers say the same again.
        if !message.ends_with(&words) {
            message.push_str(": ");
            message.push_str(&words);
        }
        source = cause.source();
    }
    message
}

impl EngineError {
    /// An error of a kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            excerpt: None,
            reasons: Vec::new(),
            hints: Vec::new(),
            source: None,
        }
    }

    /// The request cannot be understood.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, message)
    }

    /// A guard says no.
    pub fn refused(message: impl Into<String>, reasons: Vec<String>) -> Self {
        Self { reasons, ..Self::new(ErrorKind::Refused, message) }
    }

    /// A file or folder could not be used.
    pub fn io(what: &str, path: impl Into<PathBuf>, error: io::Error) -> Self {
        let path: PathBuf = path.into();
        let step = usual_step(&error);
        Self::usage(format!("cannot {what} `{}`", path.display())).because(error).hint(step)
    }

    /// Adds the cause.
    #[must_use]
    pub fn because(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// Adds a next step.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

/// What helps where a file or folder could not be used.
fn usual_step(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound => {
            "look at the path: it counts from the current folder, or from that of `-C DIR`"
        }
        io::ErrorKind::PermissionDenied => "look at its owner and permissions with `ls -ld`",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "free some room, then give the command again"
        }
        io::ErrorKind::ReadOnlyFilesystem => "it is mounted read-only: work on a copy that can be written",
        _ => "look at it with `ls -ld`, then give the command again",
    }
}

impl From<ConfigError> for EngineError {
    fn from(error: ConfigError) -> Self {
        let mut this = Self::usage(error.to_string());
        match error {
            ConfigError::Syntax { excerpt, hint, .. } => {
                this.excerpt = Some(excerpt);
                this.hints.extend(hint);
            }
            ConfigError::Read(source) => this = this.because(source),
        }
        this.hint("`milepost.toml` is described in the manual under Configuration")
    }
}

impl From<EditError> for EngineError {
    fn from(error: EditError) -> Self {
        Self::new(ErrorKind::Bug, "a change does not fit its document").because(error).hint(REPORT)
    }
}

impl From<GitError> for EngineError {
    fn from(error: GitError) -> Self {
        let dubious = error.is_dubious_ownership();
        let this = Self::usage("git does not answer").because(error);
        if dubious {
            this.hint("the repository belongs to another user; see `safe.directory` in `git help config`")
        } else {
            this.hint("`git status` says more; `milepost doctor` says what else is missing here")
        }
    }
}

impl From<LedgerError> for EngineError {
    fn from(error: LedgerError) -> Self {
        if let LedgerError::Bundle { reasons } = error {
            return Self { reasons, ..Self::new(ErrorKind::Tampered, "the records are not taken in") }
                .hint("every record has to be of this repository and signed by an allowed signer, or by a machine for which one vouches; `[signers] ci` and the allowed signers are read from the merge base")
                .hint("write the file again, in the clone where the checks ran: `milepost ledger export --records FILE`");
        }
        Self::usage("the ledger cannot be used")
            .because(error)
            .hint("`milepost ledger verify` checks every record, `milepost doctor` what this machine lacks")
    }
}

impl From<serde_json::Error> for EngineError {
    fn from(error: serde_json::Error) -> Self {
        Self::new(ErrorKind::Bug, "a value has no JSON form").because(error).hint(REPORT)
    }
}

/// The result of a request.
pub type Result<T, E = EngineError> = std::result::Result<T, E>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_kinds_is_whole() {
        // A new kind does not compile here until it has its place in the list.
        let place = |kind| match kind {
            ErrorKind::Usage => 0,
            ErrorKind::Refused => 1,
            ErrorKind::Untrusted => 2,
            ErrorKind::NoSandbox => 3,
            ErrorKind::Tampered => 4,
            ErrorKind::Locked => 5,
            ErrorKind::Interrupted => 6,
            ErrorKind::Bug => 7,
        };
        assert!(ErrorKind::ALL.iter().enumerate().all(|(at, kind)| place(*kind) == at));
    }

    #[test]
    fn an_error_of_files_names_a_next_step() {
        use io::ErrorKind as Io;
        for kind in [Io::NotFound, Io::PermissionDenied, Io::StorageFull, Io::ReadOnlyFilesystem, Io::Other] {
            assert!(!EngineError::io("read", "a.md", kind.into()).hints.is_empty(), "{kind}");
        }
    }
}

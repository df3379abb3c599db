//! What can go wrong when a front asks.

use std::{io, path::PathBuf};

use milepost_document::EditError;
use milepost_ledger::LedgerError;
use milepost_system::git::GitError;

use crate::config::ConfigError;

/// The kind of an error; decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The request or its input cannot be read.
    Usage,
    /// A guard refused, with reasons.
    Refused,
    /// Commands of a document that nobody trusted.
    Untrusted,
    /// Evidence was tampered with.
    Tampered,
    /// Another process holds the workspace.
    Locked,
    /// Ctrl-C.
    Interrupted,
    /// A bug of Milepost.
    Bug,
}

/// Why a request failed: what happened, the reasons, the next steps.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct EngineError {
    /// Decides the exit code.
    pub kind: ErrorKind,
    /// What happened: a lower-case fragment.
    pub message: String,
    /// What stands in the way, one line each.
    pub reasons: Vec<String>,
    /// What to do next, one line each.
    pub hints: Vec<String>,
    /// What caused it.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl EngineError {
    /// An error of a kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), reasons: Vec::new(), hints: Vec::new(), source: None }
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
        Self::usage(format!("cannot {what} `{}`", path.display())).because(error)
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

impl From<ConfigError> for EngineError {
    fn from(error: ConfigError) -> Self {
        Self::usage(error.to_string()).hint("`milepost.toml` is described in the manual under Configuration")
    }
}

impl From<EditError> for EngineError {
    fn from(error: EditError) -> Self {
        Self::new(ErrorKind::Bug, "a change does not fit its document").because(error)
    }
}

impl From<GitError> for EngineError {
    fn from(error: GitError) -> Self {
        let dubious = error.is_dubious_ownership();
        let this = Self::usage("git does not answer").because(error);
        if dubious {
            this.hint("the repository belongs to another user; see `safe.directory` in `git help config`")
        } else {
            this
        }
    }
}

impl From<LedgerError> for EngineError {
    fn from(error: LedgerError) -> Self {
        Self::usage("the ledger cannot be used").because(error)
    }
}

impl From<serde_json::Error> for EngineError {
    fn from(error: serde_json::Error) -> Self {
        Self::new(ErrorKind::Bug, "a value has no JSON form").because(error)
    }
}

/// The result of a request.
pub type Result<T, E = EngineError> = std::result::Result<T, E>;

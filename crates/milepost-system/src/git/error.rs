//! What can go wrong with Git.

use std::io;

use thiserror::Error;

use crate::{ProcessOutput, ProcessRequest};

/// A Git command that did not do its work.
#[derive(Debug, Error)]
pub enum GitError {
    /// Git is not installed, or could not be started.
    #[error("cannot run `git {command}`: is Git installed?")]
    Start {
        /// The command after `git`.
        command: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Git ended with an error.
    #[error("`git {command}` {end}: {message}")]
    Exit {
        /// The command after `git`.
        command: String,
        /// How it ended.
        end: String,
        /// Its exit code; `None` after a signal.
        code: Option<i32>,
        /// What it said on standard error.
        message: String,
    },
    /// Git wrote something that we cannot read.
    #[error("`git {command}` wrote `{found}`, where {expected} was due")]
    Output {
        /// The command after `git`.
        command: &'static str,
        /// What it wrote.
        found: String,
        /// What was expected.
        expected: &'static str,
    },
    /// A Git folder that is not that of the work tree.
    #[error("`{root}` is not trusted as a work tree: {why}")]
    Stranger {
        /// The top of the work tree.
        root: String,
        /// What does not fit, and what is there instead.
        why: String,
    },
    /// A file of the work tree or of Git's own could not be read or written.
    #[error("cannot {action} `{path}`")]
    File {
        /// What was tried.
        action: &'static str,
        /// Where.
        path: String,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl GitError {
    pub(crate) fn start(request: &ProcessRequest, source: io::Error) -> Self {
        Self::Start { command: command(request), source }
    }

    pub(crate) fn exit(request: &ProcessRequest, output: &ProcessOutput) -> Self {
        let end = match output.code {
            Some(code) => format!("exited with {code}"),
            None => "was ended by a signal".to_owned(),
        };
        Self::Exit { command: command(request), end, code: output.code, message: output.stderr_text() }
    }

    pub(crate) fn output(command: &'static str, found: &[u8], expected: &'static str) -> Self {
        let found: String = String::from_utf8_lossy(found).chars().take(200).collect();
        Self::Output { command, found, expected }
    }

    pub(crate) fn file(action: &'static str, path: &std::path::Path, source: io::Error) -> Self {
        Self::File { action, path: path.display().to_string(), source }
    }

    /// Whether Git refused because the folder belongs to another user.
    pub fn is_dubious_ownership(&self) -> bool {
        matches!(self, Self::Exit { message, .. } if message.contains("dubious ownership"))
    }
}

/// The arguments without our own settings.
fn command(request: &ProcessRequest) -> String {
    let mut args = request.args.iter();
    let mut words = Vec::new();
    while let Some(arg) = args.next() {
        match arg.as_encoded_bytes() {
            b"-c" => drop(args.next()),
            b"--no-pager" => {}
            _ => words.push(arg.to_string_lossy().into_owned()),
        }
    }
    words.join(" ")
}

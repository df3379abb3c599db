//! Why there is no scratch database.

use std::{io, path::PathBuf};

use thiserror::Error;

use crate::{Engine, OpenError, RunError};

/// Why there is no scratch database. None of these is a fault of the change that should have been tried in it.
#[derive(Debug, Error)]
pub enum ScratchError {
    /// A folder or file could not be made or read.
    #[error("`{}`: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is no server to start.
    #[error("there is no {engine} server here: `{program}` was not found; install the package `{package}`")]
    NoServer {
        /// The engine.
        engine: Engine,
        /// The program that was looked for.
        program: &'static str,
        /// The Debian package that has it.
        package: &'static str,
    },
    /// Servers refuse to run as root, and there is no account to run them as.
    #[error(
        "{engine} does not run as root, and there is no account to run it as: none of {} can be used with `setpriv`; run \
         this as an ordinary user, or name an account that exists",
        tried.join(", ")
    )]
    NoAccount {
        /// The engine.
        engine: Engine,
        /// The accounts that were tried.
        tried: Vec<String>,
    },
    /// A program of the server failed.
    #[error("`{program}` failed: {said}")]
    Program {
        /// Which.
        program: String,
        /// The end of what it said.
        said: String,
    },
    /// A socket cannot have so long a path.
    #[error("the temporary folder `{}` has too long a path for a socket: let `TMPDIR` name a shorter one", path.display())]
    LongPath {
        /// The folder.
        path: PathBuf,
    },
    /// The scratch database could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The scratch database could not be made or removed.
    #[error(transparent)]
    Run(#[from] RunError),
}

//! What can go wrong in the ledger.

use std::{io, path::PathBuf};

use thiserror::Error;

use crate::{Digest, signing::SigningError};

/// Why an operation on the ledger failed.
#[derive(Debug, Error)]
pub enum LedgerError {
    /// A file operation failed.
    #[error("cannot {action} `{path}`")]
    Io {
        /// What was tried, such as `write`.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// Why it failed.
        #[source]
        source: io::Error,
    },
    /// A record file is not what its name says.
    #[error("evidence file `{path}` is broken: {what}")]
    Broken {
        /// The file.
        path: PathBuf,
        /// What was found and what would be right.
        what: String,
    },
    /// Another process holds the ledger.
    #[error("the ledger is held by {}; try again when it is done", holder.map_or("another process".to_owned(), |id| format!("process {id}")))]
    Locked {
        /// Its process id, where known.
        holder: Option<u32>,
    },
    /// No record has this digest.
    #[error("no record begins with `{0}`; `milepost ledger log` lists them")]
    NotFound(String),
    /// Several records have this prefix.
    #[error("`{prefix}` names {} records ({}); give more digits", candidates.len(), candidates.iter().map(Digest::short).collect::<Vec<_>>().join(", "))]
    Ambiguous {
        /// The prefix.
        prefix: String,
        /// The records that it names.
        candidates: Vec<Digest>,
    },
    /// A prefix holds other than hex digits, or too few.
    #[error(
        "`{0}` is not the beginning of a digest: at least 4 lower-case hex digits, `sha256:` before them is optional"
    )]
    BadPrefix(String),
    /// The ledger was opened for reading.
    #[error("the ledger was opened for reading only")]
    ReadOnly,
    /// A record could not be signed.
    #[error("cannot sign the record")]
    Signing(#[from] SigningError),
    /// A value has no JSON form.
    #[error("the record has no JSON form")]
    Json(#[from] serde_json::Error),
    /// A bundle of records from elsewhere is not what it has to be. Nothing of it was taken in.
    #[error("the records are not taken in")]
    Bundle {
        /// All that is wrong with it.
        reasons: Vec<String>,
    },
    /// The record has no signature to export.
    #[error("record `{0}` is not signed, so there is nothing that `ssh-keygen` could verify")]
    Unsigned(String),
}

impl LedgerError {
    pub(crate) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }
}

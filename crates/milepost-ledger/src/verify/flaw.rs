//! One thing that is wrong with a ledger.

use std::{fmt, path::PathBuf};

use serde::Serialize;

use crate::{Digest, Record};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// The evidence does not count.
    Failure,
    /// Somebody or something changed what must not change.
    Tampering,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FlawKind {
    /// A file is not what its name says.
    BrokenFile,
    /// A record is gone that something names.
    MissingRecord,
    /// A record names one before it that cannot be before it.
    ForgedLink,
    /// A record of another repository.
    ForeignRepository,
    /// A record that contradicts itself.
    Inconsistent,
    /// An attestation uses evidence for what it is not.
    WrongBinding,
    /// A signature does not fit.
    BadSignature,
    /// An output or attachment is gone.
    BlobMissing,
    /// An output or attachment was changed.
    BlobChanged,
    /// The signer is not believed.
    UntrustedSigner,
    /// A record that has to be signed is not.
    Unsigned,
    /// Check runs that no machine signed: they never count.
    Uncovered,
    /// The record was revoked.
    Revoked,
    /// A record of a known kind that this version cannot read.
    Unreadable,
    /// The list of heads is gone.
    HeadsLost,
    /// Evidence that an attestation names is on another machine.
    Elsewhere,
    /// A completion that somebody took back, with their signature.
    TakenBack,
    /// A record that nothing names.
    Loose,
    /// A file that is no record.
    Stray,
}

/// One thing that is wrong with a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flaw {
    /// How bad it is.
    pub severity: Severity,
    /// What it is.
    pub kind: FlawKind,
    /// The record.
    pub digest: Option<Digest>,
    /// The file.
    pub path: Option<PathBuf>,
    /// What was found and what would be right.
    pub what: String,
}

impl FlawKind {
    /// How bad it is.
    pub fn severity(self) -> Severity {
        match self {
            Self::BrokenFile
            | Self::MissingRecord
            | Self::ForgedLink
            | Self::ForeignRepository
            | Self::Inconsistent
            | Self::WrongBinding
            | Self::BadSignature
            | Self::BlobMissing
            | Self::BlobChanged => Severity::Tampering,
            Self::UntrustedSigner | Self::Unsigned | Self::Revoked | Self::Unreadable | Self::HeadsLost => {
                Severity::Failure
            }
            Self::Elsewhere | Self::TakenBack | Self::Uncovered | Self::Loose | Self::Stray => Severity::Note,
        }
    }
}

impl Flaw {
    pub(super) fn of(record: &Record, kind: FlawKind, what: impl Into<String>) -> Self {
        Self {
            severity: kind.severity(),
            kind,
            digest: Some(record.digest),
            path: Some(record.path.clone()),
            what: what.into(),
        }
    }

    pub(super) fn file(path: PathBuf, kind: FlawKind, what: impl Into<String>) -> Self {
        Self { severity: kind.severity(), kind, digest: None, path: Some(path), what: what.into() }
    }

    pub(super) fn missing(digest: Digest, named: &str) -> Self {
        let kind = FlawKind::MissingRecord;
        let what = format!(
            "the record is gone: {named}, and no signed tombstone says that it was removed; or it was never committed"
        );
        Self { severity: kind.severity(), kind, digest: Some(digest), path: None, what }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(digest) = &self.digest {
            write!(f, "{}: ", digest.short())?;
        }
        f.write_str(&self.what)?;
        if let Some(path) = &self.path {
            write!(f, " (`{}`)", path.display())?;
        }
        Ok(())
    }
}

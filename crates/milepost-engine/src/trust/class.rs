//! What commands of a document are for.

use serde::{Deserialize, Serialize};

/// What commands are for. A grant is for one class and covers no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Checks and tests: what `verify` runs.
    Verify,
    /// The fences under Implementation Steps.
    Run,
    /// The fences under Rollback Procedure, where a rehearsal runs them.
    Rollback,
    /// The same fences, where `rollback --literal` runs them in the project itself.
    Literal,
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Verify, Self::Run, Self::Rollback, Self::Literal];

    /// The word for it on the command line and in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Run => "run",
            Self::Rollback => "rollback",
            Self::Literal => "literal",
        }
    }

    /// What its commands are called.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Verify => "command",
            Self::Run => "implementation step",
            Self::Rollback => "rollback step",
            Self::Literal => "literal rollback step",
        }
    }
}

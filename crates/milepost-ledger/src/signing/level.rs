//! How much a record's signature is worth.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How much a record's signature is worth. Policy states which one a gate needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// No allowed signer answers for it: a check run with the signature of this very machine's key, or another record
    /// without any.
    L0,
    /// Signed by an allowed signer, or by a machine key for which one vouches.
    L1,
    /// Signed by an allowed signer of CI, or by a machine key for which one vouches, from a clean checkout in CI.
    L2,
}

impl Level {
    /// Its name: `L0`, `L1`, `L2`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::L0 => "L0",
            Self::L1 => "L1",
            Self::L2 => "L2",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::L0 => "L0 (nobody vouches for it)",
            Self::L1 => "L1 (signed by an allowed signer)",
            Self::L2 => "L2 (signed by CI)",
        })
    }
}

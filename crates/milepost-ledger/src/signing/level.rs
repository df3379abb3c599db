//! How much a record's signature is worth.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How much a record's signature is worth. Policy states which one a gate needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// Not signed.
    L0,
    /// Signed on a person's machine by an allowed signer, or by a machine key that one vouches for.
    L1,
    /// Signed by an allowed CI signer, from a run in CI.
    L2,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::L0 => "L0 (unsigned)",
            Self::L1 => "L1 (signed locally)",
            Self::L2 => "L2 (signed by CI)",
        })
    }
}

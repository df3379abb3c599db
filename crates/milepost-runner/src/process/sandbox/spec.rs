//! What a check asks of its sandbox.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What a check may reach of the network.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Network {
    /// No internet socket at all, not even to this machine.
    None,
    /// Servers of the check itself, on a loopback device that nobody else sees.
    Loopback,
    /// Everything.
    #[default]
    Full,
}

impl Network {
    /// Its name in configurations and records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Loopback => "loopback",
            Self::Full => "full",
        }
    }
}

/// The tier that a check asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TierWish {
    /// The lowest one that gives the network that is asked for, at least T2 where the machine has it.
    #[default]
    #[serde(rename = "auto")]
    Auto,
    /// No sandbox.
    T1,
    /// Landlock and a filter of system calls.
    T2,
    /// Namespaces besides.
    T3,
}

impl TierWish {
    /// Its name in configurations and keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::T1 => "T1",
            Self::T2 => "T2",
            Self::T3 => "T3",
        }
    }
}

/// What a check asks of its sandbox.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct SandboxSpec {
    /// The tier.
    pub tier: TierWish,
    /// The network.
    pub network: Network,
    /// Files and folders that it may read besides the usual ones, absolute.
    pub read: Vec<PathBuf>,
    /// Files and folders outside of the work tree that it may change, absolute.
    pub caches: Vec<PathBuf>,
    /// Whether it may run with less than it asks for, where the machine has no more.
    pub allow_lower: bool,
}

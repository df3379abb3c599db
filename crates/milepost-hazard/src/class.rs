//! Classes of hazards.

use serde::Serialize;

/// What is endangered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// There is no way back.
    Irreversible,
    /// The way there loses data.
    LossInUp,
    /// The way back loses data.
    LossInDown,
    /// Others wait, or a table is written anew.
    Lock,
    /// It is not done as a whole or not at all.
    Transaction,
    /// The way back is not the way there turned round.
    Pair,
    /// The old code fails on the new schema.
    Compatibility,
    /// Nothing could be said.
    Unknown,
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Irreversible,
        Self::LossInUp,
        Self::LossInDown,
        Self::Lock,
        Self::Transaction,
        Self::Pair,
        Self::Compatibility,
        Self::Unknown,
    ];

    /// The words for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Irreversible => "irreversible",
            Self::LossInUp => "loss in the way there",
            Self::LossInDown => "loss in the way back",
            Self::Lock => "lock or rewrite",
            Self::Transaction => "transaction",
            Self::Pair => "pair of both ways",
            Self::Compatibility => "compatibility",
            Self::Unknown => "not known",
        }
    }
}

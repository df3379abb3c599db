//! What is known of an item.

use milepost_ledger::Digest;
use serde::Serialize;

use crate::coverage::CoverageFound;

/// What is known of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Nothing is claimed and nothing is proven.
    Open,
    /// A ticked box without proof.
    Claimed,
    /// Fresh evidence of a pass.
    Proven,
    /// Evidence of a pass for other inputs than today's.
    Stale,
    /// A ticked box whose last evidence is a failure.
    Refuted,
    /// A person took it upon them, with a reason and an end.
    Waived,
}

impl Standing {
    /// Whether a gate is satisfied.
    pub fn satisfies(self) -> bool {
        matches!(self, Self::Proven | Self::Waived)
    }

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Claimed => "claimed",
            Self::Proven => "proven",
            Self::Stale => "stale",
            Self::Refuted => "refuted",
            Self::Waived => "waived",
        }
    }
}

/// What the evidence of one subject says, and so what is known of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judged {
    /// What is known.
    pub standing: Standing,
    /// What the evidence says, ticks left aside.
    pub proof: Proof,
    /// Why it is not proven, or what it rests on.
    pub reason: Option<String>,
    /// The next step, where it is known.
    pub hint: Option<String>,
    /// The records on which this rests.
    pub evidence: Vec<Digest>,
    /// Why its pass says little of the work, where that is so.
    pub weak: Option<String>,
    /// What was found of coverage, where it was asked for.
    pub coverage: Option<Box<CoverageFound>>,
}

/// What evidence says, ticks left aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// A pass for today's inputs.
    Passed,
    /// A failure for today's inputs, or the newest evidence is one.
    Failed,
    /// Nothing ran: zero tests, an empty list.
    NothingRan,
    /// It was tried and cannot be told.
    Inconclusive,
    /// A pass, for other inputs.
    Stale,
    /// Nothing is known.
    Missing,
    /// Waived.
    Waived,
}

impl Judged {
    /// Joins what evidence says with what the box says.
    pub fn new(proof: Proof, ticked: Option<bool>, reason: Option<String>, evidence: Vec<Digest>) -> Self {
        let ticked = ticked == Some(true);
        let standing = match proof {
            Proof::Passed => Standing::Proven,
            Proof::Waived => Standing::Waived,
            Proof::Stale => Standing::Stale,
            Proof::Failed | Proof::NothingRan if ticked => Standing::Refuted,
            Proof::Missing | Proof::Inconclusive if ticked => Standing::Claimed,
            _ => Standing::Open,
        };
        Self { standing, proof, reason, hint: None, evidence, weak: None, coverage: None }
    }

    /// Adds the next step.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tick_never_proves() {
        let standing = |proof, ticked| Judged::new(proof, ticked, None, Vec::new()).standing;
        assert_eq!(standing(Proof::Missing, Some(true)), Standing::Claimed);
        assert_eq!(standing(Proof::Missing, Some(false)), Standing::Open);
        assert_eq!(standing(Proof::Failed, Some(true)), Standing::Refuted);
        assert_eq!(standing(Proof::Failed, Some(false)), Standing::Open);
        assert_eq!(standing(Proof::NothingRan, Some(true)), Standing::Refuted);
        assert_eq!(standing(Proof::Stale, Some(true)), Standing::Stale);
        assert_eq!(standing(Proof::Passed, Some(false)), Standing::Proven);
        assert_eq!(standing(Proof::Inconclusive, Some(true)), Standing::Claimed);
    }

    #[test]
    fn only_proof_and_waivers_satisfy() {
        for standing in [Standing::Open, Standing::Claimed, Standing::Stale, Standing::Refuted] {
            assert!(!standing.satisfies());
        }
        assert!(Standing::Proven.satisfies() && Standing::Waived.satisfies());
    }
}

use std::fmt;

use serde::{Deserialize, Serialize};

use super::rule::{Margin, PairedRule};

/// One of the two that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Measured {
    /// The baseline.
    Base,
    /// The candidate.
    Candidate,
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Base => "baseline",
            Self::Candidate => "candidate",
        })
    }
}

/// A pair that cannot be compared.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PairError {
    /// A value that is not finite.
    #[error("the {side} gave `{value}`, a finite number was expected")]
    NotFinite {
        /// Which side.
        side: Measured,
        /// What it gave.
        value: f64,
    },
    /// A value that has no ratio.
    #[error(
        "the {side} gave `{value}`, a number above zero was expected: a metric that may be zero needs a budget in its \
         own unit"
    )]
    NotPositive {
        /// Which side.
        side: Measured,
        /// What it gave.
        value: f64,
    },
    /// Both values are numbers and their distance is none.
    #[error("`{base}` of the baseline and `{candidate}` of the candidate are too far apart to be compared")]
    TooFar {
        /// Of the baseline.
        base: f64,
        /// Of the candidate.
        candidate: f64,
    },
    /// A run without a value.
    #[error("a run of the {side} gave no value: {reason}")]
    NoValue {
        /// Which side.
        side: Measured,
        /// Why.
        reason: String,
    },
}

impl PairError {
    /// Why this pair has no score.
    pub(super) fn of(rule: PairedRule, base: f64, candidate: f64) -> Self {
        for (side, value) in [(Measured::Base, base), (Measured::Candidate, candidate)] {
            if !value.is_finite() {
                return Self::NotFinite { side, value };
            }
            if value <= 0.0 && matches!(rule.margin(), Margin::Ratio(_)) {
                return Self::NotPositive { side, value };
            }
        }
        Self::TooFar { base, candidate }
    }
}

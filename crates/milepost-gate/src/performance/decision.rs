use std::fmt;

use serde::{Deserialize, Serialize};

/// What a measurement says of a budget.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// Neither is shown. It is no pass, and more pairs may still decide it.
    #[default]
    Undecided,
    /// The candidate is within the budget.
    Within,
    /// The candidate is beyond the budget.
    Regressed,
    /// A run gave no usable value: no statement is made, whatever the other runs said.
    Unmeasured,
}

impl Decision {
    /// The decision over several metrics that all have to hold: one that regressed decides, then one that could not
    /// be measured, then one that is undecided. Over none it is undecided.
    pub fn all(decisions: impl IntoIterator<Item = Self>) -> Self {
        let rank = |decision: &Self| match decision {
            Self::Regressed => 3,
            Self::Unmeasured => 2,
            Self::Undecided => 1,
            Self::Within => 0,
        };
        decisions.into_iter().max_by_key(rank).unwrap_or_default()
    }

    /// Whether no further pair can change it to the better.
    pub fn is_final(self) -> bool {
        self != Self::Undecided
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Undecided => "undecided",
            Self::Within => "within",
            Self::Regressed => "regressed",
            Self::Unmeasured => "unmeasured",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Decision::{self, Regressed, Undecided, Unmeasured, Within};

    #[test]
    fn all_have_to_be_within() {
        assert_eq!(Decision::all([Within, Within]), Within);
        assert_eq!(Decision::all([Within, Undecided]), Undecided);
        assert_eq!(Decision::all([Unmeasured, Undecided, Within]), Unmeasured);
        assert_eq!(Decision::all([Regressed, Unmeasured, Within]), Regressed);
        assert_eq!(Decision::all([]), Undecided);
    }
}

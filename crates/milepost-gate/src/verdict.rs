use serde::{Deserialize, Serialize};

/// What a gate says of one check.
///
/// Only [`Verdict::Pass`] satisfies a gate: everything else names why it does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// What was asked for was observed.
    Pass,
    /// What was asked for was observed not to hold.
    Fail {
        /// What was found and what would be right.
        reason: String,
    },
    /// It cannot be told: something needed for the decision was not observed.
    Inconclusive {
        /// What is missing.
        reason: String,
    },
    /// The check did run, and did nothing: zero tests, or nothing to look at.
    NothingRan {
        /// What was empty.
        reason: String,
    },
}

impl Verdict {
    /// A failure with its reason.
    pub fn fail(reason: impl Into<String>) -> Self {
        Self::Fail { reason: reason.into() }
    }

    /// An undecided verdict with its reason.
    pub fn inconclusive(reason: impl Into<String>) -> Self {
        Self::Inconclusive { reason: reason.into() }
    }

    /// Nothing ran, with what was empty.
    pub fn nothing_ran(reason: impl Into<String>) -> Self {
        Self::NothingRan { reason: reason.into() }
    }

    /// Whether this verdict satisfies a gate.
    pub fn is_pass(&self) -> bool {
        matches!(self, Self::Pass)
    }

    /// Why it is not a pass; `None` for a pass.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Pass => None,
            Self::Fail { reason } | Self::Inconclusive { reason } | Self::NothingRan { reason } => {
                Some(reason)
            }
        }
    }

    /// The process exit code of this verdict: 0 pass, 1 failed, 4 nothing ran, 9 inconclusive.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Pass => 0,
            Self::Fail { .. } => 1,
            Self::NothingRan { .. } => 4,
            Self::Inconclusive { .. } => 9,
        }
    }

    /// One verdict for several: the worst class wins (failed, nothing ran, inconclusive, pass) and the reasons of that
    /// class are joined. Over no verdict at all the answer is [`Verdict::NothingRan`]: an empty list proves nothing.
    pub fn all(verdicts: impl IntoIterator<Item = Self>) -> Self {
        let mut seen = false;
        let (mut failed, mut nothing, mut unclear) = (Vec::new(), Vec::new(), Vec::new());
        for verdict in verdicts {
            seen = true;
            match verdict {
                Self::Pass => {}
                Self::Fail { reason } => failed.push(reason),
                Self::NothingRan { reason } => nothing.push(reason),
                Self::Inconclusive { reason } => unclear.push(reason),
            }
        }
        if !failed.is_empty() {
            Self::fail(failed.join("; "))
        } else if !nothing.is_empty() {
            Self::nothing_ran(nothing.join("; "))
        } else if !unclear.is_empty() {
            Self::inconclusive(unclear.join("; "))
        } else if seen {
            Self::Pass
        } else {
            Self::nothing_ran("nothing was expected, so nothing was proven")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict;

    #[test]
    fn the_worst_class_wins_and_keeps_its_reasons() {
        let all = Verdict::all([
            Verdict::Pass,
            Verdict::inconclusive("no baseline"),
            Verdict::fail("exit 1"),
            Verdict::nothing_ran("zero tests"),
            Verdict::fail("two tests failed"),
        ]);
        assert_eq!(all, Verdict::fail("exit 1; two tests failed"));
        assert_eq!(all.exit_code(), 1);
        assert_eq!(Verdict::all([Verdict::inconclusive("a"), Verdict::nothing_ran("b")]).exit_code(), 4);
        assert_eq!(Verdict::all([Verdict::Pass, Verdict::inconclusive("a")]).exit_code(), 9);
    }

    #[test]
    fn pitfall_2_an_empty_list_is_no_pass() {
        assert_eq!(Verdict::all([]).exit_code(), 4);
        assert!(Verdict::all([Verdict::Pass]).is_pass());
    }
}

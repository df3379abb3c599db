use serde::Serialize;

use super::decision::Decision;
use super::pair_error::{Measured, PairError};
use super::rule::{Better, Margin};
use crate::verdict::Verdict;

/// What two runs of each side say of a metric that does not vary: the size of a file, a number of lines or of
/// instructions.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "metric", rename_all = "lowercase")]
pub enum Repeats {
    /// Both runs of each side gave the same, so one comparison decides, without any error rate.
    Exact {
        /// [`Decision::Within`] or [`Decision::Regressed`].
        decision: Decision,
        /// The value of the baseline.
        base: f64,
        /// The value of the candidate.
        candidate: f64,
    },
    /// One side gave two values: the metric needs pairs of runs, for which these are the warm-up. Where it was said to
    /// be exact, it is not.
    Varies {
        /// Which side.
        side: Measured,
        /// Its values.
        values: [f64; 2],
    },
}

impl Repeats {
    /// The verdict with its reason; `show` writes a value with its unit.
    pub fn verdict(&self, show: impl Fn(f64) -> String) -> Verdict {
        match self {
            Self::Exact { decision: Decision::Within, .. } => Verdict::Pass,
            Self::Exact { base, candidate, .. } => Verdict::fail(format!(
                "changed from {} to {}, beyond its limit",
                show(*base),
                show(*candidate)
            )),
            Self::Varies { side, values: [first, second] } => Verdict::inconclusive(format!(
                "the {side} gave {} and then {}: the metric varies, so that one comparison cannot decide it",
                show(*first),
                show(*second)
            )),
        }
    }
}

/// Compares a metric that may be exact. `is_strict`: at the limit is too much already. A margin of zero is fine here.
///
/// A ratio is taken of values that are not negative; a baseline of zero allows zero.
pub fn compare_repeats(
    better: Better,
    margin: Margin,
    is_strict: bool,
    base: [f64; 2],
    candidate: [f64; 2],
) -> Result<Repeats, PairError> {
    for (side, values) in [(Measured::Base, base), (Measured::Candidate, candidate)] {
        for value in values {
            if !value.is_finite() {
                return Err(PairError::NotFinite { side, value });
            }
            if value < 0.0 && matches!(margin, Margin::Ratio(_)) {
                return Err(PairError::NotPositive { side, value });
            }
        }
    }
    for (side, values) in [(Measured::Base, base), (Measured::Candidate, candidate)] {
        if values[0].total_cmp(&values[1]).is_ne() {
            return Ok(Repeats::Varies { side, values });
        }
    }
    let (base, candidate) = (base[0], candidate[0]);
    let limit = match margin {
        Margin::Ratio(change) => base * (1.0 + change),
        Margin::Difference(change) => base + change,
    };
    let decision =
        if is_kept(better, is_strict, candidate, limit) { Decision::Within } else { Decision::Regressed };
    Ok(Repeats::Exact { decision, base, candidate })
}

/// Whether a value keeps a limit. What the limit lost in its calculation (115 is 1.15 times 100, in floats a little
/// less) counts for neither side.
pub(crate) fn is_kept(better: Better, is_strict: bool, value: f64, limit: f64) -> bool {
    let is_at = (value - limit).abs() <= 4.0 * f64::EPSILON * limit.abs();
    match better {
        _ if is_at => !is_strict,
        Better::Lower => value < limit,
        Better::Higher => value > limit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Decision::{Regressed, Within};

    fn decide(better: Better, margin: Margin, is_strict: bool, base: f64, candidate: f64) -> Decision {
        match compare_repeats(better, margin, is_strict, [base; 2], [candidate; 2]) {
            Ok(Repeats::Exact { decision, .. }) => decision,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn at_the_limit_is_within_and_one_more_is_not() {
        let lower =
            |change, base, candidate| decide(Better::Lower, Margin::Ratio(change), false, base, candidate);
        assert_eq!(lower(0.15, 100.0, 115.0), Within);
        assert_eq!(lower(0.15, 100.0, 116.0), Regressed);
        assert_eq!(lower(0.1, 4_294_967_290.0, 4_724_464_019.0), Within);
        assert_eq!(lower(0.1, 4_294_967_290.0, 4_724_464_020.0), Regressed);
        assert_eq!(lower(0.0, 7.0, 7.0), Within);
        assert_eq!(lower(0.0, 0.0, 0.0), Within);
        assert_eq!(lower(0.5, 0.0, 1.0), Regressed);
        assert_eq!(decide(Better::Lower, Margin::Ratio(0.15), true, 100.0, 115.0), Regressed);
        assert_eq!(decide(Better::Higher, Margin::Ratio(-0.05), false, 100.0, 95.0), Within);
        assert_eq!(decide(Better::Higher, Margin::Ratio(-0.05), false, 100.0, 94.0), Regressed);
        assert_eq!(decide(Better::Lower, Margin::Difference(10.0), false, -3.0, 7.0), Within);
        assert_eq!(decide(Better::Higher, Margin::Difference(-10.0), false, 0.0, -11.0), Regressed);
    }

    #[test]
    fn what_varies_is_not_exact() {
        let of = |base, candidate| compare_repeats(Better::Lower, Margin::Ratio(0.1), false, base, candidate);
        assert_eq!(
            of([1.0, 1.0], [1.0, 2.0]),
            Ok(Repeats::Varies { side: Measured::Candidate, values: [1.0, 2.0] })
        );
        assert_eq!(
            of([2.0, 1.0], [1.0, 1.0]),
            Ok(Repeats::Varies { side: Measured::Base, values: [2.0, 1.0] })
        );
        let show = |value: f64| format!("{value} B");
        assert_eq!(of([1.0, 1.0], [1.0, 2.0]).unwrap().verdict(show).exit_code(), 9);
        assert!(of([1.0; 2], [1.0; 2]).unwrap().verdict(show).is_pass());
        let grown = of([1.0; 2], [2.0; 2]).unwrap().verdict(show);
        assert_eq!(grown.reason(), Some("changed from 1 B to 2 B, beyond its limit"));
        assert!(of([f64::NAN; 2], [1.0; 2]).is_err() && of([1.0; 2], [-1.0; 2]).is_err());
    }
}

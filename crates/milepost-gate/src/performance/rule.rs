use serde::{Deserialize, Serialize};

/// Which values of a metric are good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// Small ones: time, memory, size.
    Lower,
    /// Large ones: throughput, a score.
    Higher,
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Margin {
    /// By their ratio: 0.1 allows the candidate to be 1.1 times the baseline. Values have to be above zero.
    Ratio(f64),
    /// By their difference, in the unit of the metric, for metrics that may be zero.
    Difference(f64),
}

/// What a paired gate decides, and how sure it has to be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PairedRule {
    better: Better,
    margin: Margin,
    alpha_regressed: f64,
    alpha_within: f64,
    cap: usize,
}

/// A rule that cannot be decided by measuring.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum RuleError {
    /// Two equal programs could never be told apart from the limit.
    #[error("a change of exactly 0 can never be shown by measuring: allow some, such as `<= +2%`")]
    ZeroMargin,
    /// No value can keep it.
    #[error("a change of {0}% or less is impossible, it has to be above -100%")]
    Impossible(f64),
    /// Not a number.
    #[error("the allowed change is not a finite number")]
    NotFinite,
    /// No error rate.
    #[error("`{0}` is no error rate: it has to be above 0 and at most 0.5")]
    ErrorRate(f64),
}

impl PairedRule {
    /// The error rate to either side.
    pub const ALPHA: f64 = 0.05;
    /// How many pairs are measured before the gate ends undecided.
    pub const CAP: usize = 30;

    /// The candidate may differ from the baseline by `margin`, in the direction that is worse: `+0.1` for a time that
    /// may grow by a tenth, `-0.05` for a throughput that may fall by a twentieth. The opposite sign asks for an
    /// improvement.
    pub fn new(better: Better, margin: Margin) -> Result<Self, RuleError> {
        let (Margin::Ratio(change) | Margin::Difference(change)) = margin;
        if !change.is_finite() {
            return Err(RuleError::NotFinite);
        }
        if change == 0.0 {
            return Err(RuleError::ZeroMargin);
        }
        if matches!(margin, Margin::Ratio(change) if change <= -1.0) {
            return Err(RuleError::Impossible(change * 100.0));
        }
        Ok(Self { better, margin, alpha_regressed: Self::ALPHA, alpha_within: Self::ALPHA, cap: Self::CAP })
    }

    /// With other error rates: of calling regressed what is within, and within what is not.
    pub fn with_error_rates(self, regressed: f64, within: f64) -> Result<Self, RuleError> {
        for alpha in [regressed, within] {
            if !(alpha > 0.0 && alpha <= 0.5) {
                return Err(RuleError::ErrorRate(alpha));
            }
        }
        Ok(Self { alpha_regressed: regressed, alpha_within: within, ..self })
    }

    /// With another number of pairs after which it ends undecided; at least one.
    #[must_use]
    pub fn with_cap(self, pairs: usize) -> Self {
        Self { cap: pairs.max(1), ..self }
    }

    /// Which values are good.
    pub fn better(self) -> Better {
        self.better
    }

    /// The allowed change.
    pub fn margin(self) -> Margin {
        self.margin
    }

    /// The error rate of `regressed`.
    pub fn alpha_regressed(self) -> f64 {
        self.alpha_regressed
    }

    /// The error rate of `within`.
    pub fn alpha_within(self) -> f64 {
        self.alpha_within
    }

    /// How many pairs are measured before it ends undecided.
    pub fn cap(self) -> usize {
        self.cap
    }

    /// The score at which the candidate is exactly at its limit; scores above it are worse.
    pub fn threshold(self) -> f64 {
        match (self.margin, self.better) {
            (Margin::Ratio(change), Better::Lower) => change.ln_1p(),
            (Margin::Ratio(change), Better::Higher) => -change.ln_1p(),
            (Margin::Difference(change), Better::Lower) => change,
            (Margin::Difference(change), Better::Higher) => -change,
        }
    }

    /// The score of one pair: the logarithm of the ratio, or the difference, turned so that more is worse. `None`
    /// where it is not a finite number, as for a ratio of values that are not above zero.
    pub fn score(self, base: f64, candidate: f64) -> Option<f64> {
        let grown = match self.margin {
            Margin::Ratio(_) if base > 0.0 && candidate > 0.0 => candidate.ln() - base.ln(),
            Margin::Ratio(_) => return None,
            Margin::Difference(_) => candidate - base,
        };
        let score = if self.better == Better::Lower { grown } else { -grown };
        score.is_finite().then_some(score)
    }

    /// The change that a score stands for: `0.1` for ten percent more in a ratio, else in the unit of the metric.
    pub fn change(self, score: f64) -> f64 {
        let grown = if self.better == Better::Lower { score } else { -score };
        match self.margin {
            Margin::Ratio(_) => grown.exp_m1(),
            Margin::Difference(_) => grown,
        }
    }

    /// The scale of scores that is assumed before any was seen.
    pub(super) fn first_scale(self) -> f64 {
        let half = self.threshold().abs() / 2.0;
        match self.margin {
            Margin::Ratio(_) => half.max(0.005),
            Margin::Difference(_) => half,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_shown_is_refused() {
        let of = |change| PairedRule::new(Better::Lower, Margin::Ratio(change));
        assert_eq!(of(0.0), Err(RuleError::ZeroMargin));
        assert_eq!(of(-1.0), Err(RuleError::Impossible(-100.0)));
        assert_eq!(of(f64::NAN), Err(RuleError::NotFinite));
        assert!(PairedRule::new(Better::Lower, Margin::Difference(-3.0)).is_ok());
        let rule = of(0.1).unwrap();
        for alpha in [0.0, -0.1, 0.51, f64::NAN] {
            assert!(
                rule.with_error_rates(0.05, alpha).is_err() && rule.with_error_rates(alpha, 0.05).is_err()
            );
        }
    }

    #[test]
    fn values_without_a_ratio_have_no_score() {
        let rule = PairedRule::new(Better::Lower, Margin::Ratio(0.1)).unwrap();
        for (base, candidate) in [(0.0, 1.0), (1.0, 0.0), (-1.0, 1.0), (f64::NAN, 1.0), (1.0, f64::INFINITY)]
        {
            assert_eq!(rule.score(base, candidate), None);
        }
        let difference = PairedRule::new(Better::Lower, Margin::Difference(1.0)).unwrap();
        assert_eq!(difference.score(0.0, 0.0), Some(0.0));
        assert_eq!(difference.score(0.0, f64::NAN), None);
    }

    proptest! {
        /// The budget in words and the threshold in scores are the same limit, in all four ways to compare.
        #[test]
        fn the_threshold_is_the_change(change in -0.9f64..3.0, base in 0.01f64..1e6, higher: bool, ratio: bool) {
            prop_assume!(change.abs() > 1e-9);
            let better = if higher { Better::Higher } else { Better::Lower };
            let margin = if ratio { Margin::Ratio(change) } else { Margin::Difference(change) };
            let rule = PairedRule::new(better, margin).unwrap();
            let limit = if ratio { base * (1.0 + change) } else { base + change };
            let score = rule.score(base, limit).unwrap();
            prop_assert!((score - rule.threshold()).abs() < 1e-6 * (1.0 + base.abs()), "{} {}", score, rule.threshold());
            let back = rule.change(rule.threshold());
            prop_assert!((back - change).abs() < 1e-9, "{} {}", back, change);
        }
    }
}

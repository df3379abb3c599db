use serde::Serialize;

use super::decision::Decision;
use super::exact::is_kept;
use super::rule::{Better, RuleError};
use crate::verdict::Verdict;

/// The gate for a limit of its own on a metric that varies: do at least so many of the runs keep it?
///
/// `p95 of at most 200 ms` says that of 100 runs at most 5 take longer; without a percentile it is half of them. Each run
/// is a bet on whether it keeps the limit, so that the answer may be read after every run and the measurement may go on
/// after `undecided`, at the error rates stated, as long as each run breaks the limit with at least (or at most) the
/// tested probability, whatever happened before it. A share near 1 takes many runs to show: see [`AbsoluteGate::least_runs`].
#[derive(Debug, Clone)]
pub struct AbsoluteGate {
    better: Better,
    limit: f64,
    is_strict: bool,
    /// How many of the runs may break the limit, as a share.
    allowed: f64,
    alpha: f64,
    runs: u64,
    broken: u64,
    most: [f64; 2],
    trouble: bool,
}

/// What is known of an absolute limit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AbsoluteReport {
    /// The decision.
    pub decision: Decision,
    /// How many runs there were.
    pub runs: u64,
    /// How many broke the limit.
    pub broken: u64,
    /// The share that may.
    pub allowed: f64,
}

/// The shares that are bet on, as parts of the way from the allowed share to none (or to all), with what is staked on each.
const PARTS: [(f64, f64); 4] = [(1.0, 0.5), (0.75, 0.2), (0.5, 0.2), (0.25, 0.1)];

impl AbsoluteReport {
    /// The verdict with its reason.
    pub fn verdict(&self) -> Verdict {
        let Self { runs, broken, allowed, .. } = self;
        let words = format!("{broken} of {runs} runs broke the limit, {:.1}% of them may", allowed * 100.0);
        match self.decision {
            Decision::Within => Verdict::Pass,
            Decision::Regressed => Verdict::fail(words),
            Decision::Undecided => Verdict::inconclusive(format!("undecided: {words}")),
            Decision::Unmeasured => Verdict::inconclusive("a run gave no finite number"),
        }
    }
}

impl AbsoluteGate {
    /// A gate for `limit`. `percentile` is the part of the runs below the percentile, above 0 and below 1; `alpha` the
    /// error rate to either side.
    pub fn new(
        better: Better,
        limit: f64,
        is_strict: bool,
        percentile: f64,
        alpha: f64,
    ) -> Result<Self, RuleError> {
        let is_part = percentile > 0.0 && percentile < 1.0;
        if !limit.is_finite() || !is_part {
            return Err(RuleError::NotFinite);
        }
        let is_rate = alpha > 0.0 && alpha <= 0.5;
        if !is_rate {
            return Err(RuleError::ErrorRate(alpha));
        }
        let allowed = if better == Better::Lower { 1.0 - percentile } else { percentile };
        Ok(Self {
            better,
            limit,
            is_strict,
            allowed,
            alpha,
            runs: 0,
            broken: 0,
            most: [0.0; 2],
            trouble: false,
        })
    }

    /// Takes one more run into account. A value that is no finite number, or a run without one (`NaN`), ends the gate as
    /// unmeasured.
    pub fn push(&mut self, value: f64) -> Decision {
        if !value.is_finite() {
            self.trouble = true;
        }
        if !self.trouble {
            self.runs += 1;
            self.broken += u64::from(!is_kept(self.better, self.is_strict, value, self.limit));
            self.most[0] = self.most[0].max(self.ln_e(1.0 - self.allowed));
            self.most[1] = self.most[1].max(self.ln_e(-self.allowed));
        }
        self.decision()
    }

    /// What the runs so far say.
    pub fn decision(&self) -> Decision {
        let bar = -self.alpha.ln();
        if self.trouble {
            Decision::Unmeasured
        } else if self.most[0] >= bar {
            Decision::Regressed
        } else if self.most[1] >= bar {
            Decision::Within
        } else {
            Decision::Undecided
        }
    }

    /// How many runs it takes at least to be within: all of them keep the limit.
    pub fn least_runs(&self) -> u64 {
        let mut perfect = Self { runs: 0, broken: 0, most: [0.0; 2], trouble: false, ..self.clone() };
        while !perfect.decision().is_final() {
            perfect.runs += 1;
            perfect.most[1] = perfect.ln_e(-self.allowed);
        }
        perfect.runs
    }

    /// Everything that is known now.
    pub fn report(&self) -> AbsoluteReport {
        let Self { runs, broken, allowed, .. } = *self;
        AbsoluteReport { decision: self.decision(), runs, broken, allowed }
    }

    /// The logarithm of what is won by betting that the share of broken runs lies on the way from the allowed one to the
    /// allowed one plus `way`.
    fn ln_e(&self, way: f64) -> f64 {
        let logs = PARTS.map(|(part, stake)| {
            let share = (self.allowed + part * way).clamp(0.0, 1.0);
            stake.ln()
                + times(self.broken, (share / self.allowed).ln())
                + times(self.runs - self.broken, ((1.0 - share) / (1.0 - self.allowed)).ln())
        });
        let most = logs.into_iter().fold(f64::NEG_INFINITY, f64::max);
        if most == f64::NEG_INFINITY {
            return most;
        }
        most + logs.map(|log| (log - most).exp()).iter().sum::<f64>().ln()
    }
}

/// A product in which nothing times infinity is nothing.
fn times(count: u64, log: f64) -> f64 {
    if count == 0 { 0.0 } else { count as f64 * log }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn gate(better: Better, percentile: f64) -> AbsoluteGate {
        AbsoluteGate::new(better, 200.0, false, percentile, 0.05).unwrap()
    }

    /// After how many runs of alternating values it decides, and how.
    fn run(mut gate: AbsoluteGate, values: &[f64]) -> (u64, Decision) {
        for value in values.iter().cycle().take(2_000) {
            if gate.push(*value).is_final() {
                break;
            }
        }
        (gate.report().runs, gate.decision())
    }

    #[test]
    fn clear_cases_are_decided_soon() {
        assert_eq!(run(gate(Better::Lower, 0.5), &[150.0]), (5, Decision::Within));
        assert_eq!(run(gate(Better::Lower, 0.5), &[250.0]), (5, Decision::Regressed));
        assert_eq!(run(gate(Better::Higher, 0.5), &[150.0]), (5, Decision::Regressed));
        assert_eq!(run(gate(Better::Lower, 0.5), &[200.0]), (5, Decision::Within));
        let (runs, decision) = run(gate(Better::Lower, 0.95), &[150.0]);
        assert_eq!((runs, decision), (gate(Better::Lower, 0.95).least_runs(), Decision::Within));
        assert!((60..80).contains(&runs), "{runs}");
        let (runs, decision) = run(gate(Better::Lower, 0.95), &[150.0, 150.0, 150.0, 250.0]);
        assert_eq!(decision, Decision::Regressed);
        assert!(runs < 60, "{runs}");
    }

    #[test]
    fn at_the_limit_and_without_values_nothing_is_shown() {
        assert_eq!(run(gate(Better::Lower, 0.5), &[150.0, 250.0]).1, Decision::Undecided);
        let mut broken = gate(Better::Lower, 0.5);
        for _ in 0..9 {
            broken.push(150.0);
        }
        assert_eq!(broken.push(f64::NAN), Decision::Unmeasured);
        assert_eq!(broken.push(150.0), Decision::Unmeasured);
        assert_eq!(broken.report().verdict().exit_code(), 9);
        let empty = gate(Better::Lower, 0.5);
        assert_eq!((empty.decision(), empty.report().verdict().exit_code()), (Decision::Undecided, 9));
        assert!(AbsoluteGate::new(Better::Lower, f64::NAN, false, 0.5, 0.05).is_err());
        assert!(AbsoluteGate::new(Better::Lower, 1.0, false, 1.0, 0.05).is_err());
        assert!(AbsoluteGate::new(Better::Lower, 1.0, false, 0.5, 0.0).is_err());
    }

    proptest! {
        /// The bet on the next run is fair at the allowed share, whatever was seen: the proof rests on this.
        #[test]
        fn every_bet_is_fair(percentile in 0.01f64..0.99, runs in 0u64..60, broken in 0u64..60) {
            let mut now = gate(Better::Lower, percentile);
            (now.runs, now.broken) = (runs.max(broken), broken.min(runs));
            for way in [1.0 - now.allowed, -now.allowed] {
                let before = now.ln_e(way).exp();
                let kept = AbsoluteGate { runs: now.runs + 1, ..now.clone() };
                let broken = AbsoluteGate { broken: now.broken + 1, ..kept.clone() };
                let after = now.allowed * broken.ln_e(way).exp() + (1.0 - now.allowed) * kept.ln_e(way).exp();
                prop_assert!((after - before).abs() <= 1e-9 * (1.0 + before), "{} {}", after, before);
            }
        }
    }
}

use super::decision::Decision;
use super::pair_error::{Measured, PairError};
use super::paired_gate::PairedGate;
use super::report::PairedReport;
use super::rule::{PairedRule, RuleError};

/// Several metrics of the same runs, all of which have to be within their budgets.
///
/// With one metric more there is one chance more of a false `regressed`, so that its error rate is divided among them
/// (Bonferroni); it holds for the set then, whatever the metrics have to do with each other. `within` needs no such
/// care: to pass the set wrongly, the worst metric has to pass wrongly.
#[derive(Debug, Clone)]
pub struct PairedSet {
    gates: Vec<(String, PairedGate)>,
}

impl PairedSet {
    /// A set over named metrics, with the error rates that each rule would have alone.
    pub fn new(metrics: impl IntoIterator<Item = (String, PairedRule)>) -> Result<Self, RuleError> {
        let metrics: Vec<(String, PairedRule)> = metrics.into_iter().collect();
        let count = metrics.len() as f64;
        let gates = metrics
            .into_iter()
            .map(|(name, rule)| {
                let rule = rule.with_error_rates(rule.alpha_regressed() / count, rule.alpha_within())?;
                Ok((name, PairedGate::new(rule)))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { gates })
    }

    /// Takes one more pair of runs into account: for each metric, in the order of the set, the value of the baseline and
    /// of the candidate. A metric without both values ends as unmeasured, and so does the set, unless one regressed.
    pub fn push(&mut self, values: &[(f64, f64)]) -> Decision {
        for (at, (_, gate)) in self.gates.iter_mut().enumerate() {
            match values.get(at) {
                // The gate keeps the error, and says it in its report.
                Some((base, candidate)) => drop(gate.push(*base, *candidate)),
                None => gate.fail(Measured::Candidate, "the metric is missing from this run"),
            }
        }
        self.decision()
    }

    /// A run of one side failed: no metric has a value.
    pub fn fail(&mut self, side: Measured, reason: &str) {
        for (_, gate) in &mut self.gates {
            gate.fail(side, reason);
        }
    }

    /// What the pairs so far say of all metrics together.
    pub fn decision(&self) -> Decision {
        Decision::all(self.gates.iter().map(|(_, gate)| gate.decision()))
    }

    /// Whether to stop: the set is decided, or every metric that is not decided has reached its cap.
    pub fn is_over(&self) -> bool {
        self.decision().is_final() || self.gates.iter().all(|(_, gate)| gate.is_over())
    }

    /// Allows so many more pairs.
    pub fn extend(&mut self, pairs: usize) {
        for (_, gate) in &mut self.gates {
            gate.extend(pairs);
        }
    }

    /// Each metric with what is known of it.
    pub fn reports(&self) -> impl Iterator<Item = (&str, PairedReport)> {
        self.gates.iter().map(|(name, gate)| (name.as_str(), gate.report()))
    }

    /// The error of the first metric that could not be measured.
    pub fn trouble(&self) -> Option<&PairError> {
        self.gates.iter().find_map(|(_, gate)| gate.trouble())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::performance::{Better, Margin};

    fn set(count: usize) -> PairedSet {
        let rule = PairedRule::new(Better::Lower, Margin::Ratio(0.1)).unwrap();
        PairedSet::new((0..count).map(|at| (format!("m{at}"), rule))).unwrap()
    }

    #[test]
    fn more_metrics_ask_for_more_evidence_to_regress_and_no_more_to_pass() {
        let pairs_until = |count: usize, candidate: f64| {
            let mut set = set(count);
            let mut pairs = 0;
            while !set.is_over() {
                set.push(&vec![(1.0, candidate); count]);
                pairs += 1;
            }
            (pairs, set.decision())
        };
        assert_eq!(pairs_until(1, 1.2), (6, Decision::Regressed));
        assert_eq!(pairs_until(5, 1.2), (8, Decision::Regressed));
        assert_eq!(pairs_until(5, 1.0), (6, Decision::Within));
    }

    #[test]
    fn one_bad_metric_decides() {
        let mut set = set(2);
        for _ in 0..30 {
            set.push(&[(1.0, 1.0), (1.0, 1.3)]);
        }
        assert_eq!(set.decision(), Decision::Regressed);
        let decisions: Vec<Decision> = set.reports().map(|(_, report)| report.decision).collect();
        assert_eq!(decisions, [Decision::Within, Decision::Regressed]);
    }

    #[test]
    fn a_missing_metric_and_an_empty_set_are_no_pass() {
        let mut two = set(2);
        for _ in 0..30 {
            two.push(&[(1.0, 1.0)]);
        }
        assert_eq!(two.decision(), Decision::Unmeasured);
        assert!(two.trouble().unwrap().to_string().contains("missing"));
        let mut none = set(0);
        assert_eq!(none.push(&[]), Decision::Undecided);
        let mut failed = set(2);
        failed.fail(Measured::Base, "exit code 1");
        assert_eq!(failed.decision(), Decision::Unmeasured);
    }

    #[test]
    fn an_undecided_set_can_go_on() {
        let mut set = set(1);
        for at in 0..30 {
            set.push(&[(1.0, if at % 2 == 0 { 1.0 } else { 1.2 })]);
        }
        assert!(set.is_over() && set.decision() == Decision::Undecided);
        set.extend(30);
        assert!(!set.is_over());
    }
}

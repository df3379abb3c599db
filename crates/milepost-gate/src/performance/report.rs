use serde::Serialize;

use super::decision::Decision;
use super::interval::Interval;
use super::rule::{Better, Margin, PairedRule};
use super::scale::{quantile, spread};
use crate::verdict::Verdict;

/// What is known of a paired gate at one moment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairedReport {
    /// The decision.
    pub decision: Decision,
    /// What was asked.
    pub rule: PairedRule,
    /// How many pairs were seen.
    pub pairs: usize,
    /// At how many pairs it ends undecided.
    pub cap: usize,
    /// The change from baseline to candidate: `0.1` for ten percent more, in a difference the unit of the metric. The
    /// Hodges–Lehmann estimate; a measurement that ended by its own result exaggerates a little, the interval does not.
    pub change: Option<f64>,
    /// What the change may be. It is the set of limits that these pairs would leave undecided: the limit lies outside
    /// of it when the gate decides.
    pub interval: Interval,
    /// The confidence of the interval, at all times at once: what the two error rates leave of 1.
    pub confidence: f64,
    /// The probability of as much evidence for `regressed` at any time so far, were the candidate within its limit.
    pub p: f64,
    /// The logarithm of the e-value for `regressed`.
    pub ln_e_regressed: f64,
    /// The logarithm of the e-value for `within`.
    pub ln_e_within: f64,
    /// The noise of one pair: a standard deviation of logarithms of ratios, or of differences.
    pub spread: Option<f64>,
    /// About how many pairs a decision takes in all; `None` where that cannot be told, or none is enough.
    pub planned: Option<usize>,
    /// The values of the baseline.
    pub base: Option<Side>,
    /// The values of the candidate. The gate looks at the centre alone: a tail that grew is seen here.
    pub candidate: Option<Side>,
    /// Why it is [`Decision::Unmeasured`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
}

/// The values of one side, in the unit of the metric.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Side {
    /// The median.
    pub median: f64,
    /// The value that 95 of 100 stay below.
    pub p95: f64,
    /// The largest.
    pub most: f64,
    /// The standard deviation, unmoved by outliers; `None` for one value.
    pub spread: Option<f64>,
}

impl Side {
    /// Of at least one value.
    pub(super) fn of(values: impl Iterator<Item = f64>) -> Option<Self> {
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        Some(Self {
            median: quantile(&values, 0.5)?,
            p95: quantile(&values, 0.95)?,
            most: *values.last()?,
            spread: spread(&values),
        })
    }
}

impl PairedReport {
    /// The verdict with its reason. `show` writes a change in the unit of the metric, with its sign; it is asked in a
    /// difference only.
    pub fn verdict(&self, show: impl Fn(f64) -> String) -> Verdict {
        match self.decision {
            Decision::Within => Verdict::Pass,
            Decision::Regressed => Verdict::fail(self.words(show)),
            Decision::Undecided => {
                let more = match self.planned {
                    Some(planned) if planned > self.pairs => format!("about {planned} pairs would decide it"),
                    Some(_) => "some more pairs would decide it".to_owned(),
                    None => "it is too close to the limit for any number of pairs".to_owned(),
                };
                let more =
                    if self.pairs < 3 { "three pairs are the least to plan with".to_owned() } else { more };
                Verdict::inconclusive(format!("undecided: {}; {more}", self.words(show)))
            }
            Decision::Unmeasured => Verdict::inconclusive(
                self.trouble.clone().unwrap_or_else(|| "a run gave no value".to_owned()),
            ),
        }
    }

    /// `changed by +21.3% (90% interval +14.2% to +28.9%) in 9 pairs, at most +10% is right`
    pub fn words(&self, show: impl Fn(f64) -> String) -> String {
        let (is_ratio, limit) = match self.rule.margin() {
            Margin::Ratio(change) => (true, change),
            Margin::Difference(change) => (false, change),
        };
        let show = |change: f64| if is_ratio { show_percent(change, 1) } else { show(change) };
        let bound = if self.rule.better() == Better::Lower { "at most" } else { "at least" };
        let limit = if is_ratio { show_percent(limit, 2) } else { show(limit) };
        let Some(change) = self.change else { return format!("not measured, {bound} {limit} is right") };
        let interval = match (self.interval.low, self.interval.high) {
            (Some(low), Some(high)) => format!("{} to {}", show(low), show(high)),
            (Some(low), None) => format!("{} or more", show(low)),
            (None, Some(high)) => format!("{} or less", show(high)),
            (None, None) => "open to both sides".to_owned(),
        };
        let pairs = if self.pairs == 1 { "pair" } else { "pairs" };
        format!(
            "changed by {} ({:.0}% interval {interval}) in {} {pairs}, {bound} {limit} is right",
            show(change),
            self.confidence * 100.0,
            self.pairs
        )
    }
}

/// A change as a percentage with its sign and at most so many decimals: `0.1` is `+10%`.
pub(super) fn show_percent(change: f64, decimals: usize) -> String {
    let text = format!("{:+.decimals$}", change * 100.0);
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "+0%".to_owned() } else { format!("{text}%") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::performance::{Measured, PairedGate};

    fn report(better: Better, margin: Margin, candidate: &[f64]) -> PairedReport {
        let rule = PairedRule::new(better, margin).unwrap();
        PairedGate::resume(rule, candidate.iter().map(|value| (100.0, *value))).unwrap().report()
    }

    #[test]
    fn each_decision_says_what_was_found_and_what_is_right() {
        let show = |change: f64| format!("{change:+.0} B");
        let ratio = |candidate: &[f64]| report(Better::Lower, Margin::Ratio(0.1), candidate).verdict(show);
        assert!(ratio(&[100.0; 6]).is_pass());
        assert_eq!(
            ratio(&[120.0; 6]).reason(),
            Some("changed by +20% (90% interval +17.4% to +22.7%) in 6 pairs, at most +10% is right")
        );
        let short = ratio(&[120.0; 2]);
        assert_eq!(short.exit_code(), 9);
        assert!(short.reason().unwrap().ends_with("three pairs are the least to plan with"), "{short:?}");
        let open = ratio(&[100.0, 125.0, 103.0, 122.0]);
        assert!(open.reason().unwrap().contains("open to both sides"), "{open:?}");
        let bytes = report(Better::Lower, Margin::Difference(20.0), &[150.0; 9]).words(show);
        assert!(bytes.starts_with("changed by +50 B (90% interval +"), "{bytes}");
        assert!(bytes.ends_with("in 9 pairs, at most +20 B is right"), "{bytes}");
        let rate = report(Better::Higher, Margin::Ratio(-0.05), &[80.0; 9]).words(show);
        assert!(rate.contains("-20%") && rate.ends_with("at least -5% is right"), "{rate}");
        assert_eq!(ratio(&[]).exit_code(), 9);
    }

    #[test]
    fn what_could_not_be_measured_is_no_pass() {
        let rule = PairedRule::new(Better::Lower, Margin::Ratio(0.1)).unwrap();
        let mut gate = PairedGate::resume(rule, [(1.0, 1.0); 9]).unwrap();
        gate.fail(Measured::Base, "it did not end within 60 s");
        let verdict = gate.report().verdict(|_| String::new());
        assert_eq!(
            verdict,
            Verdict::inconclusive("a run of the baseline gave no value: it did not end within 60 s")
        );
    }

    #[test]
    fn percentages_keep_their_sign() {
        assert_eq!(
            [0.1, -0.05, 0.0, 0.123_45, -0.000_01].map(|c| show_percent(c, 1)),
            ["+10%", "-5%", "+0%", "+12.3%", "+0%"]
        );
        assert_eq!(show_percent(1.0, 0), "+100%");
    }

    #[test]
    fn a_tail_shows_beside_the_centre() {
        let mut values = [100.0; 20];
        values[4] = 900.0;
        values[9] = 900.0;
        let side = report(Better::Lower, Margin::Ratio(0.1), &values).candidate.unwrap();
        assert!(side.median < 101.0 && side.p95 > 800.0 && side.most > 899.0, "{side:?}");
    }
}

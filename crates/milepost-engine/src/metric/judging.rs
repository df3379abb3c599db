//! The runs of a measurement, and the gate that says when there are enough of them.

use std::time::Duration;

use milepost_gate::{
    budget::{Budget, Dimension, Limit, Quantity},
    performance::{
        AbsoluteGate, Decision, First, Margin, Measured as Which, PairOrder, PairedGate, PairedRule, Repeats,
        RuleError, compare_repeats,
    },
};
use milepost_ledger::{Measurement, SamplePair};
use milepost_runner::{Inconclusive, Verdict};
use milepost_system::System;

use super::{
    Progress,
    measure::Taking,
    seed,
    side::{NoValue, Side},
};
use crate::{EngineError, Result, binding::Metric, config::Measure};

/// A time below this is to a good part that of starting a program, and of what else happens meanwhile; in seconds.
const SHORT: f64 = 0.1;
/// What executing it again and again has to reach; in seconds.
const LONG_ENOUGH: f64 = 0.2;
/// The most executions for one value.
const MOST_REPEATS: f64 = 100.0;

/// How often a command is executed for one value whose shortest execution took so many seconds.
pub(super) fn repeats_for(shortest: f64) -> u32 {
    if shortest < SHORT { (LONG_ENOUGH / shortest.max(1e-4)).ceil().min(MOST_REPEATS) as u32 } else { 1 }
}

/// How a metric is decided.
pub(super) struct Judging {
    budget: Budget,
    dimension: Dimension,
    warmup: u32,
    max_time: Duration,
    cap: usize,
    /// Whether it may be the same in every run.
    may_be_exact: bool,
    is_time: bool,
    gate: Gate,
    stopped: String,
}

enum Gate {
    Paired(Box<PairedGate>),
    /// Pairs cannot show it, two equal runs can.
    Equal(RuleError),
    Absolute(AbsoluteGate, f64),
    Exact {
        decision: Decision,
        words: String,
        change: Option<f64>,
    },
    Unmeasured(NoValue),
}

impl Judging {
    /// For a metric, going on with what was measured before.
    pub(super) fn new(metric: &Metric, earlier: &Measurement) -> Result<Self> {
        let budget = metric.budget();
        let alpha = PairedRule::ALPHA;
        let wrong = |error: RuleError| EngineError::usage(format!("`{budget}` cannot be decided: {error}"));
        let mut cap = metric.cap.map_or(PairedRule::CAP, |cap| cap as usize);
        let gate = match (budget.rule(), budget.limit) {
            (Some(Ok(rule)), _) => {
                let rule =
                    rule.with_error_rates(alpha / f64::from(metric.together.max(1)), alpha).map_err(wrong)?;
                let pairs = earlier.pairs.iter().map(|pair| (pair.base, pair.candidate));
                let gate = PairedGate::resume(rule.with_cap(cap), pairs);
                Gate::Paired(Box::new(gate.map_err(|error| EngineError::usage(error.to_string()))?))
            }
            (Some(Err(error)), _) => Gate::Equal(error),
            (None, Limit::Absolute(limit)) => {
                let part = budget.percentile.map_or(0.5, milepost_gate::budget::Percentile::part);
                let mut gate =
                    AbsoluteGate::new(budget.better(), limit.base(), budget.is_strict(), part, alpha)
                        .map_err(wrong)?;
                if metric.cap.is_none() {
                    cap = cap.max(2 * gate.least_runs() as usize);
                }
                for value in &earlier.values {
                    gate.push(*value);
                }
                Gate::Absolute(gate, part)
            }
            (None, _) => return Err(EngineError::usage(format!("`{budget}` compares with nothing"))),
        };
        Ok(Self {
            budget,
            dimension: metric.dimension(),
            warmup: metric.warmup,
            max_time: Duration::from_secs(metric.max_time),
            cap,
            may_be_exact: matches!(metric.measure, Measure::Stdout | Measure::FileSize)
                && earlier.pairs.is_empty()
                && earlier.values.is_empty(),
            is_time: matches!(metric.measure, Measure::Cpu | Measure::Wall),
            gate,
            stopped: String::new(),
        })
    }

    /// Runs both sides until it is decided, the cap is reached or the time is over. A side that gives no value ends it.
    pub(super) fn run(
        mut self,
        system: &dyn System,
        mut base: Option<Side<'_>>,
        mut next: Side<'_>,
        taking: &mut Taking,
        tell: &mut dyn FnMut(Progress<'_>),
    ) -> Self {
        let found = self.measure(system, base.as_mut(), &mut next, taking, tell);
        let of_base = base.and_then(|side| side.last);
        match found {
            Ok(()) => taking.last = next.last,
            Err(trouble) => {
                taking.last = if trouble.which == Which::Base { of_base } else { next.last };
                "a run gave no value".clone_into(&mut self.stopped);
                self.gate = Gate::Unmeasured(trouble);
            }
        }
        self
    }

    fn measure(
        &mut self,
        system: &dyn System,
        mut base: Option<&mut Side<'_>>,
        next: &mut Side<'_>,
        taking: &mut Taking,
        tell: &mut dyn FnMut(Progress<'_>),
    ) -> std::result::Result<(), NoValue> {
        let name = taking.measurement.metric.clone();
        tell(Progress { metric: &name, pairs: 0, cap: self.cap, words: "warming up" });
        if self.may_be_exact {
            if self.is_exact(base.as_deref_mut(), next, &mut taking.measurement)? {
                return Ok(());
            }
        } else if let Gate::Equal(error) = &self.gate {
            return Err(NoValue { which: Which::Candidate, reason: format!("it varies, and {error}") });
        } else {
            let mut shortest = f64::INFINITY;
            for _ in 0..self.warmup.max(u32::from(self.is_time && taking.measurement.continues.is_none())) {
                if let Some(base) = &mut base {
                    shortest = shortest.min(base.once()?);
                }
                shortest = shortest.min(next.once()?);
            }
            if self.is_time && taking.measurement.continues.is_none() {
                taking.measurement.repeats = repeats_for(shortest);
            }
        }
        let repeats = taking.measurement.repeats;
        next.repeats = repeats;
        if let Some(base) = &mut base {
            base.repeats = repeats;
        }
        let order = PairOrder::from_seed(seed::from_text(&taking.measurement.seed));
        let start = system.monotonic();
        let mut taken = 0;
        while !self.is_over() {
            let elapsed = system.monotonic().saturating_sub(start);
            if taken > 0 && elapsed + elapsed / taken > self.max_time {
                self.stopped = format!("its time of {} s was over", self.max_time.as_secs());
                return Ok(());
            }
            if taken as usize >= self.cap {
                self.stopped = format!("the cap of {} {} was reached", self.cap, self.noun());
                return Ok(());
            }
            if let Some(base) = &mut base {
                let base_first = order.first(taking.measurement.pairs.len() as u64) == First::Base;
                let (base, candidate) = if base_first {
                    let base = base.sample()?;
                    (base, next.sample()?)
                } else {
                    let candidate = next.sample()?;
                    (base.sample()?, candidate)
                };
                self.push_pair(base, candidate)?;
                taking.measurement.pairs.push(SamplePair { base, candidate, base_first });
            } else {
                let value = next.sample()?;
                if let Gate::Absolute(gate, _) = &mut self.gate {
                    gate.push(value);
                }
                taking.measurement.values.push(value);
            }
            taken += 1;
            let pairs = taking.measurement.pairs.len().max(taking.measurement.values.len());
            let cap = pairs - taken as usize + self.cap;
            let words = self.outlook(self.words(&taking.measurement), cap);
            tell(Progress { metric: &name, pairs, cap, words: &words });
        }
        "it was decided".clone_into(&mut self.stopped);
        Ok(())
    }

    fn noun(&self) -> &'static str {
        if matches!(self.gate, Gate::Absolute(..)) { "runs" } else { "pairs" }
    }

    fn is_over(&self) -> bool {
        match &self.gate {
            Gate::Paired(gate) => gate.decision().is_final(),
            Gate::Absolute(gate, _) => gate.decision().is_final(),
            Gate::Equal(_) => false,
            Gate::Exact { .. } | Gate::Unmeasured(_) => true,
        }
    }

    fn push_pair(&mut self, base: f64, candidate: f64) -> std::result::Result<(), NoValue> {
        match &mut self.gate {
            Gate::Paired(gate) => gate
                .push(base, candidate)
                .map(drop)
                .map_err(|error| NoValue { which: Which::Candidate, reason: error.to_string() }),
            _ => Ok(()),
        }
    }

    /// Two runs of each side decide a metric that does not vary. Where one does, these were the warm-up.
    fn is_exact(
        &mut self,
        base: Option<&mut Side<'_>>,
        next: &mut Side<'_>,
        measurement: &mut Measurement,
    ) -> std::result::Result<bool, NoValue> {
        let (dimension, budget) = (self.dimension, self.budget);
        let show = |value: f64| Quantity::shown(dimension, value).to_string();
        let Some(base) = base else {
            let values = [next.once()?, next.once()?];
            if values[0].total_cmp(&values[1]).is_ne() {
                return Ok(false);
            }
            let holds = budget.holds(values[0]) == Some(true);
            let found = if holds { "holds" } else { "does not hold" };
            let words = format!("{} in each of 2 runs: `{budget}` {found}", show(values[0]));
            self.decide_exactly(if holds { Decision::Within } else { Decision::Regressed }, words, None);
            measurement.values = values.to_vec();
            return Ok(true);
        };
        let first = [base.once()?, next.once()?];
        let second = [base.once()?, next.once()?];
        let margin = budget.margin().expect("what is compared has a margin");
        let bases = [first[0], second[0]];
        let compared =
            compare_repeats(budget.better(), margin, budget.is_strict(), bases, [first[1], second[1]])
                .map_err(|error| NoValue { which: Which::Candidate, reason: error.to_string() })?;
        match (compared, &self.gate) {
            (Repeats::Exact { decision, base, candidate }, _) => {
                let change = match margin {
                    Margin::Ratio(_) if base != 0.0 => Some(candidate / base - 1.0),
                    Margin::Ratio(_) => None,
                    Margin::Difference(_) => Some(candidate - base),
                };
                let found = if decision == Decision::Within { "holds" } else { "does not hold" };
                let words = format!("changed from {} to {}: `{budget}` {found}", show(base), show(candidate));
                self.decide_exactly(decision, words, change);
                measurement.pairs = vec![
                    SamplePair { base: first[0], candidate: first[1], base_first: true },
                    SamplePair { base: second[0], candidate: second[1], base_first: true },
                ];
                Ok(true)
            }
            (Repeats::Varies { side, values: [one, other] }, Gate::Equal(error)) => Err(NoValue {
                which: side,
                reason: format!("it gave {} and then {}, and {error}", show(one), show(other)),
            }),
            (Repeats::Varies { .. }, _) => Ok(false),
        }
    }

    /// The words with what is to be expected, where that is not the next pair. `cap` counts the pairs of earlier goes too.
    fn outlook(&self, words: String, cap: usize) -> String {
        /// Fewer pairs say nothing of the noise.
        const FEW: usize = 3;
        let Gate::Paired(gate) = &self.gate else { return words };
        if gate.decision().is_final() || gate.len() < FEW {
            return words;
        }
        let needed = match gate.planned_pairs() {
            Some(planned) if planned <= gate.len() => return words,
            Some(planned) if planned <= cap => return format!("{words}; some {planned} pairs are needed"),
            Some(planned) => format!("some {planned} pairs are needed at this noise, and {cap} is the cap"),
            None => "no number of pairs is enough at this noise".to_owned(),
        };
        format!("{words}; {needed}: see `milepost metrics --preflight`")
    }

    fn decide_exactly(&mut self, decision: Decision, words: String, change: Option<f64>) {
        "two equal runs of each side decide".clone_into(&mut self.stopped);
        self.gate = Gate::Exact { decision, words, change };
    }

    fn words(&self, measurement: &Measurement) -> String {
        let dimension = self.dimension;
        match &self.gate {
            Gate::Paired(gate) => {
                gate.report().words(|change| format!("{:+}", Quantity::shown(dimension, change)))
            }
            Gate::Absolute(gate, part) => {
                let report = gate.report();
                let mut values = measurement.values.clone();
                values.sort_by(f64::total_cmp);
                let at = ((values.len() as f64 * part).ceil() as usize).clamp(1, values.len().max(1)) - 1;
                let value = values.get(at).map_or_else(String::new, |value| {
                    let name = if (*part - 0.5).abs() < 1e-9 {
                        "median".to_owned()
                    } else {
                        format!("p{}", part * 100.0)
                    };
                    format!("{name} {}, ", Quantity::shown(dimension, *value))
                });
                format!("{value}{} of {} runs broke `{}`", report.broken, report.runs, self.budget)
            }
            Gate::Exact { words, .. } => words.clone(),
            Gate::Equal(error) => error.to_string(),
            Gate::Unmeasured(NoValue { which, reason }) => {
                format!("a run of the {which} gave no value: {reason}")
            }
        }
    }

    /// Writes down what it came to, and gives the verdict.
    pub(super) fn conclude(self, measurement: &mut Measurement) -> Verdict {
        let words = self.words(measurement);
        let (decision, reason) = match &self.gate {
            Gate::Paired(gate) => {
                let report = gate.report();
                (measurement.change, measurement.low, measurement.high) =
                    (report.change, report.interval.low, report.interval.high);
                let dimension = self.dimension;
                let verdict = report.verdict(|change| format!("{:+}", Quantity::shown(dimension, change)));
                (report.decision, verdict.reason().map(str::to_owned))
            }
            Gate::Absolute(gate, _) => {
                let decision = gate.decision();
                let prefix = if decision == Decision::Undecided { "undecided: " } else { "" };
                (decision, Some(format!("{prefix}{words}")))
            }
            Gate::Exact { decision, change, .. } => {
                "exact".clone_into(&mut measurement.method);
                measurement.change = *change;
                (*decision, None)
            }
            Gate::Equal(_) | Gate::Unmeasured(_) => (Decision::Unmeasured, None),
        };
        let typical =
            measurement.pairs.last().map(|pair| pair.candidate).or(measurement.values.last().copied());
        let unit = Quantity::shown(self.dimension, typical.unwrap_or(0.0)).unit();
        unit.symbol().clone_into(&mut measurement.unit);
        measurement.decision = decision.to_string();
        measurement.stopped = self.stopped;
        measurement.words.clone_from(&words);
        let reason = reason.unwrap_or(words);
        match decision {
            Decision::Within => Verdict::Pass,
            Decision::Regressed => Verdict::Fail { reason },
            Decision::Undecided | Decision::Unmeasured => {
                Verdict::Inconclusive(Inconclusive::Undecided { reason })
            }
        }
    }
}

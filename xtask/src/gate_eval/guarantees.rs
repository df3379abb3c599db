//! What the paired gate promises besides its two error rates: its interval at every moment, several metrics at once, and
//! why the order is thrown by a coin.

use milepost_gate::performance::{Decision, First, PairOrder, PairedGate, PairedSet};
use serde::Serialize;

use super::chance::Chance;
use super::noise::Noise;
use super::paired::{rule, sides};

/// A share with the limit it has to keep.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Guarantee {
    pub(super) name: String,
    pub(super) share: f64,
    /// `None`: shown to compare, nothing is promised.
    pub(super) at_most: Option<f64>,
    pub(super) reps: usize,
}

/// All guarantees, each over a part of `reps`, for they look at an interval after every pair.
pub(super) fn guarantees(reps: usize) -> Vec<Guarantee> {
    let fewer = (reps / 5).max(20);
    let mut all = Vec::new();
    for (number, noise) in (900..).zip(Noise::ALL) {
        all.push(Guarantee {
            name: format!("{}: a 95% interval misses the truth at any of 30 moments", noise.name()),
            share: misses(noise, fewer, number),
            at_most: Some(0.05),
            reps: fewer,
        });
    }
    all.push(Guarantee {
        name: "LN3: one of five metrics, all at their limit, is called regressed".to_owned(),
        share: several(5, reps),
        at_most: Some(0.05),
        reps,
    });
    let share = |decisions: Vec<Decision>, what: Decision| {
        decisions.iter().filter(|decision| **decision == what).count() as f64 / decisions.len() as f64
    };
    let coin = |number: u64| PairOrder::of("trend", "", "", &number.to_string()).coins().take(30).collect();
    let always = |_| vec![First::Base; 30];
    for what in [Decision::Regressed, Decision::Within] {
        all.push(Guarantee {
            name: format!("a trend of +2% a run, at the limit, order by coin: {what}"),
            share: share(trend(reps, coin), what),
            at_most: Some(0.05),
            reps,
        });
    }
    all.push(Guarantee {
        name: "the same, baseline always first: regressed".to_owned(),
        share: share(trend(reps, always), Decision::Regressed),
        at_most: None,
        reps,
    });
    all
}

/// How often the interval misses a true change of 10 percent at least once in 30 pairs.
fn misses(noise: Noise, reps: usize, number: u64) -> f64 {
    let mut chance = Chance::new(number);
    let mut missed = 0u32;
    for rep in 0..reps {
        let mut gate = PairedGate::new(rule());
        let coins = PairOrder::of(noise.name(), "interval", "", &rep.to_string()).coins();
        let series = noise.series(&mut chance, 60);
        for (first, runs) in coins.zip(series.chunks_exact(2)) {
            let (base, candidate) = sides(first, runs, 1.1);
            gate.push(base, candidate).expect("simulated times are above zero");
            if !gate.interval(0.025, 0.025).contains(0.1) {
                missed += 1;
                break;
            }
        }
    }
    f64::from(missed) / reps as f64
}

/// How often a set of metrics, each at its limit, is called regressed.
fn several(metrics: usize, reps: usize) -> f64 {
    let mut chance = Chance::new(990);
    let mut regressed = 0u32;
    for _ in 0..reps {
        let rules = (0..metrics).map(|at| (at.to_string(), rule()));
        let mut set = PairedSet::new(rules).expect("the rates are above zero");
        while !set.is_over() {
            let values: Vec<(f64, f64)> = (0..metrics)
                .map(|_| ((0.03 * chance.normal()).exp(), 1.1 * (0.03 * chance.normal()).exp()))
                .collect();
            set.push(&values);
        }
        regressed += u32::from(set.decision() == Decision::Regressed);
    }
    f64::from(regressed) / reps as f64
}

/// Measurements at the limit on a machine that gets slower by 2 percent with each run.
fn trend(reps: usize, order: impl Fn(u64) -> Vec<First>) -> Vec<Decision> {
    let mut chance = Chance::new(991);
    (0..reps as u64)
        .map(|rep| {
            let mut gate = PairedGate::new(rule());
            let mut at = 0.0;
            for first in order(rep) {
                let runs = [(); 2].map(|()| {
                    at += 0.02;
                    (at + 0.03 * chance.normal()).exp()
                });
                let (base, candidate) = sides(first, &runs, 1.1);
                gate.push(base, candidate).expect("simulated times are above zero");
                if gate.is_over() {
                    break;
                }
            }
            gate.decision()
        })
        .collect()
}

//! The paired gate and its peers, over every kind of noise and several true changes.

use milepost_gate::performance::{Better, Decision, First, Margin, PairOrder, PairedGate, PairedRule};
use serde::Serialize;

use super::{cell::Cell, chance::Chance, noise::Noise, peers::Peer};

/// The true changes, in percent, against a budget of ten.
pub(super) const CHANGES: [u32; 6] = [0, 5, 10, 15, 20, 30];
/// The usual ways, with their numbers of runs of each side.
pub(super) const PEERS: [(Peer, usize); 6] = [
    (Peer::Hyperfine, 10),
    (Peer::Hyperfine, 30),
    (Peer::Welch, 10),
    (Peer::Welch, 30),
    (Peer::MannWhitney, 10),
    (Peer::MannWhitney, 30),
];

/// One kind of noise at one true change.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Row {
    pub(super) noise: &'static str,
    pub(super) change: u32,
    pub(super) paired: Cell,
    pub(super) peers: Vec<Cell>,
}

/// A budget of ten percent more time.
pub(super) fn rule() -> PairedRule {
    PairedRule::new(Better::Lower, Margin::Ratio(0.1)).expect("ten percent can be shown")
}

/// All rows.
pub(super) fn rows(reps: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    for (kind, noise) in (1..).zip(Noise::ALL) {
        for change in CHANGES {
            let slower = 1.0 + f64::from(change) / 100.0;
            let chance = |method: u64| Chance::new(kind * 10_000 + u64::from(change) * 100 + method);
            let mut own = chance(0);
            let mut number = 0u64;
            let paired = Cell::of(reps, || {
                number += 1;
                let order = PairOrder::of(noise.name(), &change.to_string(), "base", &number.to_string());
                paired(noise, slower, &mut own, order.coins())
            });
            let peers = (1..).zip(PEERS).map(|(method, (peer, runs))| {
                let mut own = chance(method);
                Cell::of(reps, || {
                    let series = noise.series(&mut own, 2 * runs);
                    let (base, candidate) = series.split_at(runs);
                    let candidate: Vec<f64> = candidate.iter().map(|value| value * slower).collect();
                    (peer.judge(base, &candidate), 2 * runs)
                })
            });
            rows.push(Row { noise: noise.name(), change, paired, peers: peers.collect() });
        }
    }
    rows
}

/// One measurement by pairs: the answer and the number of runs.
pub(super) fn paired(
    noise: Noise,
    slower: f64,
    chance: &mut Chance,
    coins: impl Iterator<Item = First>,
) -> (Decision, usize) {
    let mut gate = PairedGate::new(rule());
    let series = noise.series(chance, 2 * gate.rule().cap());
    for (first, runs) in coins.zip(series.chunks_exact(2)) {
        let (base, candidate) = sides(first, runs, slower);
        gate.push(base, candidate).expect("simulated times are above zero");
        if gate.is_over() {
            break;
        }
    }
    (gate.decision(), 2 * gate.len())
}

/// The values of baseline and candidate in the order of a coin.
pub(super) fn sides(first: First, runs: &[f64], slower: f64) -> (f64, f64) {
    match first {
        First::Base => (runs[0], runs[1] * slower),
        First::Candidate => (runs[1], runs[0] * slower),
    }
}

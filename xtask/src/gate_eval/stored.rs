//! The stored-baseline gate, over sessions whose centres differ by chance, beside a test that does not know of that.

use std::collections::BTreeMap;

use milepost_gate::performance::{Clock, Session, StoredGate};
use serde::Serialize;

use super::paired::rule;
use super::{cell::Cell, chance::Chance, noise::Noise, peers::Peer};

/// One way that sessions differ, with their number and the true change.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Row {
    /// The standard deviation between sessions.
    pub(super) between: f64,
    /// Sessions of the baseline.
    pub(super) base: usize,
    /// New sessions.
    pub(super) new: usize,
    pub(super) change: u32,
    pub(super) stored: Cell,
    pub(super) naive: Cell,
}

/// What is simulated: what differs between sessions, how many there are, true changes.
const PLANS: [(f64, usize, usize, &[u32]); 6] = [
    (0.02, 1, 1, &[0, 10]),
    (0.02, 3, 3, &[0, 10, 20, 30]),
    (0.05, 1, 1, &[0, 10]),
    (0.05, 3, 3, &[0, 10, 20, 30]),
    (0.05, 5, 3, &[0, 10, 20]),
    (0.10, 3, 3, &[10, 30]),
];

/// All rows.
pub(super) fn rows(reps: usize) -> Vec<Row> {
    let gate = StoredGate::new(rule(), Clock::Cpu, 1).expect("the rule is a ratio");
    let mut rows = Vec::new();
    for (plan, (between, base, new, changes)) in (500u64..).zip(PLANS) {
        for change in changes {
            let slower = 1.0 + f64::from(*change) / 100.0;
            let mut chance = Chance::new(plan * 100 + u64::from(*change));
            let mut naive = Vec::new();
            let stored = Cell::of(reps, || {
                let base = sessions(&mut chance, between, base, 0, 1.0);
                let new = sessions(&mut chance, between, new, 1_000_000, slower);
                let pooled = |sessions: &[Session]| -> Vec<f64> {
                    sessions.iter().flat_map(|session| session.values.iter().copied()).collect()
                };
                naive.push(Peer::MannWhitney.judge(&pooled(&base), &pooled(&new)));
                (gate.judge(&base, &new).decision, 10 * new.len())
            });
            let mut answers = naive.into_iter();
            let naive = Cell::of(reps, || (answers.next().unwrap_or_default(), 10 * new));
            rows.push(Row { between, base, new, change: *change, stored, naive });
        }
    }
    rows
}

/// Sessions of ten runs with heavy spikes, an hour apart.
fn sessions(chance: &mut Chance, between: f64, count: usize, began: i64, slower: f64) -> Vec<Session> {
    (0..)
        .take(count)
        .map(|at| {
            let center = slower * (between * chance.normal()).exp();
            Session {
                began: began + at * 3600,
                values: Noise::Heavy.series(chance, 10).iter().map(|value| value * center).collect(),
                calibrators: None,
                environment: BTreeMap::from([("machine".to_owned(), "simulated".to_owned())]),
            }
        })
        .collect()
}

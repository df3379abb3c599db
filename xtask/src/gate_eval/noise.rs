//! What a machine does to the runs of a program that always does the same.

use super::chance::Chance;

/// A kind of noise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noise {
    /// Lognormal, 3 percent.
    Quiet,
    /// Lognormal, 10 percent.
    Loud,
    /// 3 percent, and one run in seven takes a tenth longer, times a Pareto(1.5) factor.
    Heavy,
    /// 3 percent, over a trend of its own and a random walk of 1 percent a run each.
    Drift,
    /// 2 percent, on a clock that switches between two speeds.
    Bimodal,
    /// 4 percent, with a neighbour that comes, slows everything by half or so, and goes.
    Bursty,
}

impl Noise {
    pub(super) const ALL: [Self; 6] =
        [Self::Quiet, Self::Loud, Self::Heavy, Self::Drift, Self::Bimodal, Self::Bursty];

    /// Its name in tables.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Quiet => "LN3",
            Self::Loud => "LN10",
            Self::Heavy => "heavy",
            Self::Drift => "drift",
            Self::Bimodal => "bimodal",
            Self::Bursty => "bursty",
        }
    }

    /// How long runs take, one after the other, where 1 is the time without noise.
    pub(super) fn series(self, chance: &mut Chance, runs: usize) -> Vec<f64> {
        let mut state = chance.happens(0.5);
        let slope = 0.01 * chance.normal();
        let mut walk = 0.0;
        let mut run = |at: usize| match self {
            Self::Quiet => (0.03 * chance.normal()).exp(),
            Self::Loud => (0.1 * chance.normal()).exp(),
            Self::Heavy => {
                let spike = if chance.happens(0.15) { 1.0 + 0.1 * chance.pareto(1.5) } else { 1.0 };
                spike * (0.03 * chance.normal()).exp()
            }
            Self::Drift => {
                walk += 0.01 * chance.normal();
                (slope * at as f64 + walk + 0.03 * chance.normal()).exp()
            }
            Self::Bimodal => {
                state ^= chance.happens(0.15);
                (if state { 1.25 } else { 1.0 }) * (0.02 * chance.normal()).exp()
            }
            Self::Bursty => {
                state = if state { !chance.happens(0.3) } else { chance.happens(0.1) };
                let neighbour = if state { 1.5 * (0.25 * chance.normal()).exp() } else { 1.0 };
                neighbour * (0.04 * chance.normal()).exp()
            }
        };
        (0..runs).map(&mut run).collect()
    }
}

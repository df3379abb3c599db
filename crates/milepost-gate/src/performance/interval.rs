use serde::{Deserialize, Serialize};

use super::wealth::{Against, Wealth};

/// What a value may be, at a confidence that holds at every moment of a measurement at once: it may be looked at after
/// each pair, and may end the measurement. `None` where a side is not bounded yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The lower end.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
}

impl Interval {
    /// Both ends through `map`, exchanged when it turns the order around.
    #[must_use]
    pub(super) fn map(self, map: impl Fn(f64) -> f64, turns: bool) -> Self {
        let (low, high) = (self.low.map(&map), self.high.map(&map));
        if turns { Self { low: high, high: low } } else { Self { low, high } }
    }

    /// Whether it holds a value.
    pub fn contains(self, value: f64) -> bool {
        self.low.is_none_or(|low| low <= value) && self.high.is_none_or(|high| value <= high)
    }
}

/// The confidence sequence: all values of the centre that neither bet refutes, the lower end at the error rate
/// `alpha_low`, the upper one at `alpha_high`.
///
/// What is won falls (or grows) with the tested value, so each end is found by bisection.
pub(super) fn confidence_sequence(
    scores: &[f64],
    scales: &[f64],
    alpha_low: f64,
    alpha_high: f64,
) -> Interval {
    // Beyond these every bet is at its bound, so nothing more can be won.
    let reach = scores.iter().zip(scales).map(|(score, scale)| (score - 4.0 * scale, score + 4.0 * scale));
    let (bottom, top) = reach
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (down, up)| (low.min(down), high.max(up)));
    let above = |theta| Wealth::over(Against::AtMost, theta, scores, scales) >= -alpha_low.ln();
    let below = |theta| Wealth::over(Against::AtLeast, theta, scores, scales) >= -alpha_high.ln();
    let low = above(bottom).then(|| edge(bottom, top, above));
    let high = below(top).then(|| edge(top, bottom, below));
    match (low, high) {
        // Very lopsided scores refute every centre; the hull of both ends is what is left to say.
        (Some(low), Some(high)) if low > high => Interval { low: Some(high), high: Some(low) },
        (low, high) => Interval { low, high },
    }
}

/// Where `refuted` ends on the way from `inside`, where it holds, to `outside`, where it does not.
fn edge(mut inside: f64, mut outside: f64, refuted: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..60 {
        let middle = f64::midpoint(inside, outside);
        if refuted(middle) {
            inside = middle;
        } else {
            outside = middle;
        }
    }
    f64::midpoint(inside, outside)
}

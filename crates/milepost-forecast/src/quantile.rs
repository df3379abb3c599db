//! Quantiles of a sample.

use serde::{Deserialize, Serialize};

/// The quantile of a sorted sample by linear interpolation (type 7 of Hyndman and Fan, the default of R and NumPy).
///
/// `share` lies between 0 and 1. The sample must not be empty.
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share.clamp(0.0, 1.0) * (sorted.len() - 1) as f64;
    let below = place as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

/// What a forecast says of a number: it is not exceeded with these probabilities.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Quantiles {
    /// Five of a hundred stay below.
    pub p5: f64,
    /// Half stay below.
    pub p50: f64,
    /// Four of five stay below.
    pub p80: f64,
    /// Nineteen of twenty stay below.
    pub p95: f64,
    /// The arithmetic mean of the trials.
    pub mean: f64,
}

impl Quantiles {
    /// Of a sorted sample that is not empty.
    pub fn of(sorted: &[f64]) -> Self {
        Self {
            p5: quantile(sorted, 0.05),
            p50: quantile(sorted, 0.50),
            p80: quantile(sorted, 0.80),
            p95: quantile(sorted, 0.95),
            mean: sorted.iter().sum::<f64>() / sorted.len() as f64,
        }
    }
}

/// A sorted copy of a sample of finite numbers.
pub(crate) fn sorted(sample: &[f64]) -> Vec<f64> {
    let mut all = sample.to_vec();
    all.sort_unstable_by(f64::total_cmp);
    all
}

/// The median of a sample; `None` when it is empty.
pub(crate) fn median(sample: &[f64]) -> Option<f64> {
    (!sample.is_empty()).then(|| quantile(&sorted(sample), 0.5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_of_type_seven() {
        let sample = [1.0, 2.0, 3.0, 4.0, 10.0];
        for (share, value) in [(0.0, 1.0), (0.25, 2.0), (0.5, 3.0), (0.8, 5.2), (0.95, 8.8), (1.0, 10.0)] {
            assert!((quantile(&sample, share) - value).abs() < 1e-12, "{share}");
        }
        assert!((quantile(&[7.0], 0.3) - 7.0).abs() < 1e-12);
        assert_eq!(median(&[]), None);
    }
}

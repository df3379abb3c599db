//! Whether forecasts of the past kept what they said.

use serde::{Deserialize, Serialize};

/// Share of the trials that stayed at or below what happened; kept when a milestone closes.
pub fn rank(trials: &[f64], actual: f64) -> Option<f64> {
    (!trials.is_empty())
        .then(|| trials.iter().filter(|trial| **trial <= actual).count() as f64 / trials.len() as f64)
}

/// How many closed milestones stayed within their P80.
///
/// Nothing is corrected by it: below twenty milestones a correction would follow chance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SelfCheck {
    /// Closed milestones.
    pub milestones: usize,
    /// Those that needed no more than their P80.
    pub within_p80: usize,
    /// Probability of a count at least as unlikely, if four of five really stay within (exact binomial test, two-sided).
    pub p_value: f64,
    /// The forecasts do not keep what they say.
    pub warning: bool,
}

/// With fewer closed milestones, a count says nothing.
const MILESTONES_NEEDED: usize = 8;
const SHARE: f64 = 0.8;
const SIGNIFICANT: f64 = 0.05;

/// Looks at the [`rank`]s of closed milestones; `None` below eight of them.
pub fn self_check(ranks: &[f64]) -> Option<SelfCheck> {
    if ranks.len() < MILESTONES_NEEDED {
        return None;
    }
    let within_p80 = ranks.iter().filter(|rank| **rank <= SHARE).count();
    let p_value = binomial_test(within_p80, ranks.len());
    Some(SelfCheck { milestones: ranks.len(), within_p80, p_value, warning: p_value < SIGNIFICANT })
}

/// Sums the probabilities of all counts that are not likelier than this one.
fn binomial_test(count: usize, all: usize) -> f64 {
    let mut probability = (1.0 - SHARE).ln() * all as f64;
    let mut probabilities = vec![probability.exp()];
    for next in 1..=all {
        probability += ((all + 1 - next) as f64 / next as f64).ln() + (SHARE / (1.0 - SHARE)).ln();
        probabilities.push(probability.exp());
    }
    let limit = probabilities[count] * (1.0 + 1e-7);
    probabilities.iter().filter(|probability| **probability <= limit).sum::<f64>().min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `binom.test(count, all, 0.8)` of R says.
    #[test]
    fn the_test_is_the_exact_one() {
        for (count, all, p_value) in [(8, 8, 0.370_854), (4, 8, 0.056_282), (3, 8, 0.010_406), (16, 20, 1.0)]
        {
            let found = binomial_test(count, all);
            assert!((found - p_value).abs() < 1e-5, "{count} of {all}: {found}");
        }
    }

    #[test]
    fn few_milestones_say_nothing_and_bad_ones_warn() {
        assert_eq!(self_check(&[0.99; 7]), None);
        let check = self_check(&[0.99, 0.95, 0.9, 0.97, 0.85, 0.5, 0.3, 0.2]).expect("eight milestones");
        assert_eq!((check.within_p80, check.warning), (3, true));
        assert!(!self_check(&[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.9]).expect("eight milestones").warning);
        assert_eq!(rank(&[1.0, 2.0, 3.0, 4.0], 3.0), Some(0.75));
        assert_eq!(rank(&[], 3.0), None);
    }
}

/// The logarithm of what two gamblers own who bet against one hypothesis, each starting with 1.
///
/// If scores lie symmetrically around `theta` given the past, every bet below is fair, so that what is owned exceeds
/// 1/alpha at any time with a probability of at most alpha (Ville's inequality): no variance, no moments and no fixed
/// number of scores is assumed. One gambler bets by how far a score is off, bounded so that an outlier counts little;
/// the other one by the sign alone.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Wealth {
    by_size: f64,
    by_sign: f64,
}

/// Which hypothesis is betted against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Against {
    /// Scores are at or below the value: large ones win.
    AtMost,
    /// Scores are at or above the value: small ones win.
    AtLeast,
}

/// The part of the initial capital of the gambler who looks at sizes, and what it stakes of what it owns.
const SIZE: (f64, f64) = (0.75, 0.9);
/// The same for the one who looks at signs.
const SIGN: (f64, f64) = (0.25, 0.5);
/// Beyond so many scales a score counts no more.
const REACH: f64 = 3.0;

impl Wealth {
    /// Bets once on the distance of a score from the tested value, in scales that were fixed before it was seen.
    pub(super) fn bet(&mut self, against: Against, distance: f64, scale: f64) {
        let distance = if against == Against::AtMost { distance } else { -distance };
        let sign = if distance == 0.0 { 0.0 } else { distance.signum() };
        self.by_size += (SIZE.1 * (distance / scale).clamp(-REACH, REACH).tanh()).ln_1p();
        self.by_sign += (SIGN.1 * sign).ln_1p();
    }

    /// The logarithm of what both own together: an e-value.
    pub(super) fn ln_e(self) -> f64 {
        let (size, sign) = (SIZE.0.ln() + self.by_size, SIGN.0.ln() + self.by_sign);
        let most = size.max(sign);
        most + ((size - most).exp() + (sign - most).exp()).ln()
    }

    /// The logarithm of the e-value over all `scores`, each with the scale that was known before it.
    pub(super) fn over(against: Against, theta: f64, scores: &[f64], scales: &[f64]) -> f64 {
        let mut wealth = Self::default();
        for (score, scale) in scores.iter().zip(scales) {
            wealth.bet(against, score - theta, *scale);
        }
        wealth.ln_e()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nobody_wins_at_the_limit() {
        for against in [Against::AtMost, Against::AtLeast] {
            assert!(Wealth::over(against, 0.1, &[0.1; 50], &[0.05; 50]).abs() < 1e-12);
        }
    }

    proptest! {
        /// The bets on a score and on its mirror image are worth 1 on average: the whole proof rests on this.
        #[test]
        fn a_symmetric_bet_is_fair(distance in -10f64..10.0, scale in 1e-3f64..10.0) {
            let after = |distance: f64| {
                let mut wealth = Wealth::default();
                wealth.bet(Against::AtMost, distance, scale);
                wealth.ln_e().exp()
            };
            prop_assert!((f64::midpoint(after(distance), after(-distance)) - 1.0).abs() < 1e-12);
        }

        #[test]
        fn what_is_won_falls_with_the_tested_value(
            scores in proptest::collection::vec(-1f64..1.0, 1..40), low in -2f64..2.0, up in 0f64..2.0
        ) {
            let scales = vec![0.05; scores.len()];
            let at = |against, theta| Wealth::over(against, theta, &scores, &scales);
            prop_assert!(at(Against::AtMost, low) >= at(Against::AtMost, low + up) - 1e-9);
            prop_assert!(at(Against::AtLeast, low) <= at(Against::AtLeast, low + up) + 1e-9);
        }
    }
}

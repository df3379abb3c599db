use super::wealth::{Against, Wealth};

/// About how many pairs a gate needs whose scores have the standard deviation `spread` and whose centre is `distance`
/// away from the limit: `max(6, 4 + 6.5 * (spread / distance)^2)`, fitted to simulations at the usual error rates.
/// `None` where no number is enough: at the limit, or beyond ten thousand pairs.
pub fn planned_pairs(spread: f64, distance: f64) -> Option<usize> {
    let needed = 4.0 + 6.5 * (spread / distance).powi(2);
    (needed.is_finite() && needed <= 10_000.0).then(|| (needed.ceil() as usize).max(6))
}

/// How many pairs a gate needs at least for an error rate, however clear the difference is: no single pair can win more
/// than its stake.
pub fn least_pairs(alpha: f64) -> usize {
    let mut wealth = Wealth::default();
    let mut pairs = 0;
    while wealth.ln_e() < -alpha.ln() {
        wealth.bet(Against::AtMost, f64::INFINITY, 1.0);
        pairs += 1;
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_costs_pairs_and_the_limit_costs_them_all() {
        let limit = 1.1f64.ln();
        assert_eq!(planned_pairs(0.0, limit), Some(6));
        assert_eq!(planned_pairs(0.0424, limit), Some(6));
        assert_eq!(planned_pairs(0.1414, limit), Some(19));
        assert_eq!(planned_pairs(0.1, 0.0), None);
        assert_eq!(planned_pairs(f64::NAN, 0.1), None);
        assert_eq!(planned_pairs(10.0, 0.01), None);
    }

    #[test]
    fn sureness_costs_pairs_too() {
        assert_eq!([0.1, 0.05, 0.025, 0.01, 0.005, 0.001].map(least_pairs), [4, 5, 7, 8, 9, 12]);
    }
}

//! Student's t distribution with five degrees of freedom.

use std::f64::consts::{FRAC_PI_2, PI};

/// The quantile at `share`, strictly between 0 and 1.
///
/// With t = √5 tan θ the distribution is 1/2 + (θ + sin θ cos θ (1 + 2/3 cos² θ))/π, which a safeguarded Newton iteration
/// in θ inverts to the last bits (closed form for odd degrees: Abramowitz and Stegun 26.7.3).
pub(crate) fn t5_quantile(share: f64) -> f64 {
    let (mut low, mut high) = (-FRAC_PI_2, FRAC_PI_2);
    let mut angle = (share - 0.5) * 2.0;
    for _ in 0..60 {
        let (sin, cos) = angle.sin_cos();
        let miss = 0.5 + (angle + sin * cos * (1.0 + 2.0 / 3.0 * cos * cos)) / PI - share;
        if miss > 0.0 {
            high = angle;
        } else {
            low = angle;
        }
        let slope = 8.0 / (3.0 * PI) * cos.powi(4);
        let next = angle - miss / slope;
        let next = if next > low && next < high { next } else { low.midpoint(high) };
        if (next - angle).abs() < 1e-14 {
            break;
        }
        angle = next;
    }
    5.0_f64.sqrt() * angle.tan()
}

/// Logarithm of the density, up to a constant.
pub(crate) fn t5_ln_density(value: f64) -> f64 {
    -3.0 * (value * value / 5.0).ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quantiles as printed in tables of the distribution.
    #[test]
    fn the_quantiles_are_those_of_the_tables() {
        for (share, value) in [
            (0.5, 0.0),
            (0.75, 0.7267),
            (0.9, 1.4759),
            (0.95, 2.0150),
            (0.975, 2.5706),
            (0.995, 4.0321),
            (0.9995, 6.8688),
        ] {
            assert!((t5_quantile(share) - value).abs() < 5e-5, "{share}: {}", t5_quantile(share));
            assert!((t5_quantile(1.0 - share) + value).abs() < 5e-5, "{share}");
        }
        assert!(t5_quantile(f64::EPSILON / 4.0) < -1000.0);
    }

    #[test]
    fn the_density_falls_as_its_formula_says() {
        let ratio = (t5_ln_density(2.0) - t5_ln_density(0.0)).exp();
        assert!((ratio - (1.0_f64 + 0.8).powi(-3)).abs() < 1e-12);
    }
}

//! What is usual: a fixed number of runs of the baseline, then as many of the candidate, and one test.

use milepost_gate::performance::Decision;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// The usual ways to judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Peer {
    /// The habit around `hyperfine`: regressed if Welch's test sees a difference and the means differ by more than the budget.
    Hyperfine,
    /// Welch's test, one-sided, of the candidate against the baseline times the budget, to both sides.
    Welch,
    /// The same with Mann and Whitney's test.
    MannWhitney,
}

impl Peer {
    /// Its name in tables.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Hyperfine => "hyper",
            Self::Welch => "WNI",
            Self::MannWhitney => "MWNI",
        }
    }

    /// Its answer at a budget of ten percent and an error rate of five.
    pub(super) fn judge(self, base: &[f64], candidate: &[f64]) -> Decision {
        let scaled: Vec<f64> = base.iter().map(|value| value * 1.1).collect();
        let sides = |above: f64| match above {
            above if above > 0.95 => Decision::Regressed,
            above if above < 0.05 => Decision::Within,
            _ => Decision::Undecided,
        };
        match self {
            Self::Hyperfine => {
                let share = welch(base, candidate);
                let is_slower = mean(candidate) > 1.1 * mean(base);
                let differs = !(0.025..=0.975).contains(&share);
                if differs && is_slower { Decision::Regressed } else { Decision::Within }
            }
            Self::Welch => sides(welch(&scaled, candidate)),
            Self::MannWhitney => sides(mann_whitney(&scaled, candidate)),
        }
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// How much of Student's distribution lies below Welch's statistic of `b` over `a`.
fn welch(a: &[f64], b: &[f64]) -> f64 {
    let error = |values: &[f64]| {
        let (mean, count) = (mean(values), values.len() as f64);
        values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0) / count
    };
    let (of_a, of_b) = (error(a), error(b));
    let freedom = (of_a + of_b).powi(2)
        / (of_a.powi(2) / (a.len() as f64 - 1.0) + of_b.powi(2) / (b.len() as f64 - 1.0));
    let student = StudentsT::new(0.0, 1.0, freedom).expect("both samples vary");
    student.cdf((mean(b) - mean(a)) / (of_a + of_b).sqrt())
}

/// How much of the normal distribution lies below Mann and Whitney's statistic of `b` over `a`; values are continuous.
fn mann_whitney(a: &[f64], b: &[f64]) -> f64 {
    let mut sorted = a.to_vec();
    sorted.sort_by(f64::total_cmp);
    let wins: usize = b.iter().map(|value| sorted.partition_point(|other| other < value)).sum();
    let (of_a, of_b) = (a.len() as f64, b.len() as f64);
    let spread = (of_a * of_b * (of_a + of_b + 1.0) / 12.0).sqrt();
    let distance = wins as f64 - of_a * of_b / 2.0;
    // The correction for continuity, towards the middle.
    let distance = distance.signum() * (distance.abs() - 0.5).max(0.0);
    StudentsT::new(0.0, 1.0, 1e7).expect("is nearly normal").cdf(distance / spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_statistics() {
        let (a, b) = ([1.0, 2.0, 3.0, 4.0, 5.0], [2.0, 4.0, 6.0, 8.0, 10.0]);
        // t = 3 / sqrt(2.5/5 + 10/5) = 1.8974 at 5.882 degrees: p = .1075 to both sides.
        assert!((welch(&a, &b) - (1.0 - 0.1075 / 2.0)).abs() < 5e-4, "{}", welch(&a, &b));
        let higher: Vec<f64> = a.iter().map(|value| value + 10.0).collect();
        // U = 25 of 25: z = (12.5 - .5) / 4.787 = 2.507.
        assert!((mann_whitney(&a, &higher) - 0.993_91).abs() < 1e-4);
        assert!((mann_whitney(&higher, &a) - 0.006_09).abs() < 1e-4);
    }

    #[test]
    fn clear_cases() {
        let base: Vec<f64> = (0..10).map(|at| 1.0 + f64::from(at) * 0.001).collect();
        let slower: Vec<f64> = base.iter().map(|value| value * 1.3).collect();
        for peer in [Peer::Hyperfine, Peer::Welch, Peer::MannWhitney] {
            assert_eq!(peer.judge(&base, &slower), Decision::Regressed);
            assert_eq!(peer.judge(&base, &base), Decision::Within);
        }
    }
}

//! What is assumed about estimates where nothing has happened yet.
//!
//! The constants were fitted to public records of software tasks, and say: an estimate of two hours is right at the
//! median, smaller ones run over and larger ones under, and single tasks scatter widely.

/// Logarithm of the ratio at an estimate of two hours.
const CENTRE: f64 = 0.0;
/// By how much that falls with each unit of ln(estimate).
const SLOPE: f64 = -0.08;
/// Standard deviation of the logarithm of a single task's ratio.
pub(crate) const SPREAD: f64 = 0.70;
/// Weight of the prior, in finished tasks.
pub(crate) const WEIGHT: f64 = 12.0;
/// Standard deviation of the logarithm of a project's total ratio, between projects.
pub(crate) const BETWEEN: f64 = 0.20;

/// Nine quantiles of Student's t with 4 degrees of freedom at (q - 1/2)/9, divided by √2 to have variance one.
const SHAPE: [f64; 9] = [-1.4416, -0.7774, -0.4543, -0.2135, 0.0, 0.2135, 0.4543, 0.7774, 1.4416];

/// Pseudo tasks of the prior.
pub(crate) const COUNT: usize = SHAPE.len();
/// Weight of one pseudo task.
pub(crate) const EACH: f64 = WEIGHT / COUNT as f64;

/// Logarithms of actual over estimate of the pseudo tasks, for a task whose estimate has this logarithm.
pub(crate) fn ln_ratios(ln_estimate: f64) -> [f64; COUNT] {
    let centre = CENTRE + SLOPE * (ln_estimate - std::f64::consts::LN_2);
    SHAPE.map(|quantile| centre + SPREAD * quantile)
}

//! Minutes that belong to several.

use thiserror::Error;

use crate::minutes::Minutes;

/// Why minutes cannot be divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SplitError {
    /// No part has any weight.
    #[error("time can be divided among parts only if one of them weighs more than zero")]
    NoWeight,
}

/// Divides minutes by weights, as when a task with booked hours becomes several: whole minutes that add up to the same.
///
/// Each part gets its share rounded down, and the minutes that are left go to the largest remainders, the first one of
/// equal ones (the method of Hare and Hamilton).
pub fn split(whole: Minutes, weights: &[u32]) -> Result<Vec<Minutes>, SplitError> {
    let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if sum == 0 {
        return Err(SplitError::NoWeight);
    }
    let (sign, size) = (whole.0.signum(), i128::from(whole.0.unsigned_abs()));
    let mut parts: Vec<i64> =
        weights.iter().map(|weight| (size * i128::from(*weight) / sum) as i64).collect();
    let left = size - parts.iter().map(|part| i128::from(*part)).sum::<i128>();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    by_remainder.sort_by_key(|part| std::cmp::Reverse(size * i128::from(weights[*part]) % sum));
    for part in by_remainder.into_iter().take(left as usize) {
        parts[part] += 1;
    }
    Ok(parts.into_iter().map(|part| Minutes(sign * part)).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_left_over_minutes_go_to_the_largest_remainders() {
        assert_eq!(split(Minutes(100), &[1, 1, 1]), Ok(vec![Minutes(34), Minutes(33), Minutes(33)]));
        assert_eq!(split(Minutes(-10), &[3, 0, 1]), Ok(vec![Minutes(-8), Minutes(0), Minutes(-2)]));
        assert_eq!(split(Minutes(10), &[0, 0]), Err(SplitError::NoWeight));
        assert_eq!(split(Minutes(10), &[]), Err(SplitError::NoWeight));
    }

    proptest! {
        #[test]
        fn no_minute_is_lost_or_invented(
            whole in any::<i32>(), weights in prop::collection::vec(any::<u32>(), 1..20),
        ) {
            prop_assume!(weights.iter().any(|weight| *weight > 0));
            let parts = split(Minutes(i64::from(whole)), &weights).expect("a weight");
            prop_assert_eq!(parts.iter().copied().sum::<Minutes>(), Minutes(i64::from(whole)));
            for (part, weight) in parts.iter().zip(&weights) {
                prop_assert!(*weight > 0 || part.0 == 0);
            }
        }
    }
}

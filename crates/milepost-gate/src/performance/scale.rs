/// The noise of the scores seen so far, kept up to date with each one.
#[derive(Debug, Clone, Default)]
pub(super) struct Scale {
    sorted: Vec<f64>,
}

/// The median of absolute deviations of a normal distribution is this part of its standard deviation.
const MAD_TO_SD: f64 = 1.4826;
/// The mean difference of two normal values is this many standard deviations.
const PAIR_TO_SD: f64 = 1.128;

impl Scale {
    /// Takes one more score into account.
    pub(super) fn insert(&mut self, score: f64) {
        let at = self.sorted.partition_point(|other| *other < score);
        self.sorted.insert(at, score);
    }

    /// The standard deviation, from the median of absolute deviations, which outliers cannot move. `None` for fewer
    /// than two scores.
    pub(super) fn spread(&self) -> Option<f64> {
        match self.sorted.as_slice() {
            [] | [_] => None,
            [low, high] => Some((high - low) / PAIR_TO_SD),
            sorted => Some(MAD_TO_SD * median_deviation(sorted)),
        }
    }

    /// All scores, sorted.
    pub(super) fn sorted(&self) -> &[f64] {
        &self.sorted
    }
}

/// The spread of values in any order: see [`Scale::spread`].
pub(super) fn spread(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    Scale { sorted }.spread()
}

/// The median of values in any order, the mean of the two in the middle of an even number; `None` for none.
pub(super) fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    (!sorted.is_empty()).then(|| middle(&sorted))
}

/// The value below which `part` of sorted values lie, interpolated between its neighbours (Hyndman and Fan's type 7);
/// `None` for none.
pub(super) fn quantile(sorted: &[f64], part: f64) -> Option<f64> {
    let at = part.clamp(0.0, 1.0) * sorted.len().checked_sub(1)? as f64;
    let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    Some(low + (high - low) * at.fract())
}

fn middle(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[half] } else { f64::midpoint(sorted[half - 1], sorted[half]) }
}

/// The median of the distances to the median, in logarithmic time: the distances to either side of it are sorted
/// already.
fn median_deviation(sorted: &[f64]) -> f64 {
    let center = middle(sorted);
    let (left, right) = sorted.split_at(sorted.partition_point(|value| *value < center));
    let down = |at: usize| center - left[left.len() - 1 - at];
    let up = |at: usize| right[at] - center;
    // The largest of the `count` smallest distances: how many of them lie to the left is found by bisection.
    let largest_of = |count: usize| {
        let (mut low, mut high) = (count.saturating_sub(right.len()), count.min(left.len()));
        while low < high {
            let taken = usize::midpoint(low, high);
            if down(taken) < up(count - taken - 1) {
                low = taken + 1;
            } else {
                high = taken;
            }
        }
        let from_left = low.checked_sub(1).map_or(0.0, down);
        let from_right = (count - low).checked_sub(1).map_or(0.0, up);
        from_left.max(from_right)
    };
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        largest_of(half + 1)
    } else {
        f64::midpoint(largest_of(half), largest_of(half + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_merge_equals_the_definition(values in proptest::collection::vec(prop_oneof![-1e3f64..1e3, Just(0.5)], 3..60)) {
            let mut scale = Scale::default();
            for value in &values {
                scale.insert(*value);
            }
            let center = median(&values).unwrap();
            let distances: Vec<f64> = values.iter().map(|value| (value - center).abs()).collect();
            prop_assert_eq!(scale.spread(), Some(MAD_TO_SD * median(&distances).unwrap()));
            prop_assert_eq!(spread(&values), scale.spread());
        }
    }

    #[test]
    fn small_numbers_of_scores() {
        assert_eq!(spread(&[]), None);
        assert_eq!(spread(&[1.0]), None);
        assert!((spread(&[0.02, -0.01]).unwrap() - 0.03 / 1.128).abs() < 1e-12);
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0, 1.0]), Some(2.0));
        assert_eq!(quantile(&[1.0, 2.0, 3.0, 5.0], 0.5), Some(2.5));
        assert_eq!([0.0, 1.0].map(|part| quantile(&[1.0, 2.0], part)), [Some(1.0), Some(2.0)]);
        assert_eq!(quantile(&[], 0.5), None);
    }
}

/// The Hodges–Lehmann estimate of the centre: the median of the means of all pairs of values, each with itself included.
///
/// `sorted` has to be sorted and finite. `None` for no value. Pairs are not listed: for a value, a pass from both ends
/// counts how many means are not above it, and the bits of a float are searched for the least with enough of them. The
/// answer is exact, in time proportional to the number of values (Hodges and Lehmann 1963).
pub(super) fn hodges_lehmann(sorted: &[f64]) -> Option<f64> {
    let count = sorted.len();
    let pairs = count * (count + 1) / 2;
    if pairs == 0 {
        return None;
    }
    let upper = ranked(sorted, pairs / 2);
    if pairs % 2 == 1 {
        return Some(upper);
    }
    Some(f64::midpoint(ranked(sorted, pairs / 2 - 1), upper))
}

/// The mean of two values with `rank` means before it.
fn ranked(sorted: &[f64], rank: usize) -> f64 {
    let (mut low, mut high) = (order(sorted[0]), order(sorted[sorted.len() - 1]));
    while low < high {
        let middle = low + (high - low) / 2;
        if at_most(sorted, value(middle)) > rank {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    value(low)
}

/// How many means of two values, each pair once, are at most `limit`.
fn at_most(sorted: &[f64], limit: f64) -> usize {
    let mut end = sorted.len();
    let mut count = 0;
    for (at, first) in sorted.iter().enumerate() {
        while end > at && f64::midpoint(*first, sorted[end - 1]) > limit {
            end -= 1;
        }
        if end <= at {
            break;
        }
        count += end - at;
    }
    count
}

/// The bits of a finite float in the order of its value.
fn order(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits >> 63 == 1 { !bits } else { bits | (1 << 63) }
}

fn value(order: u64) -> f64 {
    f64::from_bits(if order >> 63 == 1 { order & !(1 << 63) } else { !order })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn by_definition(sorted: &[f64]) -> f64 {
        let mut means = Vec::new();
        for (at, first) in sorted.iter().enumerate() {
            means.extend(sorted[at..].iter().map(|second| f64::midpoint(*first, *second)));
        }
        means.sort_by(f64::total_cmp);
        let half = means.len() / 2;
        if means.len() % 2 == 1 { means[half] } else { f64::midpoint(means[half - 1], means[half]) }
    }

    proptest! {
        #[test]
        fn the_search_equals_the_definition(mut values in proptest::collection::vec(prop_oneof![-1e3f64..1e3, Just(0.25), Just(0.0)], 1..50)) {
            values.sort_by(f64::total_cmp);
            prop_assert_eq!(hodges_lehmann(&values), Some(by_definition(&values)));
        }
    }

    #[test]
    fn nothing_has_no_centre() {
        assert_eq!(hodges_lehmann(&[]), None);
        assert_eq!(hodges_lehmann(&[7.0]), Some(7.0));
    }
}

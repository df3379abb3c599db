//! What a table could have said before: values that were written from a part of today's entries.

use std::collections::BTreeMap;

use milepost_ledger::Digest;
use milepost_time::Minutes;

use super::{
    booked::Booked,
    task::{Tasks, find},
};

/// What each task could have stood at, whatever entries were known and in whatever order branches were merged.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    /// For each task, and for those that are gone, the entries, each with the lengths that it had before and after its
    /// corrections.
    entries: BTreeMap<Option<usize>, Vec<Vec<i64>>>,
}

/// Sums beyond so many minutes are not looked for: nobody books that on one task.
const MOST: i64 = 4_000_000;

impl Earlier {
    /// Of a document's tasks and all entries about it.
    pub(super) fn of(tasks: &Tasks, entries: &[Booked]) -> Self {
        let mut lengths: BTreeMap<(Option<usize>, Digest), Vec<i64>> = BTreeMap::new();
        for one in entries {
            let place = one.entry.task.as_ref().and_then(|task| find(tasks, task));
            let entry = one.entry.corrects.unwrap_or(one.record);
            lengths.entry((place, entry)).or_default().push(one.entry.becomes.unwrap_or(one.entry.minutes));
        }
        let mut earlier = Self::default();
        for ((place, _), lengths) in lengths {
            earlier.entries.entry(place).or_default().push(lengths);
        }
        earlier
    }

    /// Of entries without corrections, each with the place of its task.
    #[cfg(test)]
    pub(super) fn of_minutes(entries: &[(usize, i64)]) -> Self {
        let mut earlier = Self::default();
        for (place, minutes) in entries {
            earlier.entries.entry(Some(*place)).or_default().push(vec![*minutes]);
        }
        earlier
    }

    /// Whether a cell of a task could have shown this.
    pub(super) fn has_shown(&self, place: usize, shown: Minutes) -> bool {
        is_sum(self.entries.get(&Some(place)).map_or(&[][..], Vec::as_slice), shown.0)
    }

    /// Whether a sum of rows could have shown this, where these rows hold what somebody wrote.
    pub(super) fn has_added_up(&self, written: &[Minutes], shown: Minutes) -> bool {
        let mut all: Vec<Vec<i64>> = self.entries.values().flatten().cloned().collect();
        all.extend(written.iter().map(|minutes| vec![minutes.0]));
        is_sum(&all, shown.0)
    }
}

/// Whether a number is the sum of one value, or none, of each group. The sums are the bits of one long number.
fn is_sum(groups: &[Vec<i64>], wanted: i64) -> bool {
    if wanted == 0 {
        return true;
    }
    let edge = |of: fn(&i64) -> i64| -> i64 {
        groups.iter().map(|group| group.iter().map(of).max().unwrap_or(0)).fold(0, i64::saturating_add)
    };
    let (below, above) = (edge(|value| (-*value).max(0)), edge(|value| (*value).max(0)));
    if wanted < -below || wanted > above || below.saturating_add(above) > MOST {
        return false;
    }
    let mut sums = vec![0_u64; ((below + above) / 64 + 1) as usize];
    sums[(below / 64) as usize] |= 1 << (below % 64);
    for group in groups {
        let before = sums.clone();
        for value in group {
            add_shifted(&mut sums, &before, *value);
        }
    }
    let at = wanted + below;
    sums[(at / 64) as usize] >> (at % 64) & 1 == 1
}

/// Adds the bits of `from`, so many places higher.
fn add_shifted(to: &mut [u64], from: &[u64], places: i64) {
    let (words, bits) = (places.div_euclid(64), places.rem_euclid(64) as u32);
    for (at, word) in from.iter().enumerate().filter(|(_, word)| **word != 0) {
        let low = at as i64 + words;
        let mut put = |at: i64, bits: u64| {
            if let Some(word) = usize::try_from(at).ok().and_then(|at| to.get_mut(at)) {
                *word |= bits;
            }
        };
        put(low, word << bits);
        if bits > 0 {
            put(low + 1, word >> (64 - bits));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_sum_takes_each_entry_once_at_one_of_its_lengths() {
        let groups = [vec![60, 30], vec![45], vec![-10]];
        for sum in [0, 60, 30, 45, 105, 75, -10, 50, 20, 35, 95, 65] {
            assert!(is_sum(&groups, sum), "{sum}");
        }
        for other in [90, 15, 120, 135, -20, 1, 1_000_000] {
            assert!(!is_sum(&groups, other), "{other}");
        }
        assert!(!is_sum(&[vec![i64::MAX], vec![i64::MAX]], 5));
    }

    proptest! {
        #[test]
        fn it_says_what_trying_everything_says(
            groups in prop::collection::vec(prop::collection::vec(-90_i64..200, 1..3), 0..6), wanted in -200_i64..600,
        ) {
            let mut all = vec![0_i64];
            for group in &groups {
                let more: Vec<i64> = all.iter().flat_map(|sum| group.iter().map(move |value| sum + value)).collect();
                all.extend(more);
            }
            prop_assert_eq!(is_sum(&groups, wanted), all.contains(&wanted));
            prop_assert!(all.iter().all(|sum| is_sum(&groups, *sum)));
        }
    }
}

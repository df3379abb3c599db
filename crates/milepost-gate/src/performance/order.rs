use chacha20::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Which side of a pair runs first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum First {
    /// The baseline.
    Base,
    /// The candidate.
    Candidate,
}

/// The order inside each pair: an independent fair coin each time.
///
/// The coin is what makes the gate exact while a machine warms up, slows down or is used by others: nothing but the
/// candidate itself can then favour one side. A fixed alternation is no replacement, for a trend favours whatever runs
/// second. The coins follow from what is compared, so a run can be repeated, and pairs that are added later continue
/// the same sequence.
#[derive(Debug, Clone)]
pub struct PairOrder {
    seed: [u8; 32],
}

impl PairOrder {
    /// The order for one metric of one milestone between two commits.
    pub fn of(milestone: &str, metric: &str, base: &str, candidate: &str) -> Self {
        let mut hash = Sha256::new_with_prefix("milepost pair order 1");
        for part in [milestone, metric, base, candidate] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self { seed: hash.finalize().into() }
    }

    /// The order of a seed that was written down.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self { seed }
    }

    /// The seed, to be written down beside the values.
    pub fn seed(&self) -> [u8; 32] {
        self.seed
    }

    /// Which side runs first in each pair, from the first pair on.
    pub fn coins(&self) -> impl Iterator<Item = First> + use<> {
        let mut coins = ChaCha8Rng::from_seed(self.seed);
        std::iter::repeat_with(move || if coins.next_u32() & 1 == 0 { First::Base } else { First::Candidate })
    }

    /// Which side runs first in the pair with so many before it.
    pub fn first(&self, pairs_before: u64) -> First {
        let mut coins = ChaCha8Rng::from_seed(self.seed);
        coins.set_word_pos(u128::from(pairs_before));
        if coins.next_u32() & 1 == 0 { First::Base } else { First::Candidate }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_coins_follow_from_what_is_compared_and_are_fair() {
        let order = PairOrder::of("M1", "cpu", "aaaa", "bbbb");
        let coins: Vec<First> = order.coins().take(10_000).collect();
        assert_eq!(coins, PairOrder::from_seed(order.seed()).coins().take(10_000).collect::<Vec<_>>());
        let base = coins.iter().filter(|first| **first == First::Base).count();
        assert!((4_800..=5_200).contains(&base), "{base}");
        let changes = coins.windows(2).filter(|two| two[0] != two[1]).count();
        assert!((4_800..=5_200).contains(&changes), "{changes}");
    }

    #[test]
    fn any_pair_can_be_asked_for() {
        let order = PairOrder::of("M1", "cpu", "aaaa", "bbbb");
        for (pair, coin) in (0..200).zip(order.coins()) {
            assert_eq!(order.first(pair), coin);
        }
    }

    #[test]
    fn no_part_runs_into_the_next() {
        assert_ne!(PairOrder::of("M1", "x", "a", "b").seed(), PairOrder::of("M1x", "", "a", "b").seed());
        assert_ne!(PairOrder::of("M1", "x", "a", "b").seed(), PairOrder::of("M1", "x", "b", "a").seed());
    }

    /// A seed that was written down has to give the same order in every later version.
    #[test]
    fn the_sequence_never_changes() {
        let word: String = PairOrder::from_seed([7; 32])
            .coins()
            .take(32)
            .map(|first| if first == First::Base { 'b' } else { 'c' })
            .collect();
        assert_eq!(word, "bcbccccbccbccbbcbbbcbcccbbcbbcbb");
    }
}

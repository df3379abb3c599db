//! Where the random numbers come from.

use chacha20::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// The seed of a forecast. Equal seeds, plans and histories give equal forecasts, whatever the number of threads.
///
/// A seed made from the document and the day gives a forecast that does not change by looking at it twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed(pub [u8; 32]);

/// The name of one sequence of random words.
///
/// Every task has a stream of its own, named by the task, and every trial has its place in it. So no draw depends on
/// which thread makes it, and a changed plan keeps the luck of all tasks that it has in common with the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stream(u64);

impl Stream {
    /// The stream of `name` in the family `kind`.
    pub(crate) fn new(kind: &str, name: &str) -> Self {
        Self(fnv([kind.as_bytes(), &[0], name.as_bytes()]))
    }
}

/// Reads the streams of a seed.
pub(crate) struct Random(ChaCha8Rng);

impl Random {
    pub(crate) fn new(seed: Seed) -> Self {
        Self(ChaCha8Rng::from_seed(seed.0))
    }

    /// Goes to a word of a stream.
    pub(crate) fn seek(&mut self, stream: Stream, word: u64) {
        self.0.set_stream(stream.0);
        self.0.set_word_pos(u128::from(word));
    }

    /// The next word.
    pub(crate) fn word(&mut self) -> u32 {
        self.0.next_u32()
    }

    /// Two words as a number strictly between 0 and 1.
    pub(crate) fn unit(&mut self) -> f64 {
        let bits = self.0.next_u64() >> 12;
        (bits as f64 + 0.5) / 2.0_f64.powi(52)
    }
}

/// The hash of Fowler, Noll and Vo, variant 1a with 64 bits: stable, and spread enough to name a stream.
fn fnv<const N: usize>(parts: [&[u8]; N]) -> u64 {
    parts
        .iter()
        .copied()
        .flatten()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_place_of_a_stream_can_be_read_first() {
        let stream = Stream::new("task", "1");
        let mut random = Random::new(Seed([7; 32]));
        random.seek(stream, 0);
        let words: Vec<u32> = (0..200).map(|_| random.word()).collect();
        for place in [0, 1, 15, 16, 63, 64, 65, 130] {
            random.seek(stream, place);
            assert_eq!(random.word(), words[place as usize], "{place}");
        }
        let first = |kind, name, seed| {
            let mut random = Random::new(Seed([seed; 32]));
            random.seek(Stream::new(kind, name), 0);
            random.word()
        };
        assert_ne!(first("task", "2", 7), words[0]);
        assert_ne!(first("shock", "1", 7), words[0]);
        assert_ne!(first("task", "1", 8), words[0]);
        assert_eq!(first("task", "1", 7), words[0]);
    }

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv([b""]), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv([b"foo", b"bar"]), 0x8594_4171_f739_67e8);
    }
}

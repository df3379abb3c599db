//! A table from wordings to meanings, laid out when the program is compiled.

/// Finds what a wording means: open addressing with linear probing over a hash of its length and its ends. `SLOTS` is
/// a power of two, well above the number of wordings.
pub(super) struct Wordings<K: 'static, const SLOTS: usize> {
    entries: &'static [(&'static str, K)],
    /// One more than the place of an entry; 0 where there is none.
    slots: [u16; SLOTS],
}

impl<K: Copy, const SLOTS: usize> Wordings<K, SLOTS> {
    /// The table of these wordings; of equal ones the first counts.
    pub(super) const fn new(entries: &'static [(&'static str, K)]) -> Self {
        assert!(SLOTS.is_power_of_two() && entries.len() * 3 / 2 < SLOTS, "a table with room");
        let mut slots = [0; SLOTS];
        let mut entry = 0;
        while entry < entries.len() {
            let mut slot = Self::slot(entries[entry].0.as_bytes());
            while slots[slot] != 0 {
                slot = (slot + 1) % SLOTS;
            }
            entry += 1;
            slots[slot] = entry as u16;
        }
        Self { entries, slots }
    }

    /// What exactly this wording means.
    pub(super) fn get(&self, words: &[u8]) -> Option<K> {
        let mut slot = Self::slot(words);
        while let Some(entry) = self.slots[slot].checked_sub(1) {
            let (wording, meaning) = self.entries[usize::from(entry)];
            if wording.as_bytes() == words {
                return Some(meaning);
            }
            slot = (slot + 1) % SLOTS;
        }
        None
    }

    /// Where the search for a wording begins. The multiplier is Knuth's: 2⁶⁴ over the golden ratio.
    const fn slot(words: &[u8]) -> usize {
        let ends = if let (Some(first), Some(last)) = (words.first_chunk(), words.last_chunk()) {
            u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(29)
        } else {
            let (mut bytes, mut at) = (0, 0);
            while at < words.len() {
                bytes = bytes << 8 | words[at] as u64;
                at += 1;
            }
            bytes
        };
        let hash = (ends ^ words.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (hash >> (u64::BITS - SLOTS.trailing_zeros())) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wordings_are_found_and_nothing_else() {
        static TABLE: Wordings<u8, 16> = Wordings::new(&[
            ("", 0),
            ("a", 1),
            ("status", 2),
            ("risk level", 3),
            ("a", 4),
            ("rask level", 5),
        ]);
        for (words, meaning) in [
            ("", Some(0)),
            ("a", Some(1)),
            ("status", Some(2)),
            ("risk level", Some(3)),
            ("rask level", Some(5)),
            ("rusk level", None),
            ("statu", None),
            ("b", None),
        ] {
            assert_eq!(TABLE.get(words.as_bytes()), meaning, "{words}");
        }
    }

    #[test]
    fn probes_are_few() {
        use super::super::{
            languages::{HEADINGS, LABELS},
            sections::SectionKind,
        };
        static HEADING_TABLE: Wordings<SectionKind, 1024> = Wordings::new(&HEADINGS);
        let homes: std::collections::HashSet<_> =
            HEADINGS.iter().map(|(words, _)| Wordings::<SectionKind, 1024>::slot(words.as_bytes())).collect();
        assert!(homes.len() * 10 > HEADINGS.len() * 8, "{} of {}", homes.len(), HEADINGS.len());
        assert!(HEADINGS.iter().all(|(words, _)| HEADING_TABLE.get(words.as_bytes()).is_some()));
        assert!(LABELS.iter().all(|(words, kind)| super::super::classify_label(words) == Some(*kind)));
    }
}

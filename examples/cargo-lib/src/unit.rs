/// A unit of time with its letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// `s`
    Second,
    /// `m`
    Minute,
    /// `h`
    Hour,
    /// `d`: 24 hours, whatever the clock does at night
    Day,
}

impl Unit {
    /// All units, the longest first.
    pub const LONGEST_FIRST: [Self; 4] = [Self::Day, Self::Hour, Self::Minute, Self::Second];

    /// How many seconds it has.
    pub const fn seconds(self) -> u64 {
        match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Hour => 60 * 60,
            Self::Day => 24 * 60 * 60,
        }
    }

    /// Its letter.
    pub const fn letter(self) -> char {
        match self {
            Self::Second => 's',
            Self::Minute => 'm',
            Self::Hour => 'h',
            Self::Day => 'd',
        }
    }

    /// The unit of a letter.
    pub fn of_letter(letter: char) -> Option<Self> {
        Self::LONGEST_FIRST.into_iter().find(|unit| unit.letter() == letter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_leads_back_to_its_unit() {
        for unit in Unit::LONGEST_FIRST {
            assert_eq!(Unit::of_letter(unit.letter()), Some(unit));
        }
        assert_eq!(Unit::of_letter('x'), None);
    }

    #[test]
    fn the_longest_comes_first() {
        assert!(Unit::LONGEST_FIRST.is_sorted_by(|a, b| a.seconds() > b.seconds()));
    }
}

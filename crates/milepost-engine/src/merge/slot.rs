//! What may change in a thing that stays the same, and how two changes of it become one.

use std::ops::Range;

use milepost_document::vocabulary::parse_date;
use milepost_time::Minutes;

use crate::tracking::{spelled, stated_minutes};

/// A place in a unit's text that may change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    /// Its bytes in the unit's text.
    pub(super) range: Range<usize>,
    /// What stands there.
    pub(super) sort: Sort,
}

/// What stands in a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// The mark of a box.
    Mark,
    /// The number of an entry.
    Number,
    /// Booked time, or a sum of it: what both sides added counts.
    Time,
    /// A date: the later one counts.
    Date,
    /// Names, separated by commas, that follow from the rows; without rows each side takes away and adds its own.
    Names,
    /// What follows from the rows of the same document.
    Progress,
    /// Anything else.
    Word,
}

/// What becomes of a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Settled {
    /// This value.
    Is(String),
    /// What follows from the rest; until then this value.
    Follows(String),
    /// The two changes contradict each other.
    Conflict,
}

/// Merges the values of a slot. `base` is `None` where both sides made it.
pub(super) fn settle(sort: Sort, base: Option<&str>, ours: &str, theirs: &str) -> Settled {
    let is = |text: &str| Settled::Is(text.to_owned());
    let Some(base) = base else {
        return match sort {
            _ if ours == theirs => is(ours),
            Sort::Number => is(ours.min(theirs)),
            Sort::Date => later(ours, theirs).map_or(Settled::Conflict, is),
            _ => Settled::Conflict,
        };
    };
    if ours == base {
        return is(theirs);
    }
    if theirs == base {
        return is(ours);
    }
    match sort {
        Sort::Time => sum(base, ours, theirs).map_or(Settled::Conflict, Settled::Is),
        Sort::Progress => Settled::Follows(base.to_owned()),
        Sort::Names => Settled::Follows(names(base, ours, theirs)),
        Sort::Number => is(base),
        _ if ours == theirs => is(ours),
        Sort::Date => later(ours, theirs).map_or(Settled::Conflict, is),
        Sort::Mark if [ours, theirs].iter().all(|mark| mark.eq_ignore_ascii_case("x")) => is("x"),
        Sort::Mark | Sort::Word => Settled::Conflict,
    }
}

fn later<'t>(ours: &'t str, theirs: &'t str) -> Option<&'t str> {
    let date = |text| parse_date(text).map(|reading| reading.date);
    let (our_date, their_date) = (date(ours)?, date(theirs)?);
    // Two spellings of one day: the same one in whatever order.
    Some(if (our_date, ours) > (their_date, theirs) { ours } else { theirs })
}

/// What was there, and what each side added to it.
fn sum(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let minutes = |text| stated_minutes(text).map(|minutes| minutes.0);
    let base = minutes(base)?;
    let sum = minutes(ours)? + minutes(theirs)? - base;
    (sum >= 0).then(|| spelled(Minutes(sum)))
}

/// The names of the base without those that one side took away, and then those that one added.
fn names(base: &str, ours: &str, theirs: &str) -> String {
    let split = |text: &str| -> Vec<String> {
        let all = text.split(',').map(|name| name.trim().to_owned());
        all.filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("none")).collect()
    };
    let (old, ours, theirs) = (split(base), split(ours), split(theirs));
    let mut all: Vec<String> =
        old.iter().filter(|name| ours.contains(name) && theirs.contains(name)).cloned().collect();
    let mut new: Vec<String> = ours.into_iter().chain(theirs).filter(|name| !old.contains(name)).collect();
    new.sort_by_cached_key(|name| super::union::natural(name));
    new.dedup();
    all.extend(new);
    if all.is_empty() { "None".to_owned() } else { all.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(sort: Sort, base: &str, ours: &str, theirs: &str) -> Option<String> {
        match settle(sort, Some(base), ours, theirs) {
            Settled::Is(value) | Settled::Follows(value) => Some(value),
            Settled::Conflict => None,
        }
    }

    #[test]
    fn each_by_its_meaning() {
        let is = |text: &str| Some(text.to_owned());
        assert_eq!(settled(Sort::Mark, " ", "x", "X"), is("x"));
        assert_eq!(settled(Sort::Mark, " ", "x", "-"), None);
        assert_eq!(settled(Sort::Word, "a", "a", "b"), is("b"));
        assert_eq!(settled(Sort::Word, "a", "c", "b"), None);
        assert_eq!(settled(Sort::Date, "2026-01-01", "2026-01-03", "2026-01-02"), is("2026-01-03"));
        assert_eq!(settled(Sort::Time, "2 hours", "3 hours", "2h 30m"), is("3h 30m"));
        assert_eq!(settled(Sort::Time, "-", "3 hours", "3 hours"), is("6 hours"));
        assert_eq!(settled(Sort::Time, "-", "3 hours", "see the wiki"), None);
        assert_eq!(settled(Sort::Names, "A, B", "B", "A, B, C"), is("B, C"));
        assert_eq!(settled(Sort::Names, "A, B", "B", "A"), is("None"));
    }
}

//! From one moment to another.

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime},
    tz::{AmbiguousOffset, TimeZone},
};
use serde::Serialize;
use thiserror::Error;

use crate::minutes::Minutes;

/// Time that was worked, from one moment to another.
///
/// Both ends belong to the minute that they lie in, so that intervals which follow each other add up to the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Interval {
    start: Timestamp,
    end: Timestamp,
}

/// Why there is no such interval.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IntervalError {
    /// The end lies before the start, or in the same minute.
    #[error("`{end}` is not after `{start}`; the end has to be at least a minute later")]
    NotAfter {
        /// The start.
        start: Timestamp,
        /// The end.
        end: Timestamp,
    },
    /// More than a day: a timer that nobody stopped.
    #[error("{hours} hours without a break; a timer was forgotten, so say when the work really ended")]
    Forgotten {
        /// Whole hours.
        hours: i64,
    },
    /// A local time that the clocks left out.
    #[error("`{time}` does not exist there: the clocks were set forward; write a time before or after")]
    LeftOut {
        /// The local time.
        time: DateTime,
    },
    /// A local time that the clocks showed twice.
    #[error(
        "`{time}` came twice there: the clocks were set back; add the offset, such as `{time}{first}` or `{time}{second}`"
    )]
    Twice {
        /// The local time.
        time: DateTime,
        /// Offset from UTC at the first time.
        first: String,
        /// Offset from UTC at the second time.
        second: String,
    },
    /// Beyond what calendars can say.
    #[error("`{time}` is beyond the years that can be counted")]
    OutOfRange {
        /// The local time.
        time: DateTime,
    },
}

/// An interval is at most so long.
const MOST_MINUTES: i64 = 24 * 60;

impl Interval {
    /// From `start` to `end`.
    pub fn new(start: Timestamp, end: Timestamp) -> Result<Self, IntervalError> {
        let interval = Self { start, end };
        match interval.minutes().0 {
            ..=0 => Err(IntervalError::NotAfter { start, end }),
            minutes if minutes > MOST_MINUTES => Err(IntervalError::Forgotten { hours: minutes / 60 }),
            _ => Ok(interval),
        }
    }

    /// When it started.
    pub fn start(self) -> Timestamp {
        self.start
    }

    /// When it ended.
    pub fn end(self) -> Timestamp {
        self.end
    }

    /// How long it is. Clocks that are set forward or back between its ends change nothing.
    pub fn minutes(self) -> Minutes {
        Minutes(minute(self.end) - minute(self.start))
    }

    /// Its parts on each day of a place, in order. The minutes of all of them together are all of its minutes.
    pub fn by_day(self, place: &TimeZone) -> Vec<(Date, Self)> {
        let mut days = Vec::new();
        let mut from = self.start;
        loop {
            let day = from.to_zoned(place.clone()).date();
            let midnight = day.checked_add(1.day()).ok().and_then(|next| next.to_zoned(place.clone()).ok());
            let until = midnight.map_or(self.end, |midnight| midnight.timestamp().min(self.end)).max(from);
            let part = Self { start: from, end: until };
            if part.minutes().0 > 0 {
                days.push((day, part));
            }
            if until >= self.end || until == from {
                return days;
            }
            from = until;
        }
    }
}

/// Two intervals of one person that share time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlap {
    /// Place of the one that started first, in the list that was given.
    pub first: usize,
    /// Place of the other.
    pub second: usize,
    /// How much they share.
    pub minutes: Minutes,
}

/// All pairs of intervals that share at least a minute, by the start of the later one.
pub fn overlaps(intervals: &[Interval]) -> Vec<Overlap> {
    let mut order: Vec<usize> = (0..intervals.len()).collect();
    order.sort_by_key(|place| (intervals[*place].start, *place));
    let mut open: Vec<usize> = Vec::new();
    let mut found = Vec::new();
    for second in order {
        let start = intervals[second].start;
        open.retain(|first| intervals[*first].end > start);
        for first in &open {
            let end = intervals[*first].end.min(intervals[second].end);
            let minutes = Minutes(minute(end) - minute(start));
            if minutes.0 > 0 {
                found.push(Overlap { first: *first, second, minutes });
            }
        }
        open.push(second);
    }
    found
}

/// The minute that a moment lies in, counted from 1970.
fn minute(moment: Timestamp) -> i64 {
    let whole = moment.as_second() - i64::from(moment.subsec_nanosecond() < 0);
    whole.div_euclid(60)
}

/// The moment that the clocks of a place show.
///
/// # Errors
/// When they never showed it, or did so twice.
pub fn moment(time: DateTime, place: &TimeZone) -> Result<Timestamp, IntervalError> {
    let zoned = place.to_ambiguous_timestamp(time);
    match zoned.offset() {
        AmbiguousOffset::Unambiguous { .. } => {
            zoned.unambiguous().map_err(|_| IntervalError::OutOfRange { time })
        }
        AmbiguousOffset::Gap { .. } => Err(IntervalError::LeftOut { time }),
        AmbiguousOffset::Fold { before, after } => {
            Err(IntervalError::Twice { time, first: before.to_string(), second: after.to_string() })
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    /// Central European time with its rules, without any database.
    fn berlin() -> TimeZone {
        TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").expect("a rule")
    }

    fn local(from: DateTime, to: DateTime) -> Result<Interval, IntervalError> {
        Interval::new(moment(from, &berlin())?, moment(to, &berlin())?)
    }

    #[test]
    fn clocks_that_change_do_not_change_what_was_worked() {
        let spring =
            local(date(2026, 3, 29).at(1, 0, 0, 0), date(2026, 3, 29).at(4, 0, 0, 0)).expect("an interval");
        assert_eq!(spring.minutes(), Minutes(120));
        let autumn =
            local(date(2026, 10, 25).at(1, 0, 0, 0), date(2026, 10, 25).at(4, 0, 0, 0)).expect("an interval");
        assert_eq!(autumn.minutes(), Minutes(240));
        let error =
            local(date(2026, 3, 29).at(2, 30, 0, 0), date(2026, 3, 29).at(4, 0, 0, 0)).expect_err("left out");
        assert_eq!(
            error.to_string(),
            "`2026-03-29T02:30:00` does not exist there: the clocks were set forward; write a time before or after"
        );
        let error =
            local(date(2026, 10, 25).at(2, 30, 0, 0), date(2026, 10, 25).at(4, 0, 0, 0)).expect_err("twice");
        assert_eq!(
            error.to_string(),
            "`2026-10-25T02:30:00` came twice there: the clocks were set back; add the offset, such as \
             `2026-10-25T02:30:00+02` or `2026-10-25T02:30:00+01`"
        );
    }

    #[test]
    fn what_ends_before_it_starts_or_never_is_no_work() {
        let at = |hour, minute| date(2026, 5, 4).at(hour, minute, 0, 0);
        assert!(matches!(local(at(9, 0), at(8, 0)), Err(IntervalError::NotAfter { .. })));
        assert!(matches!(local(at(9, 0), at(9, 0)), Err(IntervalError::NotAfter { .. })));
        let error = local(at(9, 0), date(2026, 5, 20).at(9, 0, 0, 0)).expect_err("sixteen days");
        assert_eq!(error, IntervalError::Forgotten { hours: 384 });
    }

    #[test]
    fn overlaps_are_found_in_pairs() {
        let at = |from, to| {
            local(date(2026, 5, 4).at(from, 0, 0, 0), date(2026, 5, 4).at(to, 0, 0, 0)).expect("an interval")
        };
        let found = overlaps(&[at(13, 14), at(9, 12), at(10, 11), at(11, 13)]);
        let found: Vec<(usize, usize, i64)> =
            found.iter().map(|one| (one.first, one.second, one.minutes.0)).collect();
        assert_eq!(found, [(1, 2, 60), (1, 3, 60)], "those that only touch share nothing");
    }

    proptest! {
        #[test]
        fn pieces_are_as_long_as_the_whole(
            start in 1_700_000_000_i64..1_900_000_000, cuts in prop::collection::btree_set(1_i64..86_400, 1..12),
        ) {
            let moment = |seconds: i64| Timestamp::from_second(start + seconds).expect("in range");
            let last = *cuts.last().expect("a cut");
            let pieces = std::iter::once(0).chain(cuts.iter().copied()).zip(cuts.iter().copied());
            let sum: Minutes = pieces
                .filter_map(|(from, to)| Interval::new(moment(from), moment(to)).ok())
                .map(Interval::minutes)
                .sum();
            let whole = Interval::new(moment(0), moment(last)).map_or(Minutes(0), Interval::minutes);
            prop_assert_eq!(sum, whole);
        }

        #[test]
        fn days_add_up_to_the_whole(start in 1_700_000_000_i64..1_900_000_000, length in 60_i64..86_400) {
            let moment = |seconds: i64| Timestamp::from_second(start + seconds).expect("in range");
            let Ok(interval) = Interval::new(moment(0), moment(length)) else { return Ok(()) };
            let days = interval.by_day(&berlin());
            prop_assert_eq!(days.iter().map(|(_, part)| part.minutes()).sum::<Minutes>(), interval.minutes());
            prop_assert!((1..=2).contains(&days.len()));
            prop_assert!(days.windows(2).all(|two| two[0].0 < two[1].0));
        }
    }
}

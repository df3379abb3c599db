//! Days on which people work.

use std::collections::BTreeSet;

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use thiserror::Error;

/// Which days are worked on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    weekend: Vec<Weekday>,
    holidays: BTreeSet<Date>,
}

/// Why no calendar was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CalendarError {
    /// All seven days are free.
    #[error("every day of the week is free; leave at least one day to work on")]
    NoWorkingDay,
}

impl Default for Calendar {
    /// Monday to Friday, without holidays.
    fn default() -> Self {
        Self { weekend: vec![Weekday::Saturday, Weekday::Sunday], holidays: BTreeSet::new() }
    }
}

impl Calendar {
    /// A calendar with these free days of the week and these free dates.
    pub fn new(
        weekend: impl IntoIterator<Item = Weekday>,
        holidays: impl IntoIterator<Item = Date>,
    ) -> Result<Self, CalendarError> {
        let mut free: Vec<Weekday> = Vec::new();
        for day in weekend {
            if !free.contains(&day) {
                free.push(day);
            }
        }
        if free.len() == 7 {
            return Err(CalendarError::NoWorkingDay);
        }
        Ok(Self { weekend: free, holidays: holidays.into_iter().collect() })
    }

    /// Whether anybody works on a day.
    pub fn is_working_day(&self, day: Date) -> bool {
        !self.weekend.contains(&day.weekday()) && !self.holidays.contains(&day)
    }

    /// The last of `count` working days, of which the first is `from` or the next working day after it. A count of zero
    /// is like one. `None` beyond the end of the calendar, in the year 9999.
    pub fn working_day(&self, from: Date, count: u32) -> Option<Date> {
        let mut left = count.max(1);
        let mut day = from;
        loop {
            left -= u32::from(self.is_working_day(day));
            if left == 0 {
                return Some(day);
            }
            day = day.checked_add(1.day()).ok()?;
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn weekends_and_holidays_are_left_out() {
        let calendar =
            Calendar::new([Weekday::Saturday, Weekday::Sunday, Weekday::Sunday], [date(2026, 12, 25)])
                .expect("days to work on");
        let thursday = date(2026, 12, 24);
        let day = |count| calendar.working_day(thursday, count).expect("before the year 9999");
        assert_eq!(
            (day(0), day(1), day(2), day(6)),
            (thursday, thursday, date(2026, 12, 28), date(2027, 1, 1))
        );
        assert_eq!(Calendar::default().working_day(date(2026, 12, 26), 1), Some(date(2026, 12, 28)));
        assert_eq!(Calendar::default().working_day(date(9999, 12, 30), 9), None);
        let always = Weekday::Monday.cycle_forward().take(7);
        assert_eq!(Calendar::new(always, []), Err(CalendarError::NoWorkingDay));
    }

    proptest! {
        #[test]
        fn between_start_and_end_lie_just_as_many_working_days(
            start in 0i32..5000, count in 1u32..400, free in prop::collection::vec(0i32..5500, 0..40),
        ) {
            let first = date(2020, 1, 1);
            let calendar = Calendar::new([Weekday::Friday], free.iter().map(|day| first + day.days())).expect("days to work on");
            let from = first + start.days();
            let end = calendar.working_day(from, count).expect("before the year 9999");
            let worked = from.series(1.day()).take_while(|day| *day <= end).filter(|day| calendar.is_working_day(*day));
            prop_assert_eq!(worked.count(), count as usize);
            prop_assert!(calendar.is_working_day(end));
        }
    }
}

//! How many hours of a working day go into some milestones, as far as that was booked.

use std::collections::BTreeMap;

use jiff::{ToSpan as _, civil::Date};
use milepost_forecast::{Calendar, Capacity, CapacityError};

use super::work::Work;

/// So far back days are looked at: sixty working days with holidays among them.
const DAYS_BACK: i64 = 120;

/// The capacity that was measured for some milestones, and the first day that is not over yet: today, or the day after
/// where something was booked today.
pub(super) fn capacity(
    work: &Work,
    milestones: &[usize],
    calendar: &Calendar,
    today: Date,
    people: u32,
) -> (Result<Capacity, CapacityError>, Date) {
    let worked_today = work.team.get(&today).is_some_and(|minutes| *minutes > 0);
    let end = if worked_today { today } else { today.yesterday().unwrap_or(today) };
    let from = end.tomorrow().unwrap_or(end);
    let of = || milestones.iter().filter_map(|index| work.milestones.get(index));
    let start = of().filter_map(|milestone| milestone.started).min();
    let Some(start) = start else { return (Err(CapacityError::NothingBooked), from) };
    // From a working day on, so that what was booked on free days before it is in neither or both series.
    let working = |mut day: Date| {
        while !calendar.is_working_day(day)
            && let Ok(before) = day.yesterday()
        {
            day = before;
        }
        day
    };
    let earliest = working(today.checked_sub(DAYS_BACK.days()).unwrap_or(Date::MIN));
    let start = working(start);
    let first = work.team.keys().next().copied().unwrap_or(start).max(earliest);
    let mut own: BTreeMap<Date, i64> = BTreeMap::new();
    for milestone in of() {
        for (day, minutes) in &milestone.days {
            *own.entry(*day).or_default() += minutes;
        }
    }
    let team = series(&work.team, working(first).min(start.max(earliest)), end, calendar);
    let milestone = series(&own, start.max(earliest), end, calendar);
    (Capacity::measured(&team, &milestone, people), from)
}

/// Hours of each working day from one to another. What was booked on free days counts on the working day before, or on
/// the first one.
fn series(minutes: &BTreeMap<Date, i64>, from: Date, to: Date, calendar: &Calendar) -> Vec<f64> {
    let mut hours: Vec<f64> = Vec::new();
    let mut early = 0.0;
    for day in from.series(1.day()).take_while(|day| *day <= to) {
        let booked = minutes.get(&day).copied().unwrap_or(0).max(0) as f64 / 60.0;
        if calendar.is_working_day(day) {
            hours.push(booked + std::mem::take(&mut early));
        } else {
            match hours.last_mut() {
                Some(last) => *last += booked,
                None => early += booked,
            }
        }
    }
    hours
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn hours_of_free_days_are_not_lost() {
        let saturday = date(2026, 5, 2);
        let minutes = BTreeMap::from([(saturday, 60), (date(2026, 5, 4), 120), (date(2026, 5, 10), 30)]);
        let found = series(&minutes, saturday, date(2026, 5, 11), &Calendar::default());
        assert_eq!(found, [3.0, 0.0, 0.0, 0.0, 0.5, 0.0]);
    }
}

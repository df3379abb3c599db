//! Days and times as people type them.

use jiff::{
    ToSpan as _, Zoned,
    civil::{Date, DateTime, Time, Weekday},
};

use milepost_engine::plan_diff::PointInTime;

use crate::{
    context::Context,
    error::{CommandError, Result},
};

/// A day: a date, `today`, `yesterday`, or a weekday, which is the last one that was.
pub(crate) fn read(context: &Context, text: &str) -> Result<Date> {
    day(text, now(context).date()).ok_or_else(|| {
        CommandError::usage(format!("`{text}` is no day"))
            .hint("write `2026-05-04`, `today`, `yesterday` or a weekday such as `monday`")
    })
}

/// A time of today, or with its date: `17:30`, `2026-05-04T17:30`. One that has not come today was yesterday.
pub(crate) fn read_time(context: &Context, text: &str) -> Result<DateTime> {
    time(text, now(context).datetime()).ok_or_else(|| {
        CommandError::usage(format!("`{text}` is no time")).hint("write `17:30` or `2026-05-04T17:30`")
    })
}

/// The day seven days before today.
pub(crate) fn a_week_ago(context: &Context) -> Date {
    let today = now(context).date();
    today.checked_sub(7.days()).unwrap_or(today)
}

/// Today.
pub(crate) fn today(context: &Context) -> Date {
    now(context).date()
}

/// A day, else the name of a revision.
pub(crate) fn point_in_time(context: &Context, text: &str) -> PointInTime {
    match day(text, today(context)) {
        Some(day) => PointInTime::Day(day),
        None => PointInTime::Revision(text.to_owned()),
    }
}

fn now(context: &Context) -> Zoned {
    context.system.now().to_zoned(context.system.time_zone())
}

fn day(text: &str, today: Date) -> Option<Date> {
    const WEEKDAYS: [(&str, Weekday); 7] = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    let word = text.trim().to_lowercase();
    match word.as_str() {
        "today" => Some(today),
        "yesterday" => today.yesterday().ok(),
        _ => {
            let named = WEEKDAYS.iter().find(|(name, _)| word.len() >= 3 && name.starts_with(&word));
            match named {
                Some((_, weekday)) if *weekday == today.weekday() => Some(today),
                Some((_, weekday)) => today.nth_weekday(-1, *weekday).ok(),
                None => word.parse().ok(),
            }
        }
    }
}

fn time(text: &str, now: DateTime) -> Option<DateTime> {
    let text = text.trim();
    if text == "now" {
        return Some(now);
    }
    if text.len() > "17:30:00".len() {
        return text.replacen(' ', "T", 1).parse().ok();
    }
    let time: Time = Time::strptime("%H:%M", text).ok()?;
    let today = now.date().to_datetime(time);
    if today > now { today.checked_sub(1.day()).ok() } else { Some(today) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_are_words_or_dates() {
        let monday = date(2026, 11, 23);
        for (text, wanted) in [
            ("today", Some(monday)),
            ("Yesterday", Some(date(2026, 11, 22))),
            ("monday", Some(monday)),
            ("fri", Some(date(2026, 11, 20))),
            ("2026-05-04", Some(date(2026, 5, 4))),
            ("2026-02-30", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(day(text, monday), wanted, "{text}");
        }
    }

    #[test]
    fn a_time_that_has_not_come_was_yesterday() {
        let now = date(2026, 11, 23).at(9, 0, 0, 0);
        assert_eq!(time("08:30", now), Some(date(2026, 11, 23).at(8, 30, 0, 0)));
        assert_eq!(time("17:30", now), Some(date(2026, 11, 22).at(17, 30, 0, 0)));
        assert_eq!(time("2026-11-20T17:30", now), Some(date(2026, 11, 20).at(17, 30, 0, 0)));
        assert_eq!(time("25:00", now), None);
        assert_eq!(time("now", now), Some(now));
    }
}

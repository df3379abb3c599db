//! Durations as people write them.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::minutes::Minutes;

/// A duration that was read: `2h`, `1.5 h`, `1,5h`, `90m`, `1d 2h`, `1h30`, `0:45`.
///
/// A day is eight hours of work and a week five days. Decimal fractions are read exactly and rounded once, here, to the
/// nearest minute: what is booked is what is added up later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// More than zero.
    pub minutes: Minutes,
    /// A fraction of a minute was written and rounded, as in `0.33h`.
    pub rounded: bool,
}

/// Why a text is no duration.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ParseTimeError {
    /// Nothing was written.
    #[error("no duration; write one such as `2h`, `1.5h`, `90m`, `1d 2h` or `0:45`")]
    Empty,
    /// A minus sign.
    #[error("`{text}` is negative; a correction is an entry of its own that names what it corrects")]
    Negative {
        /// What was written.
        text: String,
    },
    /// A number alone.
    #[error("`{text}` has no unit; write `{text}h` or `{text}m`")]
    NoUnit {
        /// What was written.
        text: String,
    },
    /// A word that is no unit.
    #[error("`{unit}` is no unit of time; use `w`, `d`, `h` or `m`")]
    UnknownUnit {
        /// The word.
        unit: String,
    },
    /// The same unit twice, or a smaller one before a larger one.
    #[error("`{text}` does not go from larger to smaller units, each once, such as `1d 2h 30m`")]
    Order {
        /// What was written.
        text: String,
    },
    /// As in `1:75`.
    #[error("`{text}` has {minutes} minutes after the colon; there are at most 59")]
    ColonMinutes {
        /// What was written.
        text: String,
        /// The minutes.
        minutes: u64,
    },
    /// Nothing that could be read.
    #[error("`{text}` is no duration; write one such as `2h`, `1.5h`, `90m`, `1d 2h` or `0:45`")]
    Unreadable {
        /// What was written.
        text: String,
    },
    /// Less than half a minute.
    #[error("`{text}` is less than a minute; nothing would be booked")]
    Nothing {
        /// What was written.
        text: String,
    },
    /// More than a year of work.
    #[error("`{text}` is more than {MOST_HOURS} hours, a year of work; split it")]
    TooLong {
        /// What was written.
        text: String,
    },
}

/// Hours of a year of work.
const MOST_HOURS: u64 = 2_080;
/// Decimals that are read; more could not change a minute that was meant.
const DECIMALS: usize = 9;

/// Units by their names, in minutes, from the largest.
const UNITS: [(&[&str], u64); 4] = [
    (&["w", "wk", "wks", "week", "weeks"], 2_400),
    (&["d", "day", "days"], 480),
    (&["h", "hr", "hrs", "hour", "hours"], 60),
    (&["m", "min", "mins", "minute", "minutes"], 1),
];

impl FromStr for Written {
    type Err = ParseTimeError;

    fn from_str(text: &str) -> Result<Self, ParseTimeError> {
        let text = text.trim();
        let named = || text.to_owned();
        if text.is_empty() {
            return Err(ParseTimeError::Empty);
        }
        if text.starts_with(['-', '\u{2212}']) {
            return Err(ParseTimeError::Negative { text: named() });
        }
        // Billionths of a minute.
        let exact = match text.split_once(':') {
            Some((hours, minutes)) => colon(text, hours, minutes)?,
            None => units(text)?,
        };
        let one = 10_u128.pow(DECIMALS as u32);
        if exact > u128::from(MOST_HOURS) * 60 * one {
            return Err(ParseTimeError::TooLong { text: named() });
        }
        let minutes = ((exact + one / 2) / one) as i64;
        if minutes == 0 {
            return Err(ParseTimeError::Nothing { text: named() });
        }
        Ok(Self { minutes: Minutes(minutes), rounded: !exact.is_multiple_of(one) })
    }
}

fn colon(text: &str, hours: &str, minutes: &str) -> Result<u128, ParseTimeError> {
    let unreadable = || ParseTimeError::Unreadable { text: text.to_owned() };
    let minutes = minutes.trim_end_matches('h').trim_end();
    let whole = |part: &str| {
        let digits = (1..=6).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse::<u64>().ok()).flatten().ok_or_else(unreadable)
    };
    if minutes.len() != 2 {
        return Err(unreadable());
    }
    let (hours, minutes) = (whole(hours)?, whole(minutes)?);
    if minutes > 59 {
        return Err(ParseTimeError::ColonMinutes { text: text.to_owned(), minutes });
    }
    Ok(u128::from(hours * 60 + minutes) * 10_u128.pow(DECIMALS as u32))
}

fn units(text: &str) -> Result<u128, ParseTimeError> {
    let mut rest = text;
    let mut sum: u128 = 0;
    let mut smallest: Option<u64> = None;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        let number = decimal(number).ok_or_else(|| ParseTimeError::Unreadable { text: text.to_owned() })?;
        let after = after.trim_start();
        let end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let minutes = match (unit, smallest) {
            // `1h30`
            ("", Some(60)) if after.is_empty() => 1,
            ("", None) if after.is_empty() => return Err(ParseTimeError::NoUnit { text: text.to_owned() }),
            ("", _) => return Err(ParseTimeError::Unreadable { text: text.to_owned() }),
            (unit, _) => unit_minutes(unit)?,
        };
        if smallest.is_some_and(|smallest| smallest <= minutes) {
            return Err(ParseTimeError::Order { text: text.to_owned() });
        }
        smallest = Some(minutes);
        sum = sum.saturating_add(number.saturating_mul(u128::from(minutes)));
        rest = after.trim_start();
    }
    Ok(sum)
}

fn unit_minutes(unit: &str) -> Result<u64, ParseTimeError> {
    let lower = unit.to_lowercase();
    let known = UNITS.iter().find(|(names, _)| names.contains(&lower.as_str()));
    known.map(|(_, minutes)| *minutes).ok_or_else(|| ParseTimeError::UnknownUnit { unit: unit.to_owned() })
}

/// A decimal number in billionths; digits beyond the ninth decimal are cut off.
fn decimal(text: &str) -> Option<u128> {
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && part.is_empty()) || whole.len() > 12 || !digits(whole) || !digits(part) {
        return None;
    }
    let part: String = part.chars().chain(std::iter::repeat('0')).take(DECIMALS).collect();
    let whole: u128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    Some(whole * 10_u128.pow(DECIMALS as u32) + part.parse::<u128>().ok()?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<i64, String> {
        text.parse::<Written>().map(|written| written.minutes.0).map_err(|error| error.to_string())
    }

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (text, minutes) in [
            ("2h", 120),
            ("1.5 h", 90),
            ("1,5h", 90),
            (".5h", 30),
            ("90m", 90),
            ("90 min", 90),
            ("1d 2h", 600),
            ("1d2h30m", 630),
            ("1h30", 90),
            ("1 Hour 5 minutes", 65),
            ("2w", 4800),
            ("0:45", 45),
            ("12:05", 725),
            ("1:30h", 90),
            ("0.33h", 20),
            (" 8 hrs ", 480),
        ] {
            assert_eq!(read(text), Ok(minutes), "{text}");
        }
        assert!("0.33h".parse::<Written>().expect("a duration").rounded);
        assert!(!"0.35h".parse::<Written>().expect("a duration").rounded);
    }

    #[test]
    fn what_is_no_duration_says_what_would_be() {
        for (text, error) in [
            ("", "no duration; write one such as `2h`, `1.5h`, `90m`, `1d 2h` or `0:45`"),
            ("-2h", "`-2h` is negative; a correction is an entry of its own that names what it corrects"),
            ("2", "`2` has no unit; write `2h` or `2m`"),
            ("2x", "`x` is no unit of time; use `w`, `d`, `h` or `m`"),
            ("2h 1d", "`2h 1d` does not go from larger to smaller units, each once, such as `1d 2h 30m`"),
            ("1h 1h", "`1h 1h` does not go from larger to smaller units, each once, such as `1d 2h 30m`"),
            ("1:75", "`1:75` has 75 minutes after the colon; there are at most 59"),
            ("1.2.3h", "`1.2.3h` is no duration; write one such as `2h`, `1.5h`, `90m`, `1d 2h` or `0:45`"),
            (
                "about 2h",
                "`about 2h` is no duration; write one such as `2h`, `1.5h`, `90m`, `1d 2h` or `0:45`",
            ),
            ("1:5", "`1:5` is no duration; write one such as `2h`, `1.5h`, `90m`, `1d 2h` or `0:45`"),
            ("0h", "`0h` is less than a minute; nothing would be booked"),
            ("9999h", "`9999h` is more than 2080 hours, a year of work; split it"),
        ] {
            assert_eq!(read(text), Err(error.to_owned()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(minutes in 1_i64..=124_800) {
            prop_assert_eq!(read(&Minutes(minutes).to_string()), Ok(minutes));
            let colon = format!("{}:{:02}", minutes / 60, minutes % 60);
            prop_assert_eq!(read(&colon), Ok(minutes));
        }

        #[test]
        fn no_text_makes_it_panic_or_book_nothing(text in "\\PC{0,12}|[0-9.,:hmdw ]{0,14}") {
            if let Ok(written) = text.parse::<Written>() {
                prop_assert!(written.minutes.0 > 0 && written.minutes.0 <= 124_800);
            }
        }

        /// Hundredths of an hour are 36 seconds: the minute is never off by more than half.
        #[test]
        fn decimals_are_rounded_once_to_the_nearest_minute(hundredths in 1_i64..20_000) {
            let text = format!("{}.{:02}h", hundredths / 100, hundredths % 100);
            let Ok(written) = text.parse::<Written>() else { return Ok(()) };
            let seconds = hundredths * 36;
            prop_assert!((written.minutes.0 * 60 - seconds).abs() <= 30);
            prop_assert_eq!(written.rounded, seconds % 60 != 0);
        }
    }
}

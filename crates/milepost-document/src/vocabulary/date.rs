//! Civil dates as people write them.

use jiff::civil::Date;

use super::plain::plain_text;

/// What a written date says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateReading {
    /// The local civil date.
    pub date: Date,
    /// The text as written, trimmed.
    pub raw: String,
}

/// Reads the date at the start of a value: `2025-10-20`, `2025/10/20`, a date and time, `Oct 20, 2025`,
/// `20 October 2025`. A numeric date whose day and month cannot be told apart is not read.
pub fn parse_date(text: &str) -> Option<DateReading> {
    let raw = text.trim();
    let plain = plain_text(raw.trim_matches(['"', '\'']));
    let parts: Vec<&str> = plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| {
            !part.is_empty() && !WEEKDAYS.iter().any(|day| part.starts_with(day) && part.len() <= 9)
        })
        .take(3)
        .collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let (year, month, day) = if let Some(month) = month(first) {
        (year(third)?, month, day(second)?)
    } else if let Some(month) = month(second) {
        (year(third)?, month, day(first)?)
    } else if first.len() == 4 {
        let third = third.split('t').next().unwrap_or(third);
        (year(first)?, number(second)?, number(third)?)
    } else if third.len() == 4 {
        let (a, b) = (number(first)?, number(second)?);
        match (plain.contains('.'), a > 12, b > 12) {
            (true, _, false) | (_, true, false) => (year(third)?, b, a),
            (_, false, true) => (year(third)?, a, b),
            _ => return None,
        }
    } else {
        return None;
    };
    let date = Date::new(year, month, day).ok()?;
    Some(DateReading { date, raw: raw.to_owned() })
}

/// Whether a date value is a stand-in such as `YYYY-MM-DD`, `2025-XX-XX`, `TBD` or `[date]`.
pub fn is_placeholder_date(text: &str) -> bool {
    let plain = plain_text(text.trim().trim_matches(['"', '\'', '[', ']', '<', '>', '{', '}']));
    matches!(
        plain.as_str(),
        "tbd" | "tba" | "date" | "n/a" | "-" | "–" | "?" | "today" | "to be determined" | "to be defined"
    ) || plain.contains("yyyy")
        || plain.contains("mm-dd")
        || plain
            .split(['-', '/'])
            .any(|part| part.trim() == "xx" || part.trim() == "xxxx" || part.trim() == "??")
}

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

fn month(word: &str) -> Option<i8> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let found = NAMES.iter().position(|name| {
        word.len() >= 3 && name.starts_with(word) || word == "sept" && *name == "september"
    })?;
    i8::try_from(found + 1).ok()
}

fn year(word: &str) -> Option<i16> {
    word.parse().ok().filter(|y| (1900..3000).contains(y))
}

fn day(word: &str) -> Option<i8> {
    number(word.trim_end_matches(char::is_alphabetic))
}

fn number(word: &str) -> Option<i8> {
    word.parse().ok().filter(|n| *n > 0 && word.len() <= 2)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn forms_of_one_date() {
        for text in [
            "2025-10-20",
            "2025/10/20",
            "2025‑10‑20",
            "2025.10.20",
            "2025-10-20T14:03:00Z",
            "2025-10-20 14:03",
            "\"2025-10-20\"",
            "**2025-10-20** (updated)",
            "Oct 20, 2025",
            "October 20, 2025",
            "20 October 2025",
            "20th Oct 2025",
            "Mon, 20 Oct 2025",
            "20.10.2025",
            "10/20/2025",
            "📅 2025-10-20",
        ] {
            assert_eq!(parse_date(text).map(|r| r.date), Some(date(2025, 10, 20)), "{text}");
        }
    }

    #[test]
    fn not_dates() {
        for text in [
            "",
            "YYYY-MM-DD",
            "2025-13-01",
            "2025-02-30",
            "05/06/2025",
            "Week 3",
            "v1.2.3",
            "TBD",
            "2025",
            "2025-10",
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn stand_ins() {
        for text in ["YYYY-MM-DD", "2025-XX-XX", "TBD", "[date]", "\"YYYY-MM-DD\"", "XX/XX/2025"] {
            assert!(is_placeholder_date(text), "{text}");
        }
        for text in ["2025-10-20", "Oct 20, 2025", ""] {
            assert!(!is_placeholder_date(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_panic(text in ".{0,40}") {
            let _ = parse_date(&text);
            let _ = is_placeholder_date(&text);
        }

        #[test]
        fn iso_reads_back(year in 1900i16..2999, month in 1i8..=12, day in 1i8..=28) {
            let date = date(year, month, day);
            prop_assert_eq!(parse_date(&date.to_string()).map(|r| r.date), Some(date));
        }
    }
}

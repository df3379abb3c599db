//! Estimates as tables and labels repeat them.

use std::ops::Range;

use milepost_document::vocabulary::{Effort, EffortKind, HourRange, TimeUnit, parse_effort};

/// Less than this many hours is no difference.
const CLOSE: f64 = 0.005;

/// A duration that can be compared: of one unit, with two ends that are known. `None` for sizes, points, places in a
/// calendar, and what is open upwards.
pub(super) fn comparable(effort: &Effort) -> Option<(HourRange, TimeUnit)> {
    let EffortKind::Time(unit) = effort.kind else { return None };
    (!effort.open_ended).then_some((effort.hours?, unit))
}

/// Whether a written duration says the same as the estimate, also by its second unit. Of two units the days and weeks of
/// one are a rounding of the other's hours.
pub(super) fn agrees(written: &Effort, estimate: &Effort) -> bool {
    let (Some((_, unit)), Some((_, right_unit))) = (comparable(written), comparable(estimate)) else {
        return true;
    };
    let slack = if unit == right_unit { 0.0 } else { 0.1 };
    let ranges = |effort: &Effort| [effort.hours, effort.second].into_iter().flatten().collect::<Vec<_>>();
    let near = |a: f64, b: f64| (a - b).abs() <= slack * b + CLOSE;
    ranges(written).iter().any(|written| {
        ranges(estimate).iter().any(|right| near(written.low, right.low) && near(written.high, right.high))
    })
}

/// The text with another duration in its own unit, all else kept: `16h` becomes `20h`. `None` when it holds anything
/// beside one number or one range, or when the duration is no neat number of its unit.
pub(super) fn respell_effort(text: &str, hours: HourRange) -> Option<String> {
    let (_, unit) = comparable(&parse_effort(text)?)?;
    let number = number(text)?;
    let rest = &text[number.end..];
    let more = rest.trim_start().starts_with(['(', ',', ';', '/', '|', '+'])
        || rest.contains(|c: char| c.is_ascii_digit());
    if more {
        return None;
    }
    let spelled = |hours: f64| {
        let count = hours / unit.hours();
        ((count * 4.0).round() / 4.0 - count)
            .abs()
            .lt(&CLOSE)
            .then(|| ((count * 100.0).round() / 100.0).to_string())
    };
    let (low, high) = (spelled(hours.low)?, spelled(hours.high)?);
    let dash = text[number.clone()].trim_matches(|c: char| c.is_ascii_digit() || c == '.');
    let dash = if dash.is_empty() { "–" } else { dash };
    let new = if low == high { low } else { format!("{low}{dash}{high}") };
    Some(format!("{}{new}{rest}", &text[..number.start]))
}

/// Where a number or a range stands: `16`, `1.5`, `4-6`, `4 – 6`.
fn number(text: &str) -> Option<Range<usize>> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let digits = |from: usize| {
        let rest = &text[from..];
        from + rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len())
    };
    let end = digits(start);
    let after = text[end..].trim_start();
    let second = after.strip_prefix(['-', '–', '—']).map(str::trim_start);
    match second.filter(|second| second.starts_with(|c: char| c.is_ascii_digit())) {
        Some(second) => Some(start..digits(text.len() - second.len())),
        None => Some(start..end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_keep_their_unit_and_dress() {
        let range = |low, high| HourRange { low, high };
        for (text, hours, new) in [
            ("16h", range(20.0, 20.0), Some("20h")),
            ("**16 hours**", range(1.5, 1.5), Some("**1.5 hours**")),
            ("~2 days", range(24.0, 24.0), Some("~3 days")),
            ("4-6 hours", range(8.0, 10.0), Some("8-10 hours")),
            ("4 – 6h", range(8.0, 8.0), Some("8h")),
            ("4h", range(4.0, 6.0), Some("4–6h")),
            ("1 day", range(3.0, 3.0), None),
            ("2 days (16h)", range(24.0, 24.0), None),
            ("3h / 8h", range(24.0, 24.0), None),
            ("TBD", range(24.0, 24.0), None),
            ("5 points", range(24.0, 24.0), None),
            ("L", range(24.0, 24.0), None),
        ] {
            assert_eq!(respell_effort(text, hours).as_deref(), new, "{text}");
        }
    }

    #[test]
    fn what_is_respelled_agrees() {
        let hours = HourRange { low: 12.0, high: 20.0 };
        for text in ["1h", "**3–4 hours**", "~2-3 days"] {
            let new = respell_effort(text, hours).unwrap();
            assert!(agrees(&parse_effort(&new).unwrap(), &parse_effort("12-20 hours").unwrap()), "{new}");
        }
    }

    #[test]
    fn another_unit_may_be_rounded() {
        let agree = |a, b| agrees(&parse_effort(a).unwrap(), &parse_effort(b).unwrap());
        assert!(agree("2 days", "15 hours") && agree("1 week", "40h") && agree("16h", "2 days (16h)"));
        assert!(agree("L", "40 hours") && agree("5 points", "2h") && agree("20+ hours", "8 hours"));
        assert!(!agree("2 days", "3 days") && !agree("16h", "17h") && !agree("1 week", "10 hours"));
    }
}

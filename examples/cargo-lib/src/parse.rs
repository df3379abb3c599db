use std::{fmt, time::Duration};

use crate::Unit;

/// Why a text is no duration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParseError {
    /// There is nothing to read.
    Empty,
    /// A number without a unit, or a unit without a number: what stands there.
    Incomplete(String),
    /// A letter that is no unit.
    UnknownUnit(char),
    /// A unit that is longer than the one before it, or the same: `30m1h`.
    OutOfOrder(Unit),
    /// More seconds than a `u64` holds.
    TooLong,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "an empty text is no duration; `0s` is none at all"),
            Self::Incomplete(text) => write!(f, "`{text}` is a number or a unit alone; `1h30m` has both"),
            Self::UnknownUnit(letter) => write!(f, "`{letter}` is no unit; units are d, h, m and s"),
            Self::OutOfOrder(unit) => {
                write!(f, "`{}` comes too late; longer units come first", unit.letter())
            }
            Self::TooLong => write!(f, "the duration is too long"),
        }
    }
}

impl std::error::Error for ParseError {}

/// Reads a duration: numbers, each with its unit, the longest unit first.
///
/// # Errors
/// When the text is anything else.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// assert_eq!(timespan::parse("2m5s"), Ok(Duration::from_secs(125)));
/// assert!(timespan::parse("5s2m").is_err());
/// ```
pub fn parse(text: &str) -> Result<Duration, ParseError> {
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err(ParseError::Empty);
    }
    let mut seconds: u64 = 0;
    let mut last: Option<Unit> = None;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (number, tail) = rest.split_at(digits);
        let Some(letter) = tail.chars().next().filter(|_| digits > 0) else {
            return Err(ParseError::Incomplete(rest.to_owned()));
        };
        let unit = Unit::of_letter(letter).ok_or(ParseError::UnknownUnit(letter))?;
        if last.is_some_and(|last| unit >= last) {
            return Err(ParseError::OutOfOrder(unit));
        }
        let number: u64 = number.parse().map_err(|_| ParseError::TooLong)?;
        seconds = number
            .checked_mul(unit.seconds())
            .and_then(|more| seconds.checked_add(more))
            .ok_or(ParseError::TooLong)?;
        last = Some(unit);
        rest = &tail[letter.len_utf8()..];
    }
    Ok(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_add_up() {
        assert_eq!(parse("1d1h1m1s"), Ok(Duration::from_secs(90_061)));
        assert_eq!(parse(" 90m "), Ok(Duration::from_secs(5400)));
    }

    #[test]
    fn units_stand_in_order_and_once() {
        assert_eq!(parse("5s2m"), Err(ParseError::OutOfOrder(Unit::Minute)));
        assert_eq!(parse("1h1h"), Err(ParseError::OutOfOrder(Unit::Hour)));
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        assert_eq!(parse("  "), Err(ParseError::Empty));
        assert_eq!(parse("15"), Err(ParseError::Incomplete("15".to_owned())));
        assert_eq!(parse("h"), Err(ParseError::Incomplete("h".to_owned())));
        assert_eq!(parse("1y"), Err(ParseError::UnknownUnit('y')));
        assert_eq!(parse("99999999999999999999s"), Err(ParseError::TooLong));
        assert_eq!(parse("999999999999999999d"), Err(ParseError::TooLong));
    }
}

//! How long evidence holds.

use std::{fmt, time::Duration};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A time after which a pass no longer counts: a number with `s`, `m`, `h` or `d`, such as `7d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ttl(pub Duration);

const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

impl Ttl {
    /// So many days.
    pub const fn days(days: u64) -> Self {
        Self(Duration::from_secs(days * 86_400))
    }

    fn parse(text: &str) -> Option<Self> {
        let unit = text.chars().last()?;
        let (_, seconds) = UNITS.iter().find(|(name, _)| *name == unit)?;
        let number: u64 = text[..text.len() - 1].trim().parse().ok()?;
        (number > 0).then(|| number.checked_mul(*seconds)).flatten().map(|all| Self(Duration::from_secs(all)))
    }
}

impl fmt::Display for Ttl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.0.as_secs();
        let whole = |unit: &&(char, u64)| all.is_multiple_of(unit.1);
        let (name, seconds) = UNITS.iter().find(whole).unwrap_or(&UNITS[3]);
        write!(f, "{}{name}", all / seconds)
    }
}

impl Serialize for Ttl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Ttl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            de::Error::custom(format!(
                "`{text}` is no time; write a number with `s`, `m`, `h` or `d`, such as `7d`"
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_written_alike() {
        for (text, seconds) in [("7d", 604_800), ("36h", 129_600), ("90m", 5_400), ("45s", 45)] {
            assert_eq!(Ttl::parse(text), Some(Ttl(Duration::from_secs(seconds))), "{text}");
            assert_eq!(Ttl(Duration::from_secs(seconds)).to_string(), text);
        }
        for text in ["", "d", "0d", "-1d", "7", "7w", "1.5h", "99999999999999999999d", "é"] {
            assert_eq!(Ttl::parse(text), None, "{text}");
        }
    }
}

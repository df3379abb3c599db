//! Whole minutes.

use std::{fmt, iter::Sum, ops};

use serde::{Deserialize, Serialize};

/// A length of time in whole minutes. Below zero it is a correction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Minutes(pub i64);

impl Minutes {
    /// As a number of hours, for display and statistics. Totals are made of minutes.
    pub fn hours(self) -> f64 {
        self.0 as f64 / 60.0
    }
}

impl fmt::Display for Minutes {
    /// `1h 30m`, `45m`, `-2h`, `0m`: what [`Written`](crate::Written) reads, without the sign.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hours, minutes) = (self.0.unsigned_abs() / 60, self.0.unsigned_abs() % 60);
        let sign = if self.0 < 0 { "-" } else { "" };
        match (hours, minutes) {
            (0, minutes) => write!(f, "{sign}{minutes}m"),
            (hours, 0) => write!(f, "{sign}{hours}h"),
            (hours, minutes) => write!(f, "{sign}{hours}h {minutes}m"),
        }
    }
}

impl ops::Add for Minutes {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl ops::AddAssign for Minutes {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl ops::Sub for Minutes {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl ops::Neg for Minutes {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Minutes {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self(0), ops::Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_written_in_hours_and_minutes() {
        for (minutes, text) in
            [(0, "0m"), (45, "45m"), (60, "1h"), (90, "1h 30m"), (-150, "-2h 30m"), (6000, "100h")]
        {
            assert_eq!(Minutes(minutes).to_string(), text);
        }
    }
}

use std::time::Duration;

use crate::Unit;

/// Writes a duration as [`parse`](crate::parse) reads it. Parts of a second are left out.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// assert_eq!(timespan::format(Duration::from_secs(3661)), "1h1m1s");
/// assert_eq!(timespan::format(Duration::ZERO), "0s");
/// ```
pub fn format(duration: Duration) -> String {
    let mut rest = duration.as_secs();
    let mut text = String::new();
    for unit in Unit::LONGEST_FIRST {
        let number = rest / unit.seconds();
        rest %= unit.seconds();
        if number > 0 {
            text.push_str(&number.to_string());
            text.push(unit.letter());
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_counts_is_written() {
        assert_eq!(format(Duration::from_secs(86_400)), "1d");
        assert_eq!(format(Duration::from_millis(1999)), "1s");
    }
}

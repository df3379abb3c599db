//! Sentences as words.

use std::{ops::Range, sync::LazyLock, time::Duration};

/// Small letters and single spaces, with one before and behind.
pub(super) fn spaced(text: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' };
    let text: String = text.chars().map(plain).collect();
    format!(" {} ", text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A list of words that is asked often.
pub(super) type WordList = LazyLock<Words>;

/// Words, sorted.
pub(super) struct Words(Vec<&'static str>);

impl Words {
    /// Words that are separated by spaces.
    pub(super) fn of(list: &'static str) -> Self {
        let mut words: Vec<&str> = list.split(' ').collect();
        words.sort_unstable();
        Self(words)
    }

    /// Whether a word is one of them.
    pub(super) fn has(&self, word: &str) -> bool {
        self.0.binary_search(&word).is_ok()
    }
}

/// The first time of the words, and where it stands: `4 hours`, `1.5 h`, `2d`, `one day`.
pub(super) fn time_of(words: &[&str]) -> Option<(Range<usize>, Duration)> {
    const NUMBERS: [&str; 10] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    words.iter().enumerate().find_map(|(at, word)| {
        let is_digit = |c: char| c.is_ascii_digit() || c == '.';
        let spelled = NUMBERS.iter().position(|number| number == word);
        let (number, unit) = if let Some(number) = spelled {
            (number as f64 + 1.0, "")
        } else {
            let (number, unit) = word.split_at(word.len() - word.trim_start_matches(is_digit).len());
            (number.parse().ok()?, unit)
        };
        let end = match words.get(at + 1) {
            _ if !unit.is_empty() => at,
            Some(&"working") => at + 2,
            _ => at + 1,
        };
        let unit = if unit.is_empty() { *words.get(end)? } else { unit };
        let seconds = match unit {
            "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
            "h" | "hr" | "hrs" | "hour" | "hours" => 3600.0,
            "d" | "day" | "days" => 86_400.0,
            "w" | "week" | "weeks" => 604_800.0,
            _ => return None,
        };
        Some((at..end + 1, Duration::try_from_secs_f64(number * seconds).ok()?))
    })
}

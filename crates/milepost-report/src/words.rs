//! Numbers with their nouns, and times.

use std::time::Duration;

use milepost_engine::graph::Hours;

/// A number with its noun: `1 test`, `2 tests`, `3 entries`.
pub fn plural(count: usize, noun: &str) -> String {
    if count == 1 {
        return format!("1 {noun}");
    }
    let ending = |end: &str| noun.ends_with(end);
    match noun.strip_suffix('y') {
        Some(stem) if !["ay", "ey", "oy", "uy"].into_iter().any(ending) => format!("{count} {stem}ies"),
        _ if ["s", "x", "ch", "sh"].into_iter().any(ending) => format!("{count} {noun}es"),
        _ => format!("{count} {noun}s"),
    }
}

/// A duration for people: `4 ms`, `3.2 s`, `2 min 05 s`, `1 h 02 min`.
pub fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0 if duration.as_millis() < 1000 => format!("{} ms", duration.as_millis()),
        0..60 => format!("{:.1} s", duration.as_secs_f64()),
        60..3600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", seconds / 3600, seconds / 60 % 60),
    }
}

/// Hours of work for people: `3 h`, `3–5 h`, `1.5 h`.
pub(crate) fn hours(hours: Hours) -> String {
    let one = |hours: f64| {
        let text = format!("{hours:.1}");
        text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
    };
    let (low, high) = (one(hours.low), one(hours.high));
    if low == high { format!("{low} h") } else { format!("{low}–{high} h") }
}

/// A status or a section in words: `in-progress` to `in progress`.
pub(crate) fn spaced(key: &str) -> String {
    key.replace('-', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_follow_their_number() {
        assert_eq!(plural(0, "test"), "0 tests");
        assert_eq!(plural(1, "test"), "1 test");
        assert_eq!(plural(2, "entry"), "2 entries");
        assert_eq!(plural(2, "branch"), "2 branches");
        assert_eq!(plural(2, "key"), "2 keys");
    }

    #[test]
    fn durations_are_short() {
        let text = |millis| duration(Duration::from_millis(millis));
        assert_eq!(text(4), "4 ms");
        assert_eq!(text(3249), "3.2 s");
        assert_eq!(text(125_000), "2 min 05 s");
        assert_eq!(text(3_720_000), "1 h 02 min");
    }
}

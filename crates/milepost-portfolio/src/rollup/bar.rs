//! Progress drawn as a bar: `[██████░░░░]`.

/// What a bar is drawn with: full and empty.
const PAIRS: [(char, char); 5] = [('█', '░'), ('▓', '░'), ('█', '▒'), ('■', '□'), ('▰', '▱')];
/// Shorter runs are no bars.
const SHORTEST: usize = 4;

/// The text with each bar as long as `done` of `total`, as long in all as it was; `None` when it has no bar. A bar that
/// is right but for the rounding stays.
pub(super) fn respell_bar(text: &str, done: u32, total: u32) -> Option<String> {
    let is_part = |c: char| PAIRS.iter().any(|(full, empty)| c == *full || c == *empty);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut found = false;
    while let Some(start) = rest.find(is_part) {
        let (head, tail) = rest.split_at(start);
        let end = tail.find(|c| !is_part(c)).unwrap_or(tail.len());
        let (bar, after) = tail.split_at(end);
        out.push_str(head);
        match drawn(bar, done, total) {
            Some(new) => {
                found = true;
                out.push_str(&new);
            }
            None => out.push_str(bar),
        }
        rest = after;
    }
    out.push_str(rest);
    found.then_some(out)
}

fn drawn(bar: &str, done: u32, total: u32) -> Option<String> {
    let length = bar.chars().count();
    if length < SHORTEST || total == 0 {
        return None;
    }
    let (full, empty) = *PAIRS.iter().find(|(full, empty)| bar.chars().all(|c| c == *full || c == *empty))?;
    let written = bar.chars().take_while(|c| *c == full).count();
    // A bar that is not drawn from its left end is something else.
    if bar.chars().skip(written).any(|c| c == full) {
        return None;
    }
    let exact = length as f64 * f64::from(done) / f64::from(total);
    if (exact - written as f64).abs() < 1.0 && (written == length) == (done == total) {
        return Some(bar.to_owned());
    }
    let filled = if done == total { length } else { (exact.round() as usize).min(length - 1) };
    Some([full.to_string().repeat(filled), empty.to_string().repeat(length - filled)].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_what_is_done() {
        for (text, done, total, new) in [
            ("[░░░░░░░░░░]", 1, 2, Some("[█████░░░░░]")),
            ("[██████████] 1", 9, 10, Some("[█████████░] 1")),
            ("███░░░░░░░", 1, 3, Some("███░░░░░░░")),
            ("████░░░░░░", 1, 3, Some("████░░░░░░")),
            ("▰▱▱▱", 4, 4, Some("▰▰▰▰")),
            ("█", 1, 2, None),
            ("50%", 1, 2, None),
            ("░░░█", 1, 2, None),
        ] {
            assert_eq!(respell_bar(text, done, total).as_deref(), new, "{text}");
        }
    }
}

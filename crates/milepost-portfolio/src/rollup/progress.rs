//! Progress as people write it.

use std::ops::Range;

/// The text with its counts and percentages brought up to `done` of `total`, all else kept: `1/3 milestones (33%)`
/// becomes `2/3 milestones (67%)`. `None` when the text has another number, or counts another total, so that it is not
/// clear what it measures.
pub(super) fn respell_progress(text: &str, done: u32, total: u32) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut understood = false;
    while let Some(number) = next_number(text, at) {
        let (_, after) = text.split_at(number.end);
        out.push_str(&text[at..number.start]);
        if let Some(sign) = ["/", " / ", " of ", " out of "].iter().find(|sign| after.starts_with(**sign))
            && let Some(second) = next_number(text, number.end + sign.len())
                .filter(|second| second.start == number.end + sign.len())
        {
            if text[second.clone()].parse::<u32>() != Ok(total) {
                return None;
            }
            out.push_str(&done.to_string());
            out.push_str(&text[number.end..second.end]);
            at = second.end;
        } else if after.trim_start().starts_with('%') {
            let written: u32 = text[number.clone()].parse().ok()?;
            if !could_be(written, total) && !understood {
                return None;
            }
            out.push_str(&percent(done, total).to_string());
            at = number.end;
        } else {
            return None;
        }
        understood = true;
    }
    out.push_str(&text[at..]);
    understood.then_some(out)
}

/// Per cent, rounded half up; 0 of 0 is 0.
fn percent(done: u32, total: u32) -> u32 {
    if total == 0 { 0 } else { (200 * done + total) / (2 * total) }
}

/// Whether a percentage can be a share of so many parts, rounded either way.
fn could_be(written: u32, total: u32) -> bool {
    (0..=total).any(|done| percent(done, total) == written || total > 0 && 100 * done / total == written)
}

fn next_number(text: &str, from: usize) -> Option<Range<usize>> {
    let start = from + text.get(from..)?.find(|c: char| c.is_ascii_digit())?;
    let end = text[start..].find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |length| start + length);
    Some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_percentages_follow() {
        for (old, done, total, new) in [
            ("0/2 milestones (0%)", 1, 2, Some("1/2 milestones (50%)")),
            ("33%", 2, 3, Some("67%")),
            ("1 of 3", 3, 3, Some("3 of 3")),
            ("**1 / 3**", 2, 3, Some("**2 / 3**")),
            ("67% (2/3)", 2, 3, Some("67% (2/3)")),
            ("1/4", 2, 3, None),
            ("40%", 1, 3, None),
            ("Week 3", 1, 3, None),
            ("–", 1, 3, None),
            ("", 0, 0, None),
        ] {
            assert_eq!(respell_progress(old, done, total).as_deref(), new, "{old}");
        }
    }
}

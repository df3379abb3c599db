//! Progress as people write it.

use std::ops::Range;

use super::{bar::respell_bar, boxes::Share};

/// The text with its counts, percentages and bars brought up to `done` of `total`, all else kept: `1/3 milestones (33%)`
/// becomes `2/3 milestones (67%)`. `None` when the text has another number, or counts another total, so that it is not
/// clear what it measures.
pub(super) fn respell_progress(text: &str, (done, total): Share) -> Option<String> {
    let bar = respell_bar(text, done, total);
    match respell_numbers(bar.as_deref().unwrap_or(text), done, total) {
        Numbers::Respelled(new) => Some(new),
        Numbers::None => bar,
        Numbers::Unclear => None,
    }
}

/// Whether a text is a count such as `2/3`, and nothing else.
pub(super) fn is_count(text: &str) -> bool {
    let parts: Vec<&str> = text.trim_matches('*').split('/').map(str::trim).collect();
    let digits = |part: &&str| !part.is_empty() && part.len() < 7 && part.bytes().all(|b| b.is_ascii_digit());
    parts.len() == 2 && parts.iter().all(digits)
}

/// Whether a text can be a progress: a count, a percentage or a bar.
pub(super) fn is_progress(text: &str) -> bool {
    text.contains('%') || text.contains('/') || text.contains(" of ") || respell_bar(text, 1, 2).is_some()
}

enum Numbers {
    Respelled(String),
    None,
    Unclear,
}

fn respell_numbers(text: &str, done: u32, total: u32) -> Numbers {
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
                return Numbers::Unclear;
            }
            out.push_str(&done.to_string());
            out.push_str(&text[number.end..second.end]);
            at = second.end;
        } else if after.trim_start().starts_with('%') {
            let written = text[number.clone()].parse::<u32>().ok();
            // All of something is the same whatever is counted.
            let certain = understood || done == total;
            if !certain && !written.is_some_and(|written| could_be(written, total)) {
                return Numbers::Unclear;
            }
            // Whichever way it was rounded, it is right.
            match written {
                Some(written) if rounds_to(done, total, written) => out.push_str(&text[number.clone()]),
                _ => out.push_str(&percent(done, total).to_string()),
            }
            at = number.end;
        } else {
            return Numbers::Unclear;
        }
        understood = true;
    }
    out.push_str(&text[at..]);
    if understood { Numbers::Respelled(out) } else { Numbers::None }
}

/// Per cent, rounded half up; 0 of 0 is 0.
fn percent(done: u32, total: u32) -> u64 {
    let (done, total) = (u64::from(done), u64::from(total));
    if total == 0 { 0 } else { (200 * done + total) / (2 * total) }
}

/// Whether a percentage is this share, rounded in any way; all and nothing are not rounded to.
fn rounds_to(done: u32, total: u32, written: u32) -> bool {
    let (done, total, written) = (u64::from(done), u64::from(total), u64::from(written));
    total > 0
        && written * total < 100 * done + total
        && 100 * done < (written + 1) * total
        && (written == 100) == (done == total)
        && (written == 0) <= (100 * done < total)
}

/// Whether a percentage can be a share of so many parts.
fn could_be(written: u32, total: u32) -> bool {
    total >= 100 && written <= 100
        || (0..=total.min(100)).any(|done| done <= total && rounds_to(done, total, written))
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
            ("66%", 2, 3, Some("66%")),
            ("100%", 2, 3, Some("67%")),
            ("0%", 1, 200, Some("0%")),
            ("99%", 199, 200, Some("99%")),
            ("0%", 1, 2, Some("50%")),
            ("0%", 0, 0, Some("0%")),
            ("1/4", 2, 3, None),
            ("40%", 1, 3, None),
            ("40%", 3, 3, Some("100%")),
            ("`██░░░░` 33% (1/3)", 2, 3, Some("`████░░` 67% (2/3)")),
            ("██░░░░", 3, 3, Some("██████")),
            ("██░░░░ of the 7 parts", 3, 3, None),
            ("Week 3", 1, 3, None),
            ("–", 1, 3, None),
            ("", 0, 0, None),
        ] {
            assert_eq!(respell_progress(old, (done, total)).as_deref(), new, "{old}");
        }
    }
}

//! Taking out of a text what differs from run to run.

use std::path::Path;

/// The text with the folder as `[DIR]`, digests of 12 and more hex digits as `[ID]`, dates as `[DATE]` and durations as
/// `[TIME]`, so that it can be compared.
pub fn redact(text: &str, folder: &Path) -> String {
    let text = text.replace(&*folder.to_string_lossy(), "[DIR]");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let word: usize = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
        if word == 0 {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        out.push_str(&redacted(&rest[..word]));
        rest = &rest[word..];
    }
    out.replace("[NUMBER] ms", "[TIME]").replace("[NUMBER] s", "[TIME]")
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '.'
}

fn redacted(word: &str) -> String {
    let trimmed = word.trim_end_matches('.');
    let tail = &word[trimmed.len()..];
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let decimal = trimmed.split_once('.').is_some_and(|(whole, part)| digits(whole) && digits(part));
    let date = trimmed.len() == 10
        && trimmed
            .bytes()
            .enumerate()
            .all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
    let digest = trimmed.len() >= 12 && trimmed.bytes().all(|b| b.is_ascii_hexdigit());
    let time = ["ms", "s"].iter().any(|unit| {
        trimmed.strip_suffix(unit).is_some_and(|number| {
            digits(number)
                || number.split_once('.').is_some_and(|(whole, part)| digits(whole) && digits(part))
        })
    });
    match () {
        () if date => format!("[DATE]{tail}"),
        () if digest => format!("[ID]{tail}"),
        () if time => format!("[TIME]{tail}"),
        () if decimal => format!("[NUMBER]{tail}"),
        () => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_taken_out_and_the_rest_stays() {
        let text = "/t/x/a.md: ran 3 tests in 1.25 s (120ms), record 0123456789ab of 2026-01-05.";
        assert_eq!(
            redact(text, Path::new("/t/x")),
            "[DIR]/a.md: ran 3 tests in [TIME] ([TIME]), record [ID] of [DATE]."
        );
    }
}

//! Milestone numbers in running text.

use std::ops::Range;

use milepost_document::vocabulary::MENTIONS;

/// The word before a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Word {
    /// `M2`, `Milestone 2`
    Milestone,
    /// `Phase 2`
    Phase,
    /// `checkout/2`: the folder before the slash.
    Folder(String),
}

/// One number that names a milestone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NumberReference {
    /// Where it stands in the text, in bytes.
    pub(crate) range: Range<usize>,
    /// What stands before the number.
    pub(crate) word: Word,
    /// The number as written; in a range of numbers, each of them.
    pub(crate) number: String,
}

/// Every milestone that a text names: `M2`, `M-02`, `Milestone 2`, `Phases 1, 2 and 4`, `M0–M4`, `checkout/2`. Numbers
/// behind "independent of", "without", "before" and the like in the same clause are mentions, not references.
pub(crate) fn scan(text: &str) -> Vec<NumberReference> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let starts_word = text[..at]
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '-' | '\u{2011}' | '_' | '/' | '.'));
        let reference = if starts_word && !is_mention(&text[..at]) { word_at(rest) } else { None };
        let Some((word, length)) = reference else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        at = numbers(text, at, at + length, &word, &mut found);
    }
    found
}

/// The word before a number and its length up to the number.
fn word_at(text: &str) -> Option<(Word, usize)> {
    let letters = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let gap = |from: usize| {
        text[from..].len() - text[from..].trim_start_matches([' ', '#', '-', '\u{a0}', '\u{2011}']).len()
    };
    let word = match text[..letters].to_ascii_lowercase().as_str() {
        "m" => Some((
            Word::Milestone,
            letters + usize::from(text[letters..].starts_with(['-', '\u{2011}'])) * gap(letters).min(3),
        )),
        "milestone" | "milestones" => Some((Word::Milestone, letters + gap(letters))),
        "phase" | "phases" => Some((Word::Phase, letters + gap(letters))),
        _ => None,
    };
    if let Some((word, length)) = word
        && number_length(&text[length..]) > 0
    {
        return Some((word, length));
    }
    let slug =
        text.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_')).unwrap_or(text.len());
    let number = text[slug..].strip_prefix('/')?;
    let fits = letters > 1 && number_length(number) > 0;
    fits.then(|| (Word::Folder(text[..slug].to_owned()), slug + 1))
}

/// The length of the number at the start of a text: digits, dots between digits, one letter behind; 0 when it is part of
/// a longer word or path.
fn number_length(text: &str) -> usize {
    let mut end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    end = text[..end].trim_end_matches('.').len();
    if end == 0 || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    let mut rest = text[end..].chars();
    let next = rest.next();
    if next.is_some_and(|c| c.is_ascii_lowercase())
        && rest.next().is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '/'))
    {
        return end + 1;
    }
    if next.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '/' | '%')) { 0 } else { end }
}

/// Reads the number at `at`, and those listed behind it, and returns where to go on.
fn numbers(text: &str, start: usize, at: usize, word: &Word, found: &mut Vec<NumberReference>) -> usize {
    let first = &text[at..at + number_length(&text[at..])];
    let mut end = at + first.len();
    found.push(NumberReference { range: start..end, word: word.clone(), number: first.to_owned() });
    let mut previous = first.to_owned();
    loop {
        let rest = &text[end..];
        let Some((gap, is_range)) = separator(rest) else { return end };
        let after = &rest[gap..];
        let prefix = match after.bytes().next() {
            Some(b'M' | b'm') => 1 + usize::from(after[1..].starts_with('-')),
            _ => 0,
        };
        let is_list = matches!(word, Word::Milestone | Word::Phase);
        let length = number_length(&after[prefix..]);
        // `Phase 2, 3 tests` counts tests: without a prefix, only ranges and words that say so go on.
        let plural = text[start..].bytes().take_while(u8::is_ascii_alphabetic).last() == Some(b's');
        if length == 0 || !is_list || (prefix == 0 && !plural && !(is_range && text[start..at].len() <= 2)) {
            return end;
        }
        let from = end + gap;
        end = from + prefix + length;
        let number = after[prefix..prefix + length].to_owned();
        if is_range
            && let (Ok(low), Ok(high)) = (previous.parse::<u32>(), number.parse::<u32>())
            && low < high
            && high - low <= 50
        {
            for between in low + 1..high {
                found.push(NumberReference {
                    range: start..end,
                    word: word.clone(),
                    number: between.to_string(),
                });
            }
        }
        found.push(NumberReference { range: from..end, word: word.clone(), number: number.clone() });
        previous = number;
    }
}

/// The length of a separator between two numbers, and whether it means all between.
fn separator(text: &str) -> Option<(usize, bool)> {
    const RANGES: [&str; 8] = [" – ", " - ", "–", "-", "\u{2011}", " to ", " through ", ".."];
    const LISTS: [&str; 8] = [", and ", ", ", " and ", " & ", " + ", "+", "/", ","];
    RANGES
        .iter()
        .find(|sign| text.starts_with(**sign))
        .map(|sign| (sign.len(), true))
        .or_else(|| LISTS.iter().find(|sign| text.starts_with(**sign)).map(|sign| (sign.len(), false)))
}

/// Whether the clause so far says that what follows is not depended on.
fn is_mention(before: &str) -> bool {
    let clause = before.rsplit(['.', ';', '\n', '(']).next().unwrap_or(before);
    let tail = &clause[clause.ceil_char_boundary(clause.len().saturating_sub(80))..];
    if !tail.contains(['h', 'e', 'k', 'o']) {
        return false;
    }
    let lower = tail.to_lowercase();
    MENTIONS.iter().any(|sign| lower.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = scan(text)
            .iter()
            .map(|reference| match &reference.word {
                Word::Milestone => format!("M{}", reference.number),
                Word::Phase => format!("P{}", reference.number),
                Word::Folder(folder) => format!("{folder}/{}", reference.number),
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn notations() {
        check("M2 complete", &["M2"]);
        check("needs M-02 and Milestone 3: Cart", &["M02", "M3"]);
        check("Phase 5.2 done; phase-6", &["P5.2", "P6"]);
        check("checkout/2 merged", &["checkout/2"]);
        check("Milestone 3b", &["M3b"]);
    }

    #[test]
    fn lists_and_ranges() {
        check("M0–M4", &["M0", "M1", "M2", "M3", "M4"]);
        check("Milestones 1, 2 and 4", &["M1", "M2", "M4"]);
        check("M1 + M3", &["M1", "M3"]);
        check("Phases 1-3", &["P1", "P2", "P3"]);
        check("Phase 2, 3 tests", &["P2"]);
    }

    #[test]
    fn what_only_looks_like_one() {
        check("24/7, 1/2, M2M, m2-vouchers.md/x, AM3, docs/m1/x, 3M, M, phase out", &["M2"]);
        check("independent of M2–M4", &[]);
        check("M1 (not before M9)", &["M1"]);
        check("http://x/2", &[]);
        check("Phase 50%", &[]);
    }
}

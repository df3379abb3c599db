//! Milestones that a text names by their names.

use std::ops::Range;

use milepost_document::{
    view::DocumentKind,
    vocabulary::{TitleKind, plain_text, title_kind},
};

use crate::Portfolio;

/// How many words of a name stand before what the milestone is called.
const MOST_WORDS: usize = 5;

/// The milestone that the beginning of a text names: `Foundation milestone completed`, `the Card Payments phase`. It is
/// the only other one whose name begins with these words, which are not all in lower case.
pub(super) fn by_name(portfolio: &Portfolio, from: usize, text: &str) -> Option<(Range<usize>, usize)> {
    let start = text.find(|c: char| c.is_alphanumeric())?;
    let mut at = start;
    let mut words = 0;
    while words <= MOST_WORDS {
        let rest = &text[at..];
        let gap = rest.len() - rest.trim_start_matches([' ', '*', '_', '"']).len();
        let length = rest[gap..]
            .find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '&' | '\''))
            .unwrap_or(rest.len() - gap);
        if length == 0 {
            return None;
        }
        let (begin, end) = (at + gap, at + gap + length);
        if let Some(kind) = title_kind(&text[begin..end]).filter(|_| words > 0) {
            let name = text[start..at].trim_end_matches([' ', '*', '_', '"']);
            let index = named(portfolio, from, name, kind)?;
            return Some((start..end, index));
        }
        at = end;
        words += 1;
    }
    None
}

/// The only other milestone of a kind whose name begins with these words.
fn named(portfolio: &Portfolio, from: usize, words: &str, kind: TitleKind) -> Option<usize> {
    let words = ["the ", "The "].iter().find_map(|article| words.strip_prefix(article)).unwrap_or(words);
    if !words.contains(char::is_uppercase) {
        return None;
    }
    let plain = plain_text(words);
    let first = plain.split(' ').next()?;
    let mut found = portfolio.named_with(first).iter().copied().filter(|index| {
        let name = plain_text(&portfolio.documents[*index].identity.name);
        let rest = name.strip_prefix(plain.as_str());
        let is_phase = portfolio.is_phase(*index);
        let fits = match kind {
            TitleKind::Milestone => portfolio.documents[*index].kind == DocumentKind::Milestone,
            TitleKind::Phase | TitleKind::Sprint => is_phase,
            _ => !is_phase,
        };
        *index != from && fits && rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    });
    let only = found.next()?;
    found.next().is_none().then_some(only)
}

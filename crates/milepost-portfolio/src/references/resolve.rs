//! From what a text names to documents.

use std::ops::Range;

use super::{NumberReference, Target, Word, clause::Siblings};
use crate::{Portfolio, path, same_number};

/// The document that a number means, seen from another: in its own folder, then in the folders around it, then in the
/// whole portfolio where just one milestone has it. [`Target::Missing`] only where its own folder numbers its milestones.
pub(super) fn by_number(
    portfolio: &Portfolio,
    from: usize,
    reference: &NumberReference,
    written: &str,
) -> Option<Target> {
    let document = &portfolio.documents[from];
    let phase = reference.word == Word::Phase;
    let number = reference.number.as_str();
    if let Word::Folder(name) = &reference.word {
        let mut folders = portfolio.folders_with(name, number);
        let (folder, None) = (folders.next()?, folders.next()) else { return None };
        return one(portfolio, portfolio.numbered(folder, number), phase);
    }
    let mut folder = document.folder();
    loop {
        if let Some(target) = one(portfolio, portfolio.numbered(folder, number), phase) {
            return Some(target);
        }
        if folder.is_empty() {
            break;
        }
        folder = path::folder(folder);
    }
    let everywhere: Vec<usize> = portfolio
        .milestones_numbered(number)
        .filter(|index| {
            portfolio.documents[*index].identity.number.as_deref().is_some_and(|own| same_number(own, number))
        })
        .collect();
    if !everywhere.is_empty() {
        let same_word: Vec<usize> =
            everywhere.iter().copied().filter(|index| portfolio.is_phase(*index) == phase).collect();
        let fitting = if same_word.is_empty() { everywhere } else { same_word };
        return if let [only] = fitting.as_slice() { Some(Target::Resolved(*only)) } else { None };
    }
    let numbers_its_milestones = portfolio.numbered_in_folder(document.folder(), phase) >= 2;
    (numbers_its_milestones && portfolio.whole && !portfolio.has_name_with(number))
        .then(|| Target::Missing(written.to_owned()))
}

/// The one that is meant among milestones of one folder and number: by the word before the number, if they are several.
fn one(portfolio: &Portfolio, found: &[usize], phase: bool) -> Option<Target> {
    match found {
        [] => None,
        [only] => Some(Target::Resolved(*only)),
        several => several
            .iter()
            .find(|index| portfolio.is_phase(**index) == phase)
            .or(several.first())
            .map(|index| Target::Resolved(*index)),
    }
}

/// Every id of a document in a text, such as `TASK-12` or `shop-1a2b`, with what it means. An id is missing only where
/// `strict` says that the text can hold nothing else, and several documents have ids with its prefix.
pub(super) fn ids(
    portfolio: &Portfolio,
    from: usize,
    text: &str,
    strict: bool,
) -> Vec<(Range<usize>, Target)> {
    let mut found = Vec::new();
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let skipped = rest.find(is_part).unwrap_or(rest.len());
        let start = at + skipped;
        let length = text[start..].find(|c| !is_part(c)).unwrap_or(text.len() - start);
        let token = text[start..start + length].trim_end_matches(['.', '-', '_']);
        at = start + length.max(1);
        while !text.is_char_boundary(at.min(text.len())) {
            at += 1;
        }
        if !token.contains(['-', '_']) {
            continue;
        }
        let target = match nearest_folder(portfolio, from, portfolio.with_id(token)) {
            Some(index) => Target::Resolved(index),
            None if strict && portfolio.whole && portfolio.uses_prefix_of(token) => {
                Target::Missing(token.to_owned())
            }
            None => continue,
        };
        found.push((start..start + token.len(), target));
    }
    found
}

/// The one among several documents of one id that lies nearest: in the same folder, else the only one.
fn nearest_folder(portfolio: &Portfolio, from: usize, found: &[usize]) -> Option<usize> {
    let folder = portfolio.documents[from].folder();
    match found {
        [] => None,
        [only] => Some(*only),
        several => {
            let mut here = several.iter().filter(|index| portfolio.documents[**index].folder() == folder);
            let only = here.next()?;
            here.next().is_none().then_some(*only)
        }
    }
}

/// The other milestones of the same folder and kind; those with a lower number when only earlier ones are meant.
pub(super) fn siblings(portfolio: &Portfolio, from: usize, which: Siblings) -> Vec<usize> {
    let own = &portfolio.documents[from];
    let order = |number: &Option<String>| -> Option<Vec<u32>> {
        number.as_deref()?.split('.').map(|part| part.parse().ok()).collect()
    };
    let own_order = order(&own.identity.number);
    portfolio
        .milestones()
        .filter(|(index, other)| *index != from && other.folder() == own.folder() && other.kind == own.kind)
        .filter(|(_, other)| match which {
            Siblings::All => other.identity.number.is_some(),
            Siblings::Earlier => {
                order(&other.identity.number).zip(own_order.as_ref()).is_some_and(|(other, own)| other < *own)
            }
        })
        .map(|(index, _)| index)
        .collect()
}

//! From what a text names to documents.

use std::ops::Range;

use milepost_document::vocabulary::Status;

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
        return only_or_readme(portfolio, &fitting).map(Target::Resolved);
    }
    // Where milestones have whole numbers, `4.9` is a part of what `4` describes.
    let is_part = number.split_once('.').is_some_and(|(whole, _)| {
        !portfolio.numbered(document.folder(), whole).is_empty()
            && !numbers_parts(portfolio, document.folder())
    });
    let numbers_its_milestones = portfolio.numbered_in_folder(document.folder(), phase) >= 2 && !is_part;
    (numbers_its_milestones && portfolio.whole && !portfolio.has_name_with(number))
        .then(|| Target::Missing(written.to_owned()))
}

/// The only one, or among several of one folder the README that stands for it.
fn only_or_readme(portfolio: &Portfolio, found: &[usize]) -> Option<usize> {
    let (first, others) = found.split_first()?;
    let folder = portfolio.documents[*first].folder();
    if others.is_empty() {
        return Some(*first);
    }
    let together = others.iter().all(|index| portfolio.documents[*index].folder() == folder);
    let is_readme =
        |index: &&usize| path::stem(&portfolio.documents[**index].path).eq_ignore_ascii_case("readme");
    found.iter().find(is_readme).copied().filter(|_| together)
}

/// Whether a milestone of a folder has a number with a dot.
fn numbers_parts(portfolio: &Portfolio, folder: &str) -> bool {
    portfolio
        .milestones()
        .filter(|(_, other)| other.folder() == folder)
        .any(|(_, other)| other.identity.number.as_ref().is_some_and(|number| number.contains('.')))
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

/// Every id of a document in a text, such as `TASK-12`, `shop-1a2b` or each of `SB-05.01..05.03`, with what it means. An
/// id is missing only where `strict` says that the text can hold nothing else, and several documents have ids with its
/// prefix.
pub(super) fn ids(
    portfolio: &Portfolio,
    from: usize,
    text: &str,
    strict: bool,
) -> Vec<(Range<usize>, Target)> {
    let mut found = Vec::new();
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '\u{2011}' | '_' | '.');
    let mut at = 0;
    while let Some(skipped) = text[at..].find(is_part) {
        let start = at + skipped;
        let length = text[start..].find(|c| !is_part(c)).unwrap_or(text.len() - start);
        at = start + length;
        let written = text[start..at].trim_end_matches(['.', '-', '_', '\u{2011}']);
        let token = written.replace('\u{2011}', "-");
        if !token.contains(['-', '_']) {
            continue;
        }
        for id in range(&token) {
            if let Some(target) = by_id(portfolio, from, &id, strict) {
                found.push((start..start + written.len(), target));
            }
        }
    }
    found
}

/// The ids of a token: of `SB-05.01..05.03` the three, else itself. At most fifty.
fn range(token: &str) -> Vec<String> {
    let alone = || vec![token.to_owned()];
    let Some((first, last)) = token.split_once("..") else { return alone() };
    let last = last.trim_start_matches('.');
    let cut = |text: &str| text.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + 1);
    let (head, low) = first.split_at(cut(first));
    let (_, high) = last.split_at(cut(last));
    match (low.parse::<u32>(), high.parse::<u32>()) {
        (Ok(from), Ok(to)) if from <= to && to - from < 50 => {
            (from..=to).map(|number| format!("{head}{number:0width$}", width = low.len())).collect()
        }
        _ => alone(),
    }
}

/// The document that an id means, seen from another. Where the text can hold nothing but ids (`strict`), an id that
/// looks like those of the portfolio and that nothing has is missing.
pub(crate) fn by_id(portfolio: &Portfolio, from: usize, id: &str, strict: bool) -> Option<Target> {
    let exact = portfolio.with_id(id);
    // `UI-M-1` is `UI-M-01.00` where there is nothing else.
    let whole = format!("{id}.0");
    let named = if exact.is_empty() { portfolio.with_id(&whole) } else { exact };
    let counted = portfolio.counted_with(from, id);
    let found = if named.is_empty() { counted.unwrap_or_default() } else { named };
    if found.is_empty() {
        let exists = portfolio.has_name_with_id(id) || portfolio.has_name_with_id(&whole);
        let known = counted.is_some() || portfolio.uses_prefix_of(id) && !exists;
        return (strict && portfolio.whole && known).then(|| Target::Missing(id.to_owned()));
    }
    nearest_one(portfolio, from, found).map(Target::Resolved)
}

/// The one among several documents of one id that is meant: in the same folder, else the only one that is not put away.
fn nearest_one(portfolio: &Portfolio, from: usize, found: &[usize]) -> Option<usize> {
    let folder = portfolio.documents[from].folder();
    let only = |keep: &dyn Fn(usize) -> bool| {
        let mut kept = found.iter().copied().filter(|index| keep(*index));
        let first = kept.next()?;
        kept.next().is_none().then_some(first)
    };
    let is_alive = |index: usize| portfolio.documents[index].identity.folder_status != Some(Status::Archived);
    only(&|_| true)
        .or_else(|| only(&|index| portfolio.documents[index].folder() == folder))
        .or_else(|| only(&is_alive))
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

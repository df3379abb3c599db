//! Names of entries that outlive edits around them.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::{anchors::section_slug, tasks::estimate_span};
use crate::{
    Document, Item,
    annotation::Form,
    vocabulary::{Plain, plain_char},
};

/// The longest text slug, in bytes; a longer one is cut and ends with eight digits of its own hash.
const MAX_SLUG: usize = 60;

/// The id of each entry, in the order of the document's items, all different.
///
/// The author's own (`<!-- milepost: id NAME -->`), else the section's anchor and the words of the entry without box,
/// pictures, effort and code: `success-criteria/all-objectives-achieved`. A repeated id gets `~2`, `~3`.
pub fn item_ids(document: &Document) -> Vec<String> {
    let mut slugs: Vec<Option<String>> = vec![None; document.sections.len()];
    let mut count: HashMap<String, u32> = HashMap::with_capacity(document.items.len());
    let mut ids = Vec::with_capacity(document.items.len());
    for item in &document.items {
        let id = explicit_id(document, item).map_or_else(
            || {
                let section =
                    slugs[item.section.index()].get_or_insert_with(|| section_slug(document, item.section));
                let text = text_slug(document, item);
                if section.is_empty() { text } else { [section.as_str(), "/", &text].concat() }
            },
            str::to_owned,
        );
        let Some(seen) = count.get_mut(&id) else {
            // Most are.
            count.insert(id.clone(), 1);
            ids.push(id);
            continue;
        };
        *seen += 1;
        let mut unique = format!("{id}~{seen}");
        while count.contains_key(&unique) {
            let seen = count.entry(id.clone()).or_default();
            *seen += 1;
            unique = format!("{id}~{seen}");
        }
        count.insert(unique.clone(), 1);
        ids.push(unique);
    }
    ids
}

/// The id that the author gave to an entry.
pub fn explicit_id<'d>(document: &'d Document, item: &Item) -> Option<&'d str> {
    let forms = item.annotations.iter().flat_map(|id| &document.annotations[id.index()].forms);
    forms.into_iter().find_map(|annotation| match &annotation.form {
        Form::Id(name) => Some(name.as_str()),
        _ => None,
    })
}

fn text_slug(document: &Document, item: &Item) -> String {
    let mut words = String::with_capacity(item.text.len() as usize);
    let mut at = item.text.start;
    let effort = estimate_span(document, item.text).map(|span| (span.start - 1, span.end + 1));
    // A code span with its marks, as far as they stand around it.
    let code = item.code.iter().map(|span| (span.start - 1, span.end + 1));
    let mut gone: Vec<_> = code.chain(effort).collect();
    gone.sort_unstable();
    for (start, end) in gone {
        if start > at {
            words.push_str(document.text(crate::Span::new(at, start)));
            words.push(' ');
        }
        at = at.max(end.min(item.text.end));
    }
    words.push_str(document.text(crate::Span::new(at, item.text.end)));
    let slug = slug(&words);
    let slug = if slug.is_empty() { self::slug(document.text(item.text)) } else { slug };
    if slug.is_empty() {
        return "item".to_owned();
    }
    shortened(slug)
}

/// The words of the [plain text](crate::vocabulary::plain_text), joined by `-`.
fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let push = |slug: &mut String, c: char| {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') && c != '\'' {
            slug.push('-');
        }
    };
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
            continue;
        }
        match plain_char(c) {
            Plain::Nothing => {}
            Plain::Blank => push(&mut slug, ' '),
            Plain::Char(c) => c.to_lowercase().for_each(|c| push(&mut slug, c)),
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

fn shortened(slug: String) -> String {
    if slug.len() <= MAX_SLUG {
        return slug;
    }
    let hash = Sha256::digest(slug.as_bytes());
    let mut cut = MAX_SLUG - 9;
    while !slug.is_char_boundary(cut) {
        cut -= 1;
    }
    // At the end of a word, when one ends in the second half.
    let cut = slug[..cut].rfind('-').filter(|at| *at > MAX_SLUG / 2).unwrap_or(cut);
    format!("{}-{:02x}{:02x}{:02x}{:02x}", &slug[..cut], hash[0], hash[1], hash[2], hash[3])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::vocabulary::plain_text;

    proptest! {
        #[test]
        fn a_slug_is_the_plain_text_in_one_word(text in "[a-zA-Z0-9 *`'İßÄ–—✅\u{307}.,_-]{0,24}") {
            let mut slow = String::new();
            for c in plain_text(&text).chars() {
                if c.is_alphanumeric() {
                    slow.push(c);
                } else if !slow.is_empty() && !slow.ends_with('-') && c != '\'' {
                    slow.push('-');
                }
            }
            prop_assert_eq!(slug(&text), slow.trim_end_matches('-'));
        }
    }
}

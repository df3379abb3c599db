//! The names by which links point at headings.

use std::collections::HashMap;

use crate::{Document, SectionId};

/// The anchor of each heading in order, by GitHub's rules: lower case, letters, digits, hyphens and underscores kept,
/// blanks become hyphens, and a repeated anchor gets `-1`, `-2`.
pub fn anchors(document: &Document) -> Vec<String> {
    let mut taken: HashMap<String, u32> = HashMap::new();
    let mut anchors = Vec::with_capacity(document.sections.len().saturating_sub(1));
    for id in 1..document.sections.len() as u32 {
        let slug = section_slug(document, SectionId(id));
        let mut anchor = slug.clone();
        // As GitHub counts: the number belongs to the first name, and an anchor already taken is passed over.
        while taken.contains_key(&anchor) {
            let count = taken.entry(slug.clone()).or_default();
            *count += 1;
            anchor = format!("{slug}-{count}");
        }
        taken.insert(anchor.clone(), 0);
        anchors.push(anchor);
    }
    anchors
}

/// The anchor of one heading before repeats are numbered; empty for the document itself.
pub fn section_slug(document: &Document, section: SectionId) -> String {
    let text = heading_text(document, section);
    let mut slug = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            ' ' => slug.push('-'),
            '-' | '_' => slug.push(c),
            c if c.is_ascii_alphanumeric() => slug.push(c.to_ascii_lowercase()),
            c if c.is_ascii() => {}
            c if c.is_alphanumeric() || is_mark(c) => slug.extend(c.to_lowercase()),
            _ => {}
        }
    }
    slug
}

/// A heading's words as they are shown: without emphasis, code marks, link targets, tags and comments.
pub fn heading_text(document: &Document, section: SectionId) -> String {
    let section = document.section(section);
    let title = section.title;
    let mut text = document.text(title).to_owned();
    // From the back, so that the places in front stay right.
    let first = document.links.partition_point(|link| link.span.start < title.start);
    let inside: Vec<_> =
        document.links[first..].iter().take_while(|link| link.span.start < title.end).collect();
    for link in inside.into_iter().rev() {
        let start = (link.span.start - title.start) as usize;
        let end = (link.span.end - title.start) as usize;
        if text.is_char_boundary(start) && text.is_char_boundary(end.min(text.len())) {
            text.replace_range(start..end.min(text.len()), document.text(link.text));
        }
    }
    if text.contains('<') {
        text = without_tags(&text);
    }
    text.retain(|c| !matches!(c, '`' | '*'));
    text
}

fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        let tag = rest[open + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        if let Some(close) = rest[open..].find('>').filter(|_| tag) {
            out.push_str(&rest[..open]);
            rest = &rest[open + close + 1..];
        } else {
            out.push_str(&rest[..=open]);
            rest = &rest[open + 1..];
        }
    }
    out.push_str(rest);
    out
}

/// Marks that combine with a letter, among them the one that follows many pictures.
fn is_mark(c: char) -> bool {
    matches!(c as u32, 0x300..=0x36f | 0x1ab0..=0x1aff | 0x20d0..=0x20ff | 0xfe00..=0xfe0f)
}

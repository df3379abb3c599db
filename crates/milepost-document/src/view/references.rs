//! Where a text names other milestones.

use super::identity::is_markdown;
use crate::{Document, LinkKind, Span, vocabulary::TitleKind};

/// What a reference points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferenceTarget {
    /// `M2`, `Milestone 2`, `Phase 5.1`: a number, without leading zeros, in the same folder first.
    Number {
        /// The word before it.
        kind: TitleKind,
        /// The number.
        number: String,
    },
    /// `payments/2`: an initiative and a number.
    Scoped {
        /// The initiative.
        initiative: String,
        /// The number.
        number: String,
    },
    /// `[Milestone 2](milestone-2.md)`: a path as written, with its anchor.
    Path(Span),
}

/// A reference to a milestone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// What was written, a link as a whole.
    pub span: Span,
    /// What it points at.
    pub target: ReferenceTarget,
}

/// The references in a part of a document, in order: links to Markdown files, and numbers outside of links and code.
pub fn references(document: &Document, range: Span) -> Vec<Reference> {
    let mut found = Vec::new();
    let first = document.links.partition_point(|link| link.span.start < range.start);
    let mut at = range.start;
    for link in document.links[first..].iter().take_while(|link| link.span.start < range.end) {
        if link.span.start < at {
            continue;
        }
        words(document, Span::new(at, link.span.start), &mut found);
        let target = document.text(link.target);
        let path = target.split(['#', '?']).next().unwrap_or("");
        let is_document = is_markdown(path) && !target.contains("://");
        if is_document && link.kind != LinkKind::Image {
            found.push(Reference { span: link.span, target: ReferenceTarget::Path(link.target) });
        }
        at = link.span.end;
    }
    if at < range.end {
        words(document, Span::new(at, range.end), &mut found);
    }
    found
}

fn words(document: &Document, range: Span, found: &mut Vec<Reference>) {
    let text = document.text(range);
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut code = false;
    while at < bytes.len() {
        if bytes[at] == b'`' {
            code = !code;
        }
        let starts = bytes[at].is_ascii_alphabetic() && (at == 0 || !is_word(bytes[at - 1])) && !code;
        if !starts {
            at += 1;
            continue;
        }
        let end = at + bytes[at..].iter().take_while(|byte| is_word(**byte)).count();
        let read = short(text, at, end).or_else(|| long(text, at, end)).or_else(|| scoped(text, at, end));
        match read {
            Some((target, until)) => {
                let start = range.start as usize;
                found.push(Reference { span: Span::from(start + at..start + until), target });
                at = until;
            }
            None => at = end.max(at + 1),
        }
    }
}

/// `M2`, `M02`, `M-007`, `M5.1`
fn short(text: &str, at: usize, end: usize) -> Option<(ReferenceTarget, usize)> {
    let digits = text[at..end].strip_prefix('M')?.trim_start_matches('-');
    let start = end - digits.len();
    let (number, until) = number(text, start)?;
    (until >= end).then_some((ReferenceTarget::Number { kind: TitleKind::Milestone, number }, until))
}

/// `Milestone 2`, `Phase 5.1`, `Milestone-2`
fn long(text: &str, at: usize, end: usize) -> Option<(ReferenceTarget, usize)> {
    let word = &text[at..end];
    let head = word.split('-').next().unwrap_or(word);
    let kind = match head.to_ascii_lowercase().as_str() {
        "milestone" => TitleKind::Milestone,
        "phase" => TitleKind::Phase,
        "epic" => TitleKind::Epic,
        "sprint" => TitleKind::Sprint,
        _ => return None,
    };
    let after = at + head.len();
    let gap = text[after..].bytes().take_while(|byte| matches!(byte, b' ' | b'-' | b'#')).count();
    let (number, until) = number(text, after + gap)?;
    (gap > 0 && text.get(until..until + 3).is_none_or(|rest| rest != ".md"))
        .then_some((ReferenceTarget::Number { kind, number }, until))
}

/// `payments/2`: letters and hyphens, a slash, a number, and nothing that makes it a path.
fn scoped(text: &str, at: usize, end: usize) -> Option<(ReferenceTarget, usize)> {
    let initiative = &text[at..end];
    let named = initiative
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_'));
    let path_before = at > 0 && matches!(text.as_bytes()[at - 1], b'/' | b'.' | b'~');
    if !named || path_before || text.as_bytes().get(end) != Some(&b'/') {
        return None;
    }
    let (number, until) = number(text, end + 1)?;
    let path_after = text.as_bytes().get(until).is_some_and(|byte| matches!(byte, b'/' | b'-' | b'_'));
    (!path_after).then(|| (ReferenceTarget::Scoped { initiative: initiative.to_owned(), number }, until))
}

/// A number such as `2`, `07` or `5.1` that is not the start of a word or a version.
fn number(text: &str, at: usize) -> Option<(String, usize)> {
    let rest = text.get(at..)?;
    let mut length = 0;
    for (n, part) in rest.split('.').enumerate() {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || n > 2 {
            break;
        }
        length += digits + usize::from(n > 0);
        if digits < part.len() {
            break;
        }
    }
    if length == 0 || rest[length..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '%' | '/')) {
        return None;
    }
    let parts = rest[..length].split('.').map(|part| {
        let bare = part.trim_start_matches('0');
        if bare.is_empty() { "0" } else { bare }
    });
    Some((parts.collect::<Vec<_>>().join("."), at + length))
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') || byte >= 0x80
}

//! Names of documents in running text.

use milepost_document::{Document, Span};

use crate::path;

/// The code spans that are nothing but the path of a Markdown file, perhaps with an anchor: `` `plan/a.md#scope` ``, by
/// place, without those in fences and in links. Patterns, placeholders and paths with blanks are none.
pub fn mentions(document: &Document) -> Vec<Span> {
    let source: &str = &document.source;
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = source[at..].find('`').map(|open| at + open) {
        let rest = &source[open + 1..];
        let Some(length) = rest.find(['`', '\n']) else { break };
        at = open + 1 + length + usize::from(rest[length..].starts_with('`'));
        let inner = &rest[..length];
        let span = Span::new(open as u32 + 1, (open + 1 + length) as u32);
        let is_path = rest[length..].starts_with('`')
            && path::is_markdown(inner.split('#').next().unwrap_or(inner))
            && !inner.contains(|c: char| c.is_whitespace() || "<>{}[]*?|…".contains(c));
        let fences = document.fences.partition_point(|fence| fence.span.start <= span.start);
        let in_fence = fences > 0 && document.fences[fences - 1].span.contains(span);
        let links = document.links.partition_point(|link| link.span.start <= span.start);
        let in_link = links > 0 && document.links[links - 1].span.contains(span);
        if is_path && !in_fence && !in_link {
            found.push(span);
        }
    }
    found
}

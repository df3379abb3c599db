//! The entry: front matter aside, the rest through the Markdown reader.

use std::{borrow::Cow, sync::Arc};

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::builder::Builder;
use crate::{Document, Parsed, Problem, Section, Span, front_matter};

/// Reads a document. Never fails, and never changes a byte: whatever cannot be read as meant is a [`Problem`] with a
/// place, and the rest is read around it.
///
/// The time is linear in the length of the text for all but contrived input.
pub fn parse(source: &str) -> Parsed {
    parse_shared(&Arc::from(source))
}

/// The same without a copy of the text: the document keeps this one.
pub fn parse_shared(original: &Arc<str>) -> Parsed {
    if u32::try_from(original.len()).is_err() {
        return too_large(original);
    }
    let plain = plain_line_ends(original);
    let source = &*plain;
    let (front, mut problems) = front_matter::read(source);
    let bom = if source.starts_with('\u{feff}') { 3 } else { 0 };
    let start = front.as_ref().map_or(bom, |front| front.span.end as usize);
    let mut builder = Builder::new(source, start as u32, &mut problems);
    let mut events = Parser::new_ext(&source[start..], options()).into_offset_iter();
    while let Some((event, range)) = events.next() {
        builder.event(event, Span::from(range).shifted(start as u32), events.reference_definitions());
    }
    let document = builder.finish(Arc::clone(original), front);
    problems.sort_by_key(|problem| (problem.span, problem.rule));
    Parsed { document, problems }
}

/// Where raw HTML stands in a text, in order: whole blocks, and single tags in running text.
pub(crate) fn html_spans(source: &str) -> Vec<Span> {
    let plain = plain_line_ends(source);
    let bom = if source.starts_with('\u{feff}') { 3 } else { 0 };
    let start = front_matter::read(&plain).0.map_or(bom, |front| front.span.end as usize);
    Parser::new_ext(&plain[start..], options())
        .into_offset_iter()
        .filter(|(event, _)| matches!(event, Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_)))
        .map(|(_, range)| Span::from(range).shifted(start as u32))
        .collect()
}

/// Footnotes and heading attributes stay off: both would take bytes out of the text that people see.
fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH
}

/// The text with lone carriage returns as line feeds, byte for byte in the same places: the Markdown reader takes a
/// lone one for a line end in some places only.
fn plain_line_ends(source: &str) -> Cow<'_, str> {
    let bytes = source.as_bytes();
    let is_lone = |at: &usize| bytes.get(at + 1) != Some(&b'\n');
    let Some(first) = memchr::memchr_iter(b'\r', bytes).find(is_lone) else { return Cow::Borrowed(source) };
    let mut plain = String::with_capacity(source.len());
    let mut from = 0;
    for at in memchr::memchr_iter(b'\r', &bytes[first..]).map(|at| first + at).filter(is_lone) {
        plain.push_str(&source[from..at]);
        plain.push('\n');
        from = at + 1;
    }
    plain.push_str(&source[from..]);
    Cow::Owned(plain)
}

fn too_large(source: &Arc<str>) -> Parsed {
    let whole = Section {
        heading: Span::at(0),
        title: Span::at(0),
        level: 0,
        body: Span::at(0),
        own: Span::at(0),
        parent: None,
        kind: None,
    };
    let problem = Problem::error(
        "document-too-large",
        Span::at(0),
        format!("the document has {} bytes; at most {} can be read", source.len(), u32::MAX),
    );
    let mut document = Document::empty(Arc::clone(source));
    document.sections.push(whole);
    Parsed { document, problems: vec![problem] }
}

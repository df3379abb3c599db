//! What raw HTML leads to.

use crate::{Document, Span, parse::html_spans};

/// The attributes that hold one address.
const ATTRIBUTES: [&str; 3] = ["href", "src", "poster"];

/// The values of `href`, `src` and `poster` in the raw HTML of a document, in order, without their quotes. Comments, code
/// and attributes without quotes are left out.
pub fn html_targets(document: &Document) -> Vec<Span> {
    let source: &str = &document.source;
    // Most documents hold none: they are not read again.
    if !source.contains('<') || !source.contains('=') {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut in_comment = false;
    for span in html_spans(source) {
        tags(source, span, &mut in_comment, &mut found);
    }
    found
}

/// The values in the tags of one run of HTML. A comment may reach over several runs.
fn tags(source: &str, span: Span, in_comment: &mut bool, found: &mut Vec<Span>) {
    let end = span.end as usize;
    let mut at = span.start as usize;
    while at < end {
        if *in_comment {
            let Some(close) = source[at..end].find("-->") else { return };
            *in_comment = false;
            at += close + 3;
            continue;
        }
        let Some(open) = source[at..end].find('<').map(|open| at + open) else { return };
        if source[open..end].starts_with("<!--") {
            *in_comment = true;
            at = open + 4;
        } else {
            at = attributes(source, open + 1, end, found);
        }
    }
}

/// Reads a tag from behind its bracket, and returns where it ends.
fn attributes(source: &str, start: usize, end: usize, found: &mut Vec<Span>) -> usize {
    let bytes = &source.as_bytes()[..end];
    let mut at = start;
    while at < end && bytes[at] != b'>' {
        let name = at;
        while at < end && (bytes[at].is_ascii_alphanumeric() || matches!(bytes[at], b'-' | b':' | b'_')) {
            at += 1;
        }
        let name = &source[name..at];
        let behind = blanks(bytes, at);
        if name.is_empty() || bytes.get(behind) != Some(&b'=') {
            at = if name.is_empty() { at + 1 } else { behind };
            continue;
        }
        at = blanks(bytes, behind + 1);
        if let Some(quote @ (b'"' | b'\'')) = bytes.get(at) {
            let Some(close) = memchr::memchr(*quote, &bytes[at + 1..]) else { return end };
            let value = Span::from(at + 1..at + 1 + close);
            if ATTRIBUTES.iter().any(|known| name.eq_ignore_ascii_case(known)) {
                found.push(value);
            }
            at += close + 2;
        }
    }
    at + 1
}

fn blanks(bytes: &[u8], at: usize) -> usize {
    at + bytes.get(at..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    fn found(text: &str) -> Vec<String> {
        let document = parse(text).document;
        html_targets(&document).into_iter().map(|span| document.text(span).to_owned()).collect()
    }

    #[test]
    fn tags_in_blocks_and_in_text() {
        let text = "---\nx: '<a href=\"no\">'\n---\n<p align=\"center\">\n  <a\n HREF = 'a.md'><img alt=\"b>\" src=\"b c.png\"></a>\n</p>\n\n\
                    See <a href=\"d.md#x\">d</a> and <img src='ü.png'/>.\r\n";
        assert_eq!(found(text), ["a.md", "b c.png", "d.md#x", "ü.png"]);
    }

    #[test]
    fn comments_code_and_other_attributes_are_none() {
        let text = "<!-- <a href=\"a.md\"> -->\n\n`<a href=\"b.md\">`\n\n```html\n<a href=\"c.md\">\n```\n\n\
                    <a data-href=\"d.md\" title=\"src='e'\" href=f.md>x</a> 1 < 2 href=\"g.md\"\n";
        assert_eq!(found(text), [] as [&str; 0]);
    }

    #[test]
    fn an_open_quote_ends_with_its_block() {
        assert_eq!(found("<div>\n<a href=\"a.md>\n\nText \"b\".\n"), [] as [&str; 0]);
    }
}

//! Labels with their values: `**Status**: ⏳ Planned`, several to a line, in paragraphs, list entries and quotes.

use super::tables::trimmed;
use crate::{
    FieldStyle, Span,
    vocabulary::{LabelKey, classify_label, is_pictograph},
};

/// A label as found in a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) style: FieldStyle,
    pub(super) key: Span,
    pub(super) value: Span,
    pub(super) kind: Option<LabelKey>,
}

/// No label is longer: what is bold for more bytes than this is prose.
const MAX_KEY: usize = 80;

/// Calls `found` for each label of the text in `range`, line by line. `quoted` says that lines may begin with `>`.
pub(super) fn labels(source: &str, range: Span, quoted: bool, mut found: impl FnMut(Label)) {
    let (mut at, end) = (range.start as usize, range.end as usize);
    let bytes = source.as_bytes();
    let line_end = |at: usize| memchr::memchr2(b'\n', b'\r', &bytes[at..end]).map_or(end, |n| at + n);
    while at < end {
        while at < end && (matches!(bytes[at], b' ' | b'\t') || quoted && bytes[at] == b'>') {
            at += 1;
        }
        // Most lines hold no colon at all: only bold ones can be labels then.
        let first = memchr::memchr3(b':', b'\n', b'\r', &bytes[at..end]).map_or(end, |n| at + n);
        let stop = if bytes[..end].get(first) == Some(&b':') { line_end(first) } else { first };
        if stop > first || matches!(bytes[at..stop], [b'*' | b'_' | 0x80.., ..]) {
            line(source, at, stop, &mut found);
        }
        at = stop + 1;
    }
}

fn line(source: &str, start: usize, end: usize, found: &mut impl FnMut(Label)) {
    let mut at = start;
    while at < end && source.as_bytes()[at] >= 0x80 {
        // A picture before the label: `📅 **Last Updated**: …`.
        match source[at..end].chars().next() {
            Some(c) if is_pictograph(c) => at += c.len_utf8(),
            _ => break,
        }
    }
    at += blanks(&source.as_bytes()[at..end]);
    let Some((mut key, mut value)) = bold(source, at, end) else {
        if let Some(label) = plain(source, start, end) {
            found(label);
        }
        return;
    };
    loop {
        let next = next_label(source, value, end);
        let value_end = next.as_ref().map_or(end, |next| next.separator);
        found(Label {
            style: FieldStyle::Bold,
            key,
            value: value_span(source, value, value_end),
            kind: classify_label(key.text(source)),
        });
        match next {
            Some(next) => (key, value) = (next.key, next.value),
            None => return,
        }
    }
}

/// `**Key**:` or `**Key:**` at `start`, or a line that is nothing but bold: its key, and where the value begins.
fn bold(source: &str, start: usize, end: usize) -> Option<(Span, usize)> {
    let bytes = &source.as_bytes()[..end];
    let mark = match bytes.get(start..start + 2)? {
        b"**" => b"**",
        b"__" => b"__",
        _ => return None,
    };
    let inner = start + 2;
    if matches!(bytes.get(inner)?, b' ' | b'\t' | b'*' | b'_') {
        return None;
    }
    let close = pair(bytes, inner, end.min(inner + MAX_KEY + 2), mark[0])?;
    let after = close + 2;
    let words = source[inner..close].trim_end();
    if let Some(key) = words.strip_suffix(':').or_else(|| words.strip_suffix('：')) {
        return Some((nonempty(source, inner, inner + key.len())?, after));
    }
    let key = nonempty(source, inner, close)?;
    let mut at = after + blanks(&bytes[after..]);
    if at == end {
        return Some((key, end));
    }
    if bytes[at] == b'(' {
        // `**Files to Modify** (3):`
        let close = at + memchr::memchr(b')', &bytes[at..end.min(at + MAX_KEY)])?;
        at = close + 1 + blanks(&bytes[close + 1..]);
    }
    let rest = &source[at..end];
    let colon =
        if rest.starts_with(':') { 1 } else { usize::from(rest.starts_with('：')) * '：'.len_utf8() };
    (colon > 0).then_some((key, at + colon))
}

/// `Key: value` in words that the vocabulary knows.
fn plain(source: &str, start: usize, end: usize) -> Option<Label> {
    let bytes = &source.as_bytes()[start..end.min(start + MAX_KEY)];
    if !bytes.first()?.is_ascii_alphabetic() && bytes[0] < 0x80 {
        return None;
    }
    let colon = memchr::memchr(b':', bytes)?;
    let mut words = 1;
    for byte in &bytes[..colon] {
        match byte {
            b' ' => words += 1,
            b'-' | b'_' | b'/' | b'(' | b')' | 0x80.. => {}
            byte if byte.is_ascii_alphanumeric() => {}
            _ => return None,
        }
        if words > 4 {
            return None;
        }
    }
    let colon = start + colon;
    if !matches!(source.as_bytes()[..end].get(colon + 1), None | Some(b' ' | b'\t')) {
        return None;
    }
    let key = nonempty(source, start, colon)?;
    let kind = classify_label(key.text(source))?;
    Some(Label { style: FieldStyle::Plain, key, value: value_span(source, colon + 1, end), kind: Some(kind) })
}

struct Next {
    separator: usize,
    key: Span,
    value: usize,
}

/// The next label on the same line, behind `|`, `·` or `•`.
fn next_label(source: &str, from: usize, end: usize) -> Option<Next> {
    let mut at = from;
    while let Some(start) = pair(source.as_bytes(), at, end, b'*') {
        let before = source[from..start].trim_end();
        if let Some(value) = before.strip_suffix(['|', '·', '•'])
            && let Some((key, value_start)) = bold(source, start, end)
        {
            return Some(Next { separator: from + value.len(), key, value: value_start });
        }
        at = start + 2;
    }
    None
}

/// A value without blanks, hard-break backslash, and whatever comment follows.
fn value_span(source: &str, start: usize, end: usize) -> Span {
    let text = &source[start..end];
    let mut open = memchr::memchr_iter(b'<', text.as_bytes());
    let text =
        open.find(|at| text.as_bytes()[*at..].starts_with(b"<!--")).map_or(text, |comment| &text[..comment]);
    let text = text.strip_suffix('\\').unwrap_or(text);
    trimmed(source, start, start + text.len())
}

/// Where the same mark stands twice in a row. Short texts are searched, for which no searcher is worth its making.
fn pair(bytes: &[u8], from: usize, end: usize, mark: u8) -> Option<usize> {
    let mut at = from;
    while let Some(found) = memchr::memchr(mark, bytes.get(at..end)?) {
        if at + found + 1 < end && bytes[at + found + 1] == mark {
            return Some(at + found);
        }
        at += found + 1;
    }
    None
}

fn nonempty(source: &str, start: usize, end: usize) -> Option<Span> {
    Some(trimmed(source, start, end)).filter(|span| !span.is_empty())
}

fn blanks(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let mut found = Vec::new();
        labels(text, Span::from(0..text.len()), true, |label| {
            found.push((label.key.text(text).to_owned(), label.value.text(text).to_owned()));
        });
        let found: Vec<_> = found.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn bold_labels() {
        check("**Status**: ⏳ Planned", &[("Status", "⏳ Planned")]);
        check("**Status:** Planned  ", &[("Status", "Planned")]);
        check("> **Status**: a\n> **Owner**: b", &[("Status", "a"), ("Owner", "b")]);
        check("**Status**： Planned", &[("Status", "Planned")]);
        check("__Status__: x", &[("Status", "x")]);
        check("**Estado：** x", &[("Estado", "x")]);
        check("**Files to Modify** (3):", &[("Files to Modify", "")]);
        check("📅 **Last Updated**: 2025-01-01", &[("Last Updated", "2025-01-01")]);
        check("**Status**: a <!-- milepost: manual -->", &[("Status", "a")]);
        check("**Key Test Cases**", &[("Key Test Cases", "")]);
        check("**Status**: a\\", &[("Status", "a")]);
    }

    #[test]
    fn several_on_one_line() {
        check(
            "**Status:** Done | **Owner:** me · **Risk**: Low",
            &[("Status", "Done"), ("Owner", "me"), ("Risk", "Low")],
        );
        check("**Status**: one | two", &[("Status", "one | two")]);
        check("**Status**: **Done** | **loud** words", &[("Status", "**Done** | **loud** words")]);
    }

    #[test]
    fn prose_is_no_label() {
        check("**Bold** words in prose: yes", &[]);
        check("Some prose with **Status**: inside", &[]);
        check("See also: this", &[]);
        check("**", &[]);
        check("****: x", &[]);
        check("** a**: x", &[]);
        check("http://example.org", &[]);
    }

    #[test]
    fn plain_labels_of_known_words() {
        check("Status: Done", &[("Status", "Done")]);
        check("Status:Done", &[]);
        check("The status of this long line is: Done", &[]);
    }
}

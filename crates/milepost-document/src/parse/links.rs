//! Where a link's target stands.

use crate::Span;

/// The target of an inline link, found between the end of its text and its closing parenthesis.
///
/// The Markdown reader has already accepted the link, so the form is known: `](`, blanks, `<…>` or a run with balanced
/// parentheses, then perhaps a title.
pub(super) fn inline_target(source: &str, text_end: usize, link_end: usize) -> Option<Span> {
    let bytes = &source.as_bytes()[..link_end];
    let close = memchr::memchr(b']', &bytes[text_end..])? + text_end;
    if bytes.get(close + 1) != Some(&b'(') {
        return None;
    }
    destination(source, close + 2, link_end)
}

/// The target of a reference definition `[label]: target "title"` in its span.
pub(super) fn definition_target(source: &str, start: usize, end: usize) -> Option<Span> {
    let bytes = &source.as_bytes()[..end];
    let mut at = start;
    while at + 1 < end {
        match bytes[at] {
            b'\\' => at += 1,
            b']' if bytes[at + 1] == b':' => return destination(source, at + 2, end),
            _ => {}
        }
        at += 1;
    }
    None
}

fn destination(source: &str, mut at: usize, end: usize) -> Option<Span> {
    let bytes = &source.as_bytes()[..end];
    while matches!(bytes.get(at)?, b' ' | b'\t' | b'\n' | b'\r' | b'>') {
        at += 1;
    }
    if bytes[at] == b'<' {
        let close = memchr::memchr(b'>', &bytes[at..])? + at;
        return Some(Span::from(at + 1..close));
    }
    let start = at;
    let mut depth = 0_u32;
    while at < end {
        match bytes[at] {
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            b'(' => depth += 1,
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            byte if byte.is_ascii_whitespace() || byte.is_ascii_control() => break,
            _ => {}
        }
        at += 1;
    }
    Some(Span::from(start..at.min(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found() {
        for (link, text_end, target) in [
            ("[a](b.md)", 2, "b.md"),
            ("[a](<b c.md>)", 2, "b c.md"),
            ("[a](b.md \"t\")", 2, "b.md"),
            ("[a](b_(c).md)", 2, "b_(c).md"),
            (r"[a](b\).md)", 2, r"b\).md"),
            ("[a]()", 2, ""),
            ("[a](\n b.md)", 2, "b.md"),
            ("[](b)", 1, "b"),
        ] {
            assert_eq!(
                inline_target(link, text_end, link.len()).map(|s| s.text(link)),
                Some(target),
                "{link}"
            );
        }
        let definition = r#"[a\]]: <x y> "t""#;
        assert_eq!(definition_target(definition, 0, definition.len()).unwrap().text(definition), "x y");
    }
}

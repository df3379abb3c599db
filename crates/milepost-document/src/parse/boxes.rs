//! List markers and checkboxes, read off the source.

use crate::{BoxState, Checkbox, ListMarker, Span};

/// The marker of a list entry that starts at `start`, its box if it has one, and where its text begins.
pub(super) fn marker_and_box(
    source: &str,
    start: usize,
    end: usize,
) -> (ListMarker, Option<Checkbox>, usize) {
    let bytes = &source.as_bytes()[..end];
    let digits = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (marker, mut at) = if digits == 0 {
        (ListMarker::Bullet, start + 1)
    } else {
        (ListMarker::Number(source[start..start + digits].parse().unwrap_or(u64::MAX)), start + digits + 1)
    };
    at = at.min(end);
    let text = at + blanks(&bytes[at..]);
    // Five blanks or more open an indented code block: nothing in it is a box.
    if text - at > 4 {
        return (marker, None, (at + 1).min(end));
    }
    match checkbox(source, text, end) {
        Some(checkbox) => {
            let after = checkbox.span.end as usize;
            (marker, Some(checkbox), after + blanks(&bytes[after..]))
        }
        None => (marker, None, text),
    }
}

/// A box at `start`: brackets around one character or emoji, followed by a blank or the end of the line.
pub(super) fn checkbox(source: &str, start: usize, end: usize) -> Option<Checkbox> {
    let bytes = &source.as_bytes()[..end];
    if bytes.get(start) != Some(&b'[') {
        return None;
    }
    // The longest emoji with its joiners that is used as a mark has far less than 32 bytes.
    let inner = bytes[start + 1..].iter().take(32).position(|byte| *byte == b']')?;
    let mark = Span::from(start + 1..start + 1 + inner);
    let after = start + inner + 2;
    if !matches!(bytes.get(after), None | Some(b' ' | b'\t' | b'\n' | b'\r')) {
        return None;
    }
    Some(Checkbox { span: Span::from(start..after), mark, state: state(mark.text(source))? })
}

fn state(mark: &str) -> Option<BoxState> {
    let mut chars = mark.chars();
    let first = chars.next()?;
    // Behind an emoji only what changes its look, and what a joiner joins.
    let mut joined = false;
    for c in chars {
        match c {
            '\u{fe0e}' | '\u{fe0f}' | '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}' => {}
            '\u{200d}' => joined = true,
            _ if joined => joined = false,
            _ => return None,
        }
    }
    match first {
        ' ' | '\t' | '\u{a0}' | '\n' | '\r' => Some(BoxState::Open),
        'x' | 'X' | '✓' | '✔' | '✅' | '☑' | '🗸' => Some(BoxState::Ticked),
        '[' | '\\' | '^' | '`' => None,
        c if c.is_alphanumeric() => None,
        _ => Some(BoxState::Other),
    }
}

fn blanks(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_apart() {
        for (line, state, text) in [
            ("- [ ] a", Some(BoxState::Open), "a"),
            ("* [x] a", Some(BoxState::Ticked), "a"),
            ("+ [X]  a", Some(BoxState::Ticked), "a"),
            ("12. [✅] a", Some(BoxState::Ticked), "a"),
            ("1) [🔄] a", Some(BoxState::Other), "a"),
            ("- [❗️] a", Some(BoxState::Other), "a"),
            ("- [~] a", Some(BoxState::Other), "a"),
            ("- [ ]", Some(BoxState::Open), ""),
            ("- [P] a", None, "[P] a"),
            ("- [1] a", None, "[1] a"),
            ("- [x](y)", None, "[x](y)"),
            ("- [ab] c", None, "[ab] c"),
            ("- [] c", None, "[] c"),
            ("- [", None, "["),
            ("-", None, ""),
            ("- ✅ a", None, "✅ a"),
        ] {
            let (_, checkbox, at) = marker_and_box(line, 0, line.len());
            assert_eq!(checkbox.map(|b| b.state), state, "{line}");
            assert_eq!(&line[at..], text, "{line}");
        }
    }

    #[test]
    fn a_huge_number_does_not_overflow() {
        let line = "999999999999999999999999. a";
        assert_eq!(marker_and_box(line, 0, line.len()).0, ListMarker::Number(u64::MAX));
    }
}

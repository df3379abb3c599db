//! Text of strangers, made such that it cannot reach beyond its own place.

use milepost_document::{Document, parse};

/// A text with plain line ends, without control characters, and with everything closed that it opens. Notes say what was
/// changed of it beyond line ends.
pub(super) fn clean(text: &str, notes: &mut Vec<String>) -> String {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let strange = text.chars().filter(|c| is_strange(*c)).count();
    let text = if strange == 0 {
        text
    } else {
        notes.push(format!("control characters, written as `\u{fffd}`: {strange}"));
        text.chars().map(|c| if is_strange(c) { '\u{fffd}' } else { c }).collect()
    };
    let closed = closed(&text);
    if closed.len() > text.trim_end().len() {
        notes.push("a block that was left open is closed at the end of its text".to_owned());
    }
    closed
}

/// One line of plain words: control characters and line ends become blanks.
pub(super) fn line(text: &str) -> String {
    let text: String =
        text.chars().map(|c| if c.is_whitespace() || is_strange(c) { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words as Markdown that shows them as they are.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    let codes = text.matches('`').count().is_multiple_of(2);
    for c in text.chars() {
        if c == '`' {
            in_code = !in_code && codes;
        }
        if !in_code && (matches!(c, '<' | '[' | ']' | '|' | '\\') || c == '`' && !codes) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Words in a code span, whatever they hold.
pub(super) fn code(text: &str) -> String {
    let text = line(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Control characters, and those that turn the direction of what stands around them.
fn is_strange(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// Each of these lines ends one kind of block; a text cannot leave more than one open at its end.
const CLOSERS: [&str; 8] = ["-->", "</pre>", "</script>", "</style>", "</textarea>", "?>", "]]>", ">"];

/// The text without blanks at its end, such that a heading behind it is one.
fn closed(text: &str) -> String {
    let mut text = text.trim_end().to_owned();
    for round in 0..=CLOSERS.len() {
        let document = parse(&format!("{text}\n\n# End\n")).document;
        if ends_in_heading(&document) {
            return text;
        }
        let open = document.fences.last().filter(|fence| !fence.closed);
        let closer = open.map_or_else(
            || CLOSERS.get(round).map_or_else(String::new, |closer| (*closer).to_owned()),
            |fence| {
                let opening = document.text(fence.span).trim_start();
                let sign = opening.chars().next().unwrap_or('`');
                opening.chars().take_while(|c| *c == sign).collect()
            },
        );
        let tried = format!("{text}\n{closer}");
        if ends_in_heading(&parse(&format!("{tried}\n\n# End\n")).document) {
            text = tried;
        }
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0).max(2);
    let fence = "`".repeat(longest + 1);
    if ends_in_heading(&parse(&format!("{text}\n\n# End\n")).document) {
        text
    } else {
        format!("{fence}text\n{text}\n{fence}")
    }
}

fn ends_in_heading(document: &Document) -> bool {
    document
        .sections
        .last()
        .is_some_and(|section| section.level == 1 && document.text(section.title) == "End")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open_is_closed() {
        for text in [
            "a\n```bash\nx",
            "~~~~\nx",
            "- a\n  ```\n  x",
            "a <!-- b",
            "<!-- b\n\nc",
            "<pre>\nx\n\ny",
            "<script>\nx",
            "<![CDATA[ x",
            "<?php x",
            "> ```\n> x",
        ] {
            let mut notes = Vec::new();
            let cleaned = clean(text, &mut notes);
            assert!(cleaned.starts_with(text.trim_end()), "{text:?} became {cleaned:?}");
            assert!(ends_in_heading(&parse(&format!("{cleaned}\n\n# End\n")).document), "{cleaned:?}");
        }
    }

    #[test]
    fn a_text_that_is_closed_stays() {
        for text in ["", "a\n\n- b", "```\nx\n```", "a <b", "<!-- a -->\n\nb", "1 < 2"] {
            let mut notes = Vec::new();
            assert_eq!(clean(text, &mut notes), text);
            assert_eq!(notes, Vec::<String>::new());
        }
    }

    #[test]
    fn control_characters_are_seen() {
        let mut notes = Vec::new();
        assert_eq!(clean("a\u{1b}[31m\r\nb\u{0}", &mut notes), "a\u{fffd}[31m\nb\u{fffd}");
        assert_eq!(notes.len(), 1);
        assert_eq!(line("a\u{1b}\n  b\u{202e}"), "a b");
    }

    #[test]
    fn words_are_shown_as_they_are() {
        assert_eq!(escaped("a <!-- b --> [c] `d<e>`"), "a \\<!-- b --> \\[c\\] `d<e>`");
        assert_eq!(code("a `b` c"), "``a `b` c``");
        assert_eq!(code("`b`"), "`` `b` ``");
    }
}

//! Lines that fit: wrapping, cutting, columns. Widths are those of a terminal's cells, not bytes.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// The room that there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Cells in a line.
    pub width: usize,
}

/// Narrower than this nothing is arranged any more: lines run over.
const NARROWEST: usize = 40;

impl Default for Page {
    fn default() -> Self {
        Self { width: 100 }
    }
}

impl Page {
    /// The cells that are arranged in, at least as many as make sense.
    pub(crate) fn cells(self) -> usize {
        self.width.clamp(NARROWEST, 160)
    }

    /// A text in lines, each behind `indent` blanks. Line breaks of the text stay.
    pub(crate) fn wrapped(self, text: &str, indent: usize) -> String {
        let room = self.cells().saturating_sub(indent).max(20);
        let mut out = String::with_capacity(text.len() + indent + 1);
        let mut put = |piece: &str| {
            out.extend(std::iter::repeat_n(' ', indent));
            out.push_str(piece);
            out.push('\n');
        };
        for line in text.lines() {
            // Most lines are short and plain.
            if line.len() <= room && line.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
                put(line);
            } else {
                for piece in wrap(line, room) {
                    put(&piece);
                }
            }
        }
        out
    }

    /// As [`Page::wrapped`], with something before the first line that takes up the indentation.
    pub(crate) fn hanging(self, lead: &str, indent: usize, text: &str) -> String {
        let body = self.wrapped(text, indent);
        if body.is_empty() {
            return format!("{lead}\n");
        }
        format!("{lead}{}", body.get(indent..).unwrap_or_default())
    }
}

/// The cells that a text takes.
pub(crate) fn width(text: &str) -> usize {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) { text.len() } else { text.width() }
}

/// A text of exactly so many cells: filled up with blanks, or cut with an ellipsis.
pub(crate) fn fit(text: &str, cells: usize) -> String {
    let text = cut(text, cells);
    let missing = cells.saturating_sub(width(&text));
    format!("{text}{}", " ".repeat(missing))
}

/// A text of at most so many cells.
pub(crate) fn cut(text: &str, cells: usize) -> String {
    let text = printable(text);
    if width(&text) <= cells {
        return text;
    }
    let mut kept = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > cells {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}

/// Whether a character shows nothing, or turns the order of others around. Those are left out that join the parts of an
/// emoji or mark the direction of a word.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// The characters of a command beyond ASCII, each once, by number: any of them may look like another one, or like
/// nothing. The first few of many.
pub(crate) fn beyond_ascii(text: &str) -> Vec<String> {
    const SHOWN: usize = 6;
    let found: std::collections::BTreeSet<char> = text.chars().filter(|c| !c.is_ascii()).collect();
    let one = |c: &char| match c.width() {
        Some(1..) if c.is_alphanumeric() => format!("U+{:04X} `{c}`", *c as u32),
        _ => format!("U+{:04X}", *c as u32),
    };
    let mut names: Vec<String> = found.iter().take(SHOWN).map(one).collect();
    if found.len() > SHOWN {
        names.push(format!("and {} more", found.len() - SHOWN));
    }
    names
}

/// A text that cannot steer a terminal: control characters and those that show nothing become visible, line breaks
/// become blanks.
pub fn printable(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    text.chars()
        .map(|c| match c {
            '\n' | '\t' => ' ',
            '\r' => '\u{240d}',
            c if (c as u32) < 0x20 => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
            '\u{7f}' => '\u{2421}',
            c if c.is_control() || is_unseen(c) => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// A finished output in which nothing but our own styling steers a terminal: every other control character, and what
/// shows nothing, becomes visible. Styles are `ESC [ … m` alone.
pub fn contained(text: &str) -> Cow<'_, str> {
    let plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    let mut out = String::new();
    let (mut at, mut copied) = (0, 0);
    while let Some(skip) = text.as_bytes()[at..].iter().position(|byte| !plain(byte)) {
        at += skip;
        let Some(c) = text[at..].chars().next() else { break };
        let end = at + style(&text[at..]).unwrap_or(c.len_utf8());
        if c.is_control() || is_unseen(c) {
            out.push_str(&text[copied..at]);
            if end == at + c.len_utf8() {
                out.push_str(&printable(&text[at..end]));
            } else {
                out.push_str(&text[at..end]);
            }
            copied = end;
        }
        at = end;
    }
    if copied == 0 {
        return text.into();
    }
    out.push_str(&text[copied..]);
    out.into()
}

/// A contained output without its styles, for streams that show none.
pub fn unstyled(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let (mut at, mut copied) = (0, 0);
    while let Some(skip) = text[at..].find('\u{1b}') {
        at += skip;
        let Some(length) = style(&text[at..]) else {
            at += 1;
            continue;
        };
        out.push_str(&text[copied..at]);
        at += length;
        copied = at;
    }
    if copied == 0 {
        return text.into();
    }
    out.push_str(&text[copied..]);
    out.into()
}

/// The bytes of the style `ESC [ … m` with which a text begins.
fn style(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("\u{1b}[")?;
    let end = inner.find(|c: char| !(c.is_ascii_digit() || matches!(c, ';' | ':')))?;
    inner[end..].starts_with('m').then_some("\u{1b}[".len() + end + 1)
}

fn wrap(line: &str, room: usize) -> Vec<String> {
    let line = printable(line);
    if width(&line) <= room {
        return vec![line];
    }
    let mut lines = Vec::new();
    let mut current = String::new();
    let mut used = 0;
    for word in line.split(' ') {
        let cells = width(word);
        let needed = if current.is_empty() { cells } else { used + 1 + cells };
        if needed > room && !current.is_empty() {
            lines.push(std::mem::take(&mut current));
            used = cells;
        } else {
            if !current.is_empty() {
                current.push(' ');
            }
            used = needed;
        }
        current.push_str(word);
    }
    lines.push(current);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_cells() {
        assert_eq!(fit("läuft", 7), "läuft  ");
        assert_eq!(width(&fit("⏳ Planned and more", 8)), 8);
        assert_eq!(cut("abc", 2), "a…");
        assert_eq!(cut("abc", 3), "abc");
    }

    #[test]
    fn words_go_on_at_the_edge_and_not_before() {
        assert_eq!(wrap("ab cd ef", 5), ["ab cd", "ef"]);
        assert_eq!(wrap("ab  cd", 9), ["ab  cd"]);
        assert_eq!(wrap("läuft ⏳ weiter", 8), ["läuft ⏳", "weiter"]);
        assert_eq!(wrap("abcdefgh i", 3), ["abcdefgh", "i"]);
        assert_eq!(Page { width: 60 }.wrapped("a\nb c\n\nü", 2), "  a\n  b c\n  \n  ü\n");
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(printable("a\u{1b}[2Jb\u{202e}c"), "a\u{241b}[2Jb\u{fffd}c");
    }

    #[test]
    fn an_output_keeps_its_styles_and_nothing_else() {
        assert_eq!(contained("\u{1b}[1;31mred\u{1b}[0m\tb\n"), "\u{1b}[1;31mred\u{1b}[0m\tb\n");
        assert_eq!(
            contained("\u{1b}[2Ja\u{9b}mb\u{1b}]0;x\u{7}\u{1b}["),
            "\u{241b}[2Ja\u{fffd}mb\u{241b}]0;x\u{2407}\u{241b}["
        );
    }

    #[test]
    fn an_output_without_styles_is_what_a_terminal_shows() {
        for text in
            ["\u{1b}[1;31mred\u{1b}[0m\tb\n", "\u{1b}[mü\u{1b}[38:5:1m", "plain ○", "\u{1b}[2Ja", "\u{1b}"]
        {
            let text = contained(text);
            assert_eq!(unstyled(&text), anstream::adapter::strip_str(&text).to_string());
        }
    }

    #[test]
    fn what_is_beyond_ascii_is_named_by_number() {
        assert_eq!(beyond_ascii("sh ./\u{441}\u{200b}x"), ["U+0441 `\u{441}`", "U+200B"]);
        assert_eq!(beyond_ascii("plain"), [""; 0]);
    }

    #[test]
    fn narrow_pages_still_print() {
        for width in [0, 1, 5, 39] {
            let text = Page { width }.wrapped("one two three four five six seven", 30);
            assert!(text.contains("seven"));
        }
    }

    #[test]
    fn text_hangs_under_its_first_line() {
        let text = Page { width: 40 }.hanging("  x ", 4, &"word ".repeat(12));
        assert!(text.starts_with("  x word"));
        assert!(text.lines().skip(1).all(|line| line.starts_with("    ")));
    }
}

//! Where the front matter stands.

use crate::Span;

/// The place of a front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) span: Span,
    pub(super) content: Span,
    pub(super) closed: bool,
}

/// Finds the block: `---` on the first line (after an optional BOM), a key below it, `---` or `...` at its end. Two
/// thematic breaks around prose are none. Without an end it reaches to the first line that belongs to no key.
pub(super) fn find(source: &str) -> Option<Block> {
    let bom = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut lines = Lines { source, at: bom };
    let (_, first) = lines.next()?;
    if !first.starts_with("---") || first.trim_end() != "---" || lines.at == bom + first.len() {
        return None;
    }
    let content = lines.at;
    let mut first_line = None;
    while let Some((start, line)) = lines.next() {
        let text = line.trim_end();
        if text == "---" || text == "..." {
            return Some(Block {
                span: Span::from(bom..lines.at),
                content: Span::from(content..start),
                closed: true,
            });
        }
        if first_line.is_none() && !text.is_empty() && !text.trim_start().starts_with('#') {
            first_line = Some(text);
            if !opens_mapping(text) {
                return None;
            }
        }
    }
    let end = plausible_end(source, content);
    (end > content).then(|| Block {
        span: Span::from(bom..end),
        content: Span::from(content..end),
        closed: false,
    })
}

/// Whether a line can begin a mapping, also one that is refused later.
fn opens_mapping(line: &str) -> bool {
    is_key(line) || line.starts_with(['{', '&', '!', '?', '%', '"', '\''])
}

/// Where a block without an end stops: at the first line that is neither a key nor part of its value.
fn plausible_end(source: &str, content: usize) -> usize {
    let mut end = content;
    let mut lines = Lines { source, at: content };
    while let Some((_, line)) = lines.next() {
        let belongs = is_key(line)
            || end > content
                && !line.trim().is_empty()
                && (line.starts_with([' ', '\t']) || line.starts_with("- "));
        if !belongs {
            break;
        }
        end = lines.at;
    }
    end
}

/// `key:` or `key: value` at the start of a line.
pub(super) fn is_key(line: &str) -> bool {
    key_end(line).is_some()
}

/// Where the key of a line ends, if the line has one.
pub(super) fn key_end(line: &str) -> Option<usize> {
    let colon =
        line.find(": ").or_else(|| line.trim_end().ends_with(':').then(|| line.trim_end().len() - 1))?;
    let key = &line[..colon];
    let plain = key.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '/'));
    (plain && !key.ends_with(' ') && key.len() <= 64).then_some(colon)
}

/// Lines with their places; line ends are LF, CRLF or CR and belong to the line's place, not to its text.
pub(super) struct Lines<'s> {
    pub(super) source: &'s str,
    pub(super) at: usize,
}

impl<'s> Iterator for Lines<'s> {
    type Item = (usize, &'s str);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.source.get(self.at..).filter(|rest| !rest.is_empty())?;
        let start = self.at;
        let end = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let newline = match rest.as_bytes().get(end) {
            Some(b'\r') if rest.as_bytes().get(end + 1) == Some(&b'\n') => 2,
            Some(_) => 1,
            None => 0,
        };
        self.at += end + newline;
        Some((start, &rest[..end]))
    }
}

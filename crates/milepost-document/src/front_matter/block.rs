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
    if first.trim_end() != "---" || !source[bom..].starts_with("---") || lines.at == source.len() && !source.ends_with(['\n', '\r']) {
        return None;
    }
    let content = lines.at;
    let mut keys = 0_usize;
    let mut prose = false;
    let mut plausible_end = content;
    let mut stopped = false;
    while let Some((start, line)) = lines.next() {
        let text = line.trim_end();
        if text == "---" || text == "..." {
            if prose && keys == 0 {
                return None;
            }
            let block = Block { span: Span::from(bom..lines.at), content: Span::from(content..start), closed: true };
            return Some(block);
        }
        let indented = line.starts_with([' ', '\t']) || line.starts_with("- ");
        if is_key(text) && !stopped {
            keys += 1;
        } else if text.is_empty() || text.starts_with("# ") || keys == 0 && !text.starts_with('#') {
            prose |= !text.is_empty() && !text.starts_with('#') && !text.starts_with(['{', '&', '!', '%', '[', '"', '\'', '?', '-', '*']);
            stopped = true;
        } else if !indented && !text.starts_with('#') {
            stopped = true;
        }
        if !stopped {
            plausible_end = lines.at;
        }
        if prose && keys == 0 {
            return None;
        }
    }
    (keys > 0).then(|| Block { span: Span::from(bom..plausible_end), content: Span::from(content..plausible_end), closed: false })
}

/// `key:` or `key: value` at the start of a line.
pub(super) fn is_key(line: &str) -> bool {
    key_end(line).is_some()
}

/// Where the key of a line ends, if the line has one.
pub(super) fn key_end(line: &str) -> Option<usize> {
    let colon = line.find(": ").or_else(|| line.trim_end().ends_with(':').then(|| line.trim_end().len() - 1))?;
    let key = &line[..colon];
    let plain = key.starts_with(|c: char| c.is_alphanumeric() || c == '_') && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '/'));
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
        let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let newline = match rest.as_bytes().get(end) {
            Some(b'\r') if rest.as_bytes().get(end + 1) == Some(&b'\n') => 2,
            Some(_) => 1,
            None => 0,
        };
        self.at += end + newline;
        Some((start, &rest[..end]))
    }
}

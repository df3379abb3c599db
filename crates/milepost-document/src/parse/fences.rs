//! The parts of a fenced code block, read off the source.

use crate::Span;

/// Where the parts of a fence stand.
pub(super) struct Parts {
    pub(super) span: Span,
    pub(super) info: Span,
    pub(super) content: Span,
    pub(super) indent: u32,
    pub(super) closed: bool,
}

/// Splits the block at `range` (as the Markdown reader gives it) into fence lines, info string and content.
pub(super) fn parts(source: &str, range: Span) -> Parts {
    let (start, end) = (range.start as usize, range.end as usize);
    let bytes = &source.as_bytes()[..end];
    let start = start + bytes[start..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let mark = bytes.get(start).copied().unwrap_or(b'`');
    let length = bytes[start..].iter().take_while(|byte| **byte == mark).count();
    let info_start = start + length;
    let line_end = memchr::memchr2(b'\n', b'\r', &bytes[info_start..]).map_or(end, |n| info_start + n);
    let info = super::tables::trimmed(source, info_start, line_end);
    let content_start = after_line_end(bytes, line_end);
    let last = source[content_start..end].trim_end_matches(['\n', '\r', ' ', '\t']);
    let last_end = content_start + last.len();
    let last_start =
        memchr::memrchr2(b'\n', b'\r', last.as_bytes()).map_or(content_start, |n| content_start + n + 1);
    let closed = content_start > line_end && is_closing(&bytes[last_start..last_end], mark, length);
    let (content_end, span_end) = if closed { (last_start, last_end) } else { (end, end) };
    Parts {
        span: Span::from(start..span_end),
        info,
        content: Span::from(content_start..content_end),
        indent: indent(source.as_bytes(), start),
        closed,
    }
}

/// Whether a line closes a fence of `length` marks; blanks and the signs of a quote may stand before.
fn is_closing(line: &[u8], mark: u8, length: usize) -> bool {
    let before = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'>')).count();
    let marks = &line[before..];
    marks.len() >= length && marks.iter().all(|byte| *byte == mark)
}

fn indent(bytes: &[u8], start: usize) -> u32 {
    let line = memchr::memrchr2(b'\n', b'\r', &bytes[..start]).map_or(0, |n| n + 1);
    let quote = bytes[line..start].iter().rposition(|byte| *byte == b'>');
    // The blank behind a quote's sign belongs to the sign.
    let from = quote.map_or(line, |at| (line + at + 2).min(start));
    (start - from) as u32
}

fn after_line_end(bytes: &[u8], at: usize) -> usize {
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => at + 2,
        (Some(_), _) => at + 1,
        (None, _) => at,
    }
}

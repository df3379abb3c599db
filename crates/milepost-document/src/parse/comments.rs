//! Annotation comments: where they stand and what text they carry.

use crate::Span;

/// A comment that speaks to Milepost.
pub(super) struct Comment {
    /// With its marks.
    pub(super) span: Span,
    /// What stands behind `milepost:`, or why that cannot be had.
    pub(super) body: Result<Span, &'static str>,
}

/// Calls `found` for each `<!-- milepost: … -->` in a range.
pub(super) fn html(source: &str, range: Span, mut found: impl FnMut(Comment)) {
    let (mut at, end) = (range.start as usize, range.end as usize);
    let bytes = &source.as_bytes()[..end];
    while let Some(start) = memchr::memmem::find(&bytes[at..], b"<!--").map(|n| at + n) {
        let inner = start + 4;
        let close = memchr::memmem::find(&bytes[inner..], b"-->").map(|n| inner + n);
        let (inner_end, comment_end) = close.map_or((end, end), |close| (close, close + 3));
        if let Some(body) = body(source, inner, inner_end) {
            let body = if close.is_some() { body } else { Err("the comment is not closed by `-->`") };
            let comment_end = start + source[start..comment_end].trim_end().len();
            found(Comment { span: Span::from(start..comment_end), body });
        }
        at = comment_end;
    }
}

/// Calls `found` for each line of a program that is a comment to Milepost: `sign` is `#` or `--`.
pub(super) fn lines(source: &str, content: Span, sign: &str, mut found: impl FnMut(Comment)) {
    let (start, end) = (content.start as usize, content.end as usize);
    let bytes = source.as_bytes();
    let (mut line, mut line_end) = (start, start);
    for at in memchr::memmem::find_iter(&bytes[start..end], b"milepost") {
        let word = start + at;
        if word >= line_end {
            line =
                memchr::memrchr2(b'\n', b'\r', &bytes[line_end..word]).map_or(line_end, |n| line_end + n + 1);
            line_end = memchr::memchr2(b'\n', b'\r', &bytes[word..end]).map_or(end, |n| word + n);
        }
        let before = source[line..word].trim_end();
        // A comment of its own, or behind a command with a blank between.
        let Some(code) = before.strip_suffix(sign) else { continue };
        if !code.is_empty() && !code.ends_with([' ', '\t', '>']) {
            continue;
        }
        if let Some(body) = body(source, word, line_end) {
            let text = source[line + code.len()..line_end].trim_end();
            let span = Span::from(line + code.len()..line + code.len() + text.len());
            found(Comment { span, body });
        }
    }
}

fn body(source: &str, start: usize, end: usize) -> Option<Result<Span, &'static str>> {
    let text = source[start..end].trim_start();
    let rest = text.strip_prefix("milepost")?;
    if rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/')) {
        return None;
    }
    let Some(form) = rest.trim_start().strip_prefix(':') else {
        return Some(Err("a colon is missing behind `milepost`"));
    };
    Some(Ok(super::tables::trimmed(source, end - form.len(), end)))
}

//! The comments that carry annotations.

use super::form::Annotation;
use super::parser::{AnnotationError, parse_annotation};
use crate::Span;

/// The body of an annotation in a comment: the bytes behind `milepost:`, without the comment's end.
///
/// Reads `<!-- milepost: … -->`, `# milepost: …`, `-- milepost: …` and `// milepost: …`. `None` when the comment
/// says nothing to Milepost.
pub fn annotation_body(comment: &str) -> Option<Span> {
    let (open, close) = carrier(comment)?;
    let inner = comment.get(open..close)?;
    let lead = inner.len() - inner.trim_start().len();
    let rest = inner[lead..].strip_prefix("milepost")?;
    let body = rest.trim_start_matches([' ', '\t']).strip_prefix(':')?;
    let start = close - body.len();
    Some(Span::new(start as u32, close as u32))
}

/// Reads the annotation in a comment that stands at `offset`. `None` when the comment says nothing to Milepost.
///
/// # Errors
/// As [`parse_annotation`]; also for `milepost` with a form but without its colon.
pub fn parse_comment(comment: &str, offset: u32) -> Option<Result<Vec<Annotation>, AnnotationError>> {
    if let Some(body) = annotation_body(comment) {
        return Some(parse_annotation(body.text(comment), offset + body.start));
    }
    let (open, close) = carrier(comment)?;
    let rest = comment.get(open..close)?.trim().strip_prefix("milepost ")?;
    parse_annotation(rest, 0).ok()?;
    let error = AnnotationError {
        span: Span::new(offset + open as u32, offset + close as u32),
        message: "`milepost` without a colon".to_owned(),
        hint: Some(format!("write `milepost: {}`", rest.trim())),
    };
    Some(Err(error))
}

/// Where the text of a comment starts and ends.
fn carrier(comment: &str) -> Option<(usize, usize)> {
    let end = comment.trim_end().len();
    let start = comment.len() - comment.trim_start().len();
    let text = comment.get(start..end)?;
    if let Some(inner) = text.strip_prefix("<!--") {
        let close = inner.find("-->").unwrap_or(inner.len());
        return Some((start + 4, start + 4 + close));
    }
    let sign = ["--", "//", "#"].into_iter().find(|sign| text.starts_with(sign))?;
    let marks = text.len() - text.trim_start_matches('#').len();
    let open = start + sign.len().max(marks);
    let line = comment[open..end].find(['\n', '\r']).map_or(end, |at| open + at);
    Some((open, line))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn carriers() {
        for comment in [
            "<!-- milepost: manual -->",
            "<!--milepost:manual-->",
            "# milepost: manual",
            "## milepost: manual",
            "-- milepost: manual",
            "// milepost : manual",
            "  # milepost: manual\n",
        ] {
            let annotations =
                parse_comment(comment, 0).and_then(Result::ok).unwrap_or_else(|| panic!("{comment}"));
            assert_eq!(annotations[0].span.text(comment), "manual");
        }
        for comment in [
            "<!-- a note -->",
            "# Step 1: milepost: x",
            "text",
            "",
            "<!-- mileposts: x -->",
            "# milepost is nice",
        ] {
            assert_eq!(parse_comment(comment, 0), None, "{comment}");
        }
    }

    #[test]
    fn a_missing_colon_is_an_error() {
        let error = parse_comment("<!-- milepost manual -->", 5).and_then(Result::err).unwrap();
        assert_eq!(error.hint.as_deref(), Some("write `milepost: manual`"));
    }

    proptest! {
        #[test]
        fn no_panic(text in "(<!--|#|--|//)? ?(milepost:? ?)?.{0,30}") {
            let _ = parse_comment(&text, 0);
        }
    }
}

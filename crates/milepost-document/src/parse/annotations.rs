//! Fences, comments, and which belongs to what.

use pulldown_cmark::CodeBlockKind;

use super::{
    builder::{Builder, EndedList, Frame},
    comments::{self, Comment},
    fences,
};
use crate::{
    AnnotationComment, AnnotationId, Attached, Fence, FenceId, Problem, Span, annotation::parse_annotation,
};

impl Builder<'_> {
    pub(super) fn code_block(&mut self, kind: &CodeBlockKind<'_>, span: Span) {
        self.close_own();
        self.label = None;
        self.ended = None;
        let waiting = std::mem::take(&mut self.waiting);
        if matches!(kind, CodeBlockKind::Indented) {
            return;
        }
        let parts = fences::parts(self.source, span);
        let id = FenceId(self.fences.len() as u32);
        for annotation in &waiting {
            if let Attached::Item(item) = self.annotations[annotation.index()].attached {
                self.items[item.index()].annotations.retain(|other| other != annotation);
            }
            self.annotations[annotation.index()].attached = Attached::Fence(id);
        }
        if !parts.closed {
            let opening = Span::new(parts.span.start, parts.info.end.max(parts.span.start));
            let problem = Problem::error("unclosed-fence", opening, "the code block has no closing line");
            let mark = &self.source[opening.start as usize..parts.info.start as usize];
            self.problems.push(problem.with_hint(format!("close it by a line `{}`", mark.trim())));
        }
        let mut annotations = waiting;
        if let Some(sign) = comment_sign(parts.info.text(self.source)) {
            comments::lines(self.source, parts.content, sign, |comment| {
                annotations.push(annotate(
                    self.source,
                    &mut self.annotations,
                    self.problems,
                    comment,
                    Attached::Fence(id),
                ));
            });
        }
        self.fences.push(Fence {
            section: self.section,
            item: self.item(),
            span: parts.span,
            info: parts.info,
            content: parts.content,
            indent: parts.indent,
            quotes: self.quotes,
            closed: parts.closed,
            annotations,
            kind: self.meanings[self.section.index()],
        });
    }

    pub(super) fn html_block(&mut self, span: Span) {
        self.close_own();
        self.label = None;
        let behind = self.ended.filter(|ended| {
            let last = self.items[ended.last.index()].span.end;
            let between = &self.source.as_bytes()[last as usize..span.start.max(last) as usize];
            ended.depth == self.frames.len() && line_ends(between) < 2
        });
        let attached = match (behind, self.frames.last()) {
            (Some(ended), _) => Attached::Item(ended.last),
            (None, Some(Frame::Item { id, .. })) => Attached::Item(*id),
            _ => Attached::Section(self.section),
        };
        let text = self.trimmed(span);
        let only_comments =
            text.text(self.source).starts_with("<!--") && text.text(self.source).ends_with("-->");
        let last = memchr::memmem::rfind(text.text(self.source).as_bytes(), b"<!--");
        // One that speaks to Milepost is told by its own problem.
        let is_open = |tail: &str| !tail.contains("-->") && !tail[4..].trim_start().starts_with("milepost");
        if let Some(at) = last.filter(|at| is_open(&text.text(self.source)[*at..])) {
            let start = text.start + at as u32;
            let message = "the comment is not closed: everything below it is left out";
            let problem = Problem::error("unclosed-comment", Span::new(start, start + 4), message);
            self.problems.push(problem.with_hint("close it by `-->`"));
        }
        let before = self.annotations.len();
        comments::html(self.source, span, |comment| {
            annotate(self.source, &mut self.annotations, self.problems, comment, attached);
        });
        let added = (before..self.annotations.len()).map(|at| AnnotationId(at as u32));
        if let Attached::Item(id) = attached {
            self.items[id.index()].annotations.extend(added.clone());
        }
        if only_comments {
            self.waiting.extend(added);
            // A blank line before the comment parts for good.
            self.ended = behind.map(|ended| EndedList { parted: true, ..ended });
        } else {
            self.waiting.clear();
            self.ended = None;
        }
    }

    pub(super) fn last_annotation_in(&self, span: Span) -> Option<AnnotationId> {
        let last = self.annotations.last()?;
        span.contains(last.span).then(|| AnnotationId(self.annotations.len() as u32 - 1))
    }
}

/// Reads a comment and keeps it; one that cannot be read is a problem and has no forms.
pub(super) fn annotate(
    source: &str,
    annotations: &mut Vec<AnnotationComment>,
    problems: &mut Vec<Problem>,
    comment: Comment,
    attached: Attached,
) -> AnnotationId {
    let failed = match comment.body {
        Ok(body) => match parse_annotation(body.text(source), body.start) {
            Ok(forms) => {
                annotations.push(AnnotationComment { span: comment.span, attached, forms });
                return AnnotationId(annotations.len() as u32 - 1);
            }
            Err(error) => {
                let problem = Problem::error("annotation-syntax", error.span, error.message);
                error.hint.map_or(problem.clone(), |hint| problem.with_hint(hint))
            }
        },
        Err(message) => Problem::error("annotation-syntax", comment.span, message)
            .with_hint("write it as `<!-- milepost: FORM -->`"),
    };
    problems.push(failed);
    annotations.push(AnnotationComment { span: comment.span, attached, forms: Vec::new() });
    AnnotationId(annotations.len() as u32 - 1)
}

/// How a language begins a comment, for the languages whose comments are read.
fn comment_sign(info: &str) -> Option<&'static str> {
    let language = info.split([' ', '\t', ',', '{']).next().unwrap_or(info);
    let is = |names: &[&str]| names.iter().any(|name| language.eq_ignore_ascii_case(name));
    if language.is_empty()
        || is(&["bash", "sh", "shell", "console", "zsh", "env", "dotenv", "python", "py", "text"])
    {
        Some("#")
    } else if is(&["sql", "postgresql", "psql", "mysql", "sqlite", "plpgsql"]) {
        Some("--")
    } else {
        None
    }
}

fn line_ends(bytes: &[u8]) -> usize {
    let lf = memchr::memchr_iter(b'\n', bytes).count();
    if lf == 0 { memchr::memchr_iter(b'\r', bytes).count() } else { lf }
}

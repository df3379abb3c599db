//! Lint findings with the lines on which they stand.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, renderer::DecorStyle};
use milepost_engine::{
    Workspace,
    document::{LineIndex, Severity, Span},
    lint::{Finding, Grade},
};

use crate::{Page, Place, layout::printable, put::put, words::plural};

/// A line longer than this many bytes is shown in part only.
const LONGEST: usize = 400;

/// Findings, each with its place, its line, the related places, its hint and its fix.
pub fn findings(workspace: &Workspace, findings: &[Finding], place: Place<'_>, page: Page) -> String {
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii).term_width(page.cells());
    let mut out = String::new();
    for finding in findings {
        out.push_str(&renderer.render(&groups(workspace, finding, place)));
        out.push_str("\n\n");
    }
    out
}

fn groups<'f>(workspace: &'f Workspace, finding: &'f Finding, place: Place<'_>) -> Vec<Group<'f>> {
    let level = match finding.severity {
        Severity::Info => Level::NOTE,
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    };
    let document =
        |path: &str| workspace.portfolio.find(path).map(|index| workspace.document(index).document());
    let mut group = level.primary_title(printable(&finding.message)).id(finding.rule).elements(
        document(&finding.path).map(|document| {
            let path = place.shown(&finding.path);
            snippet(
                (&document.source[..], document.lines()),
                path,
                finding.span,
                AnnotationKind::Primary,
                None,
            )
        }),
    );
    for related in &finding.related {
        if let Some(document) = document(&related.path) {
            let label = Some(printable(&related.text));
            group = group.element(snippet(
                (&document.source[..], document.lines()),
                place.shown(&related.path),
                related.span,
                AnnotationKind::Context,
                label,
            ));
        }
    }
    if let Some(hint) = &finding.hint {
        group = group.element(Level::HELP.message(printable(hint)));
    }
    if let Some(fix) = &finding.fix {
        let how = match fix.grade {
            Grade::Safe => "`--fix` does this",
            Grade::NeedsReview => "`--fix=review` does this",
            Grade::Suggestion => "one way to do it",
        };
        group = group.element(Level::HELP.message(format!("{}: {how}", printable(&fix.title))));
    }
    vec![group]
}

/// The lines of a span, at most three, and the span in them. The whole text is not handed on: it may be large.
pub(super) fn snippet<'s>(
    (source, lines): (&'s str, &LineIndex),
    path: String,
    span: Span,
    kind: AnnotationKind,
    label: Option<String>,
) -> Snippet<'s, annotate_snippets::Annotation<'s>> {
    let first = lines.line(span.start);
    let last = lines.line(span.end.saturating_sub(1).max(span.start)).min(first + 2);
    let start = lines.start(first).unwrap_or(span.start) as usize;
    let end = lines.span(source, last).map_or(source.len(), |line| line.end as usize);
    let (from, to) = window(source, start, end.max(start), span);
    let text = &source[from..to];
    let text = text.trim_end_matches(['\n', '\r']);
    let inside = |offset: u32| (offset as usize).clamp(from, from + text.len()) - from;
    let range = inside(span.start)..inside(span.end);
    Snippet::source(text).path(path).line_start(first as usize).annotation(kind.span(range).label(label))
}

/// The part of long lines that is shown: around the span, on character borders.
fn window(source: &str, start: usize, end: usize, span: Span) -> (usize, usize) {
    if end - start <= LONGEST {
        return (start, end);
    }
    let mut from = (span.start as usize).saturating_sub(LONGEST / 4).clamp(start, end);
    let mut to = (from + LONGEST).clamp(from, end);
    while !source.is_char_boundary(from) {
        from -= 1;
    }
    while !source.is_char_boundary(to) {
        to += 1;
    }
    (from, to)
}

/// How many there are, and how many a fix would put right.
pub fn findings_summary(findings: &[Finding], documents: usize) -> String {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let graded = |grade| {
        findings.iter().filter(|finding| finding.fix.as_ref().is_some_and(|fix| fix.grade == grade)).count()
    };
    if findings.is_empty() {
        return format!("no findings in {}\n", plural(documents, "document"));
    }
    let kinds = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "note")];
    let counts: Vec<_> = kinds
        .into_iter()
        .filter(|(kind, _)| count(*kind) > 0)
        .map(|(kind, word)| plural(count(kind), word))
        .collect();
    let mut text = format!("{} in {}", counts.join(", "), plural(documents, "document"));
    if graded(Grade::Safe) > 0 {
        put!(text, "; `--fix` puts {} right", graded(Grade::Safe));
    }
    if graded(Grade::NeedsReview) > 0 {
        put!(text, "; `--fix=review` {} more", graded(Grade::NeedsReview));
    }
    text.push('\n');
    text
}

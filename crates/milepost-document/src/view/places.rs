//! Which parts of a document speak of the document as a whole: its header and its footer.

use crate::{Document, Field, SectionId, Span, vocabulary::SectionKind};

/// How many lines at the end of a document are its footer, when no rule sets one off.
const FOOTER_LINES: u32 = 15;

/// The parts of a document in which a label is about the document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Places {
    /// Where the header ends: at the second heading of level 2.
    pub(super) header_end: u32,
    /// Where the last rule stands, as far as one sets a footer off.
    pub(super) rule: Option<u32>,
    /// Where the last lines begin.
    pub(super) last_lines: u32,
}

impl Places {
    pub(super) fn new(document: &Document) -> Self {
        let end = document.source.len() as u32;
        let header_end =
            document.sections.iter().filter(|s| s.level == 2).nth(1).map_or(end, |s| s.heading.start);
        let trimmed = document.source.trim_end().len();
        let lines = document.lines();
        let last = lines.line(trimmed as u32);
        let last_lines = lines.start(last.saturating_sub(FOOTER_LINES - 1)).unwrap_or(0);
        Self { header_end, rule: last_rule(document, trimmed, last), last_lines }
    }

    pub(super) fn in_header(&self, span: Span) -> bool {
        span.start < self.header_end
    }

    /// In the last lines, or behind the last rule when no heading comes between.
    pub(super) fn in_footer(&self, document: &Document, field: &Field) -> bool {
        let section = document.section(field.section);
        let behind_rule =
            self.rule.is_some_and(|rule| field.key.start > rule && section.heading.start <= rule);
        behind_rule || field.key.start >= self.last_lines && !is_about_another(document, field.section)
    }
}

/// Whether a section speaks of what comes next, not of this document.
pub(super) fn is_about_another(document: &Document, section: SectionId) -> bool {
    document.ancestors(section).any(|(_, section)| matches!(section.kind, Some(SectionKind::NextSteps)))
}

/// The last line of dashes, stars or underscores outside of fences, if it is not far from the end.
fn last_rule(document: &Document, end: usize, last_line: u32) -> Option<u32> {
    const WINDOW: usize = 4_000;
    let bytes = &document.source.as_bytes()[..end];
    let floor = document.sections[0].own.start;
    let mut line_end = end;
    for line in (1..=last_line).rev() {
        if end - line_end >= WINDOW {
            break;
        }
        let start = document.lines().start(line).filter(|start| *start >= floor)?;
        if is_rule(&bytes[start as usize..line_end]) && !in_fence(document, start) {
            return Some(start);
        }
        line_end = start as usize;
    }
    None
}

/// Whether a line is three or more dashes, stars or underscores, and nothing else.
fn is_rule(line: &[u8]) -> bool {
    let Some(first @ (b'-' | b'*' | b'_')) = line.trim_ascii_start().first() else { return false };
    let line = line.trim_ascii();
    line.len() >= 3 && line.iter().all(|byte| byte == first)
}

fn in_fence(document: &Document, offset: u32) -> bool {
    let next = document.fences.partition_point(|fence| fence.span.start <= offset);
    next > 0 && document.fences[next - 1].span.holds(offset)
}

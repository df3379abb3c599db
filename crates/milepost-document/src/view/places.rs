//! Which parts of a document speak of the document as a whole: its header and its footer.

use crate::{Document, Field, SectionId, Span, vocabulary::SectionKind};

/// How many lines at the end of a document are its footer, when no rule sets one off.
const FOOTER_LINES: usize = 15;

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
        let bytes = &document.source.as_bytes()[..trimmed];
        let last_lines =
            memchr::memrchr_iter(b'\n', bytes).nth(FOOTER_LINES - 1).map_or(0, |at| at as u32 + 1);
        Self { header_end, rule: last_rule(document, trimmed), last_lines }
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
fn last_rule(document: &Document, end: usize) -> Option<u32> {
    const WINDOW: usize = 4_000;
    let bytes = &document.source.as_bytes()[..end];
    let floor = document.sections[0].own.start as usize;
    let mut line_end = end;
    while line_end > floor && end - line_end < WINDOW {
        let start = memchr::memrchr2(b'\n', b'\r', &bytes[..line_end]).map_or(0, |at| at + 1);
        let line = bytes[start..line_end].trim_ascii();
        let is_rule =
            line.len() >= 3 && matches!(line[0], b'-' | b'*' | b'_') && line.iter().all(|b| *b == line[0]);
        if is_rule && start >= floor && !in_fence(document, start as u32) {
            return Some(start as u32);
        }
        line_end = start.saturating_sub(1);
        if start == 0 {
            break;
        }
    }
    None
}

fn in_fence(document: &Document, offset: u32) -> bool {
    let next = document.fences.partition_point(|fence| fence.span.start <= offset);
    next > 0 && document.fences[next - 1].span.holds(offset)
}

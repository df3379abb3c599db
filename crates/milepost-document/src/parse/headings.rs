//! Headings and the sections that they open.

use super::builder::Builder;
use crate::{Attached, Section, SectionId, Span, vocabulary::classify_heading};

impl Builder<'_> {
    pub(super) fn close_heading(&mut self, span: Span) {
        let Some(heading) = self.heading.take() else { return };
        let span = heading.span.to(span);
        if !self.frames.is_empty() {
            return;
        }
        let text = span.text(self.source);
        let setext = !text.trim_start().starts_with('#');
        if setext && text.trim_start().starts_with("**") {
            // A rule directly below labels makes a heading of them for Markdown, never for the author.
            let lines = text.trim_end().rfind(['\n', '\r']).unwrap_or(text.len());
            let before = self.fields.len();
            self.read_labels(Span::new(span.start, span.start + lines as u32));
            self.label = None;
            if self.fields.len() > before {
                return;
            }
        }
        let whole = self.trimmed(span);
        let title = heading.title.map_or(Span::at(whole.end), |title| self.trimmed(title));
        self.close_sections(heading.level, span.start);
        let kind = classify_heading(title.text(self.source));
        let end = self.source.len() as u32;
        let parent = self.section;
        self.section = SectionId(self.sections.len() as u32);
        self.meanings.push(kind.or(self.meanings[parent.index()]));
        // What was annotated inside of the heading belongs to what it opens.
        for annotation in self.annotations.iter_mut().rev().take_while(|a| whole.contains(a.span)) {
            annotation.attached = Attached::Section(self.section);
        }
        for link in self.links.iter_mut().rev().take_while(|link| whole.contains(link.span)) {
            link.section = self.section;
        }
        self.sections.push(Section {
            heading: whole,
            title,
            level: heading.level,
            body: Span::new(span.end, end),
            own: Span::new(span.end, end),
            parent: Some(parent),
            kind,
        });
    }

    /// Ends the open sections of `level` and below it at `end`.
    pub(super) fn close_sections(&mut self, level: u8, end: u32) {
        self.sections[self.section.index()].own.end = end;
        while let Section { level: open, parent: Some(parent), .. } = self.sections[self.section.index()] {
            if open < level {
                break;
            }
            self.sections[self.section.index()].body.end = end;
            self.section = parent;
        }
    }
}

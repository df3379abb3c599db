//! The sections of the template, to be filled.

use std::fmt::Write as _;

use milepost_document::{
    parse,
    vocabulary::{SectionKind, plain_text},
};

use crate::new::NewKind;

/// The sections of the template of a milestone, in order, with what goes into each.
#[derive(Debug, Clone)]
pub(super) struct Skeleton {
    sections: Vec<Section>,
}

#[derive(Debug, Clone)]
struct Section {
    title: String,
    level: u8,
    kind: Option<SectionKind>,
    content: Vec<String>,
    is_kept: bool,
}

impl Skeleton {
    /// The template's, empty.
    pub(super) fn new() -> Self {
        let document = parse(NewKind::Milestone.template()).document;
        let sections = document.sections.iter().filter(|section| section.level >= 2).map(|section| Section {
            title: document.text(section.title).to_owned(),
            level: section.level,
            kind: section.kind,
            content: Vec::new(),
            is_kept: false,
        });
        Self { sections: sections.collect() }
    }

    /// Whether the template has a section that means this.
    pub(super) fn has(&self, kind: SectionKind) -> bool {
        self.find(kind).is_some()
    }

    /// The level of the section that means this, and whether this is its very title.
    pub(super) fn place(&self, kind: SectionKind, title: &str) -> Option<(u8, bool)> {
        let section = &self.sections[self.find(kind)?];
        Some((section.level, plain_text(&section.title) == plain_text(title)))
    }

    /// Puts a text into the section that means this; empty texts are none.
    pub(super) fn add(&mut self, kind: SectionKind, text: impl Into<String>) {
        let text = text.into();
        if let Some(at) = self.find(kind).filter(|_| !text.trim().is_empty()) {
            self.sections[at].content.push(text);
        }
    }

    /// Writes the section that means this, even if nothing stands in it.
    pub(super) fn keep(&mut self, kind: SectionKind) {
        if let Some(at) = self.find(kind) {
            self.sections[at].is_kept = true;
        }
    }

    /// What stands in the sections up to one that means this, and from it on: headings and texts, each with a blank line
    /// behind it. Sections without a text are left out.
    pub(super) fn render(&self, split: SectionKind) -> (String, String) {
        let middle = self.find(split).unwrap_or(self.sections.len());
        (self.rendered(0, middle), self.rendered(middle, self.sections.len()))
    }

    fn rendered(&self, from: usize, to: usize) -> String {
        let mut out = String::new();
        for (at, section) in self.sections.iter().enumerate().take(to).skip(from) {
            let mut below = self.sections[at + 1..].iter().take_while(|other| other.level > section.level);
            if section.is_empty() && below.all(Section::is_empty) {
                continue;
            }
            if section.level == 2 && !(out.is_empty() && from == 0) {
                out.push_str("---\n\n");
            }
            let _ = write!(out, "{} {}\n\n", "#".repeat(section.level.into()), section.title);
            for content in &section.content {
                out.push_str(content.trim_end());
                out.push_str("\n\n");
            }
        }
        out
    }

    fn find(&self, kind: SectionKind) -> Option<usize> {
        self.sections.iter().position(|section| section.kind == Some(kind))
    }
}

impl Section {
    fn is_empty(&self) -> bool {
        self.content.is_empty() && !self.is_kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sections_with_a_text_are_written() {
        let mut skeleton = Skeleton::new();
        skeleton.add(SectionKind::SuccessCriteria, "- [ ] a");
        skeleton.add(SectionKind::Deliverables, "- [ ] b\n");
        skeleton.add(SectionKind::Overview, " ");
        let (before, after) = skeleton.render(SectionKind::RelatedDocumentation);
        assert_eq!(
            before,
            "---\n\n## Scope & Deliverables\n\n### Deliverables\n\n- [ ] b\n\n---\n\n## Success Criteria\n\n- [ ] a\n\n"
                .trim_start_matches("---\n\n")
        );
        assert_eq!(after, "");
        assert_eq!(skeleton.place(SectionKind::Overview, "overview"), Some((2, true)));
        assert_eq!(skeleton.place(SectionKind::Overview, "Summary"), Some((2, false)));
        assert!(!skeleton.has(SectionKind::Risks));
    }
}

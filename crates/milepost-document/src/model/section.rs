//! A heading and what stands below it.

use crate::{SectionId, Span, vocabulary::SectionKind};

/// A heading and its body. Section 0 is the whole document: level 0, empty heading, what stands before the first
/// heading is its own text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The heading with its marks; empty for section 0.
    pub heading: Span,
    /// The heading's text without marks.
    pub title: Span,
    /// 1–6; 0 for section 0.
    pub level: u8,
    /// From after the heading to the next heading of the same or a higher level.
    pub body: Span,
    /// From after the heading to the next heading of any level.
    pub own: Span,
    /// The section around it; `None` only for section 0.
    pub parent: Option<SectionId>,
    /// What the heading's words mean, when the vocabulary knows them.
    pub kind: Option<SectionKind>,
}

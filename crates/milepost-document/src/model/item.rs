//! One entry of a list.

use crate::{AnnotationId, FieldId, ItemId, SectionId, Span, vocabulary::SectionKind};

/// How the entry is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListMarker {
    /// `-`, `*` or `+`.
    Bullet,
    /// `1.` or `1)`, with its number.
    Number(u64),
}

/// What a box says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BoxState {
    /// `[ ]`
    Open,
    /// `[x]`, `[X]`, and the ticks `[✓]`, `[✅]`
    Ticked,
    /// Any other single character or emoji: `[~]`, `[-]`, `[🔄]`
    Other,
}

/// A checkbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkbox {
    /// The box with its brackets.
    pub span: Span,
    /// What stands between the brackets.
    pub mark: Span,
    /// What that means.
    pub state: BoxState,
}

/// One list entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The nearest heading above.
    pub section: SectionId,
    /// The label with an empty value that introduces its list: `**Key Test Cases**:`.
    pub label: Option<FieldId>,
    /// The entry in whose list this one is nested.
    pub parent: Option<ItemId>,
    /// 0 for an entry of an outermost list.
    pub depth: u8,
    /// Its place in its own list, from 1.
    pub ordinal: u32,
    /// From the marker to the end of its own content, nested lists included, trailing blank lines not.
    pub span: Span,
    /// The marker's form.
    pub marker: ListMarker,
    /// Its box, if it has one.
    pub checkbox: Option<Checkbox>,
    /// Its own text: after marker and box, up to a nested block, without trailing annotation comments and blanks.
    pub text: Span,
    /// The insides of the code spans in its text.
    pub code: Vec<Span>,
    /// The annotation comments in or behind its text.
    pub annotations: Vec<AnnotationId>,
    /// What its list means: by its label, else by the nearest section around it that the vocabulary knows.
    pub kind: Option<SectionKind>,
}

impl Item {
    /// Whether its box is ticked.
    pub fn is_ticked(&self) -> bool {
        self.checkbox.is_some_and(|checkbox| checkbox.state == BoxState::Ticked)
    }
}

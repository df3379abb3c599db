//! Decisions, lessons and questions.

use super::scope::items_of;
use crate::{Document, ItemId, vocabulary::SectionKind};

/// What a note is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoteKind {
    /// Under Design Decisions.
    Decision,
    /// Under Lessons Learned.
    Lesson,
    /// Under Open Questions.
    Question,
}

/// An entry under Notes & Decisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Note {
    /// The entry.
    pub item: ItemId,
    /// What it is.
    pub kind: NoteKind,
}

/// Every decision, lesson and question, in order.
pub fn notes(document: &Document) -> Vec<Note> {
    let kinds = [SectionKind::DesignDecisions, SectionKind::LessonsLearned, SectionKind::OpenQuestions];
    let kind = |item| match document.item(item).kind {
        Some(SectionKind::DesignDecisions) => NoteKind::Decision,
        Some(SectionKind::LessonsLearned) => NoteKind::Lesson,
        _ => NoteKind::Question,
    };
    items_of(document, &kinds).into_iter().map(|item| Note { item, kind: kind(item) }).collect()
}

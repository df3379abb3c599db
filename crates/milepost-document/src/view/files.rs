//! Which files a milestone means to touch.

use super::scope::items_of;
use crate::{Document, ItemId, Span, vocabulary::SectionKind};

/// What is planned for a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlannedUse {
    /// It exists and changes.
    Modify,
    /// It is new.
    Create,
}

/// A file that the milestone names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedFile {
    /// The entry that names it.
    pub item: ItemId,
    /// What is planned for it.
    pub planned: PlannedUse,
    /// Its path or glob, as written.
    pub path: Span,
    /// What is said of it; empty when nothing is.
    pub description: Span,
}

/// The files under Files to Modify and New Files to Create, in order.
pub fn planned_files(document: &Document) -> Vec<PlannedFile> {
    let kinds = [SectionKind::FilesToModify, SectionKind::NewFiles];
    let read = |id: ItemId| {
        let item = document.item(id);
        let planned =
            if item.kind == Some(SectionKind::NewFiles) { PlannedUse::Create } else { PlannedUse::Modify };
        let path = item.code.first().copied().or_else(|| bare_path(document, item.text))?;
        let rest = Span::new(path.end.min(item.text.end), item.text.end);
        let text = document.text(rest);
        let skipped = text.len()
            - text
                .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '`' | '-' | '–' | '—' | ':'))
                .len();
        let description = Span::new(rest.start + skipped as u32, rest.end);
        Some(PlannedFile { item: id, planned, path, description })
    };
    items_of(document, &kinds).into_iter().filter_map(read).collect()
}

/// A path that is written without a code span: a first word with a slash or an extension.
fn bare_path(document: &Document, text: Span) -> Option<Span> {
    let word = document.text(text).split_whitespace().next()?.trim_end_matches([':', ',']);
    let dotted = word.rsplit_once('.').is_some_and(|(name, extension)| {
        !name.is_empty()
            && !extension.is_empty()
            && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    let is_path = (word.contains('/') || dotted) && !word.starts_with(['[', '*']) && !word.contains("://");
    is_path.then(|| Span::new(text.start, text.start + word.len() as u32))
}

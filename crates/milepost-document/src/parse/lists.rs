//! Lists, their entries, and the entries' own text.

use super::{
    boxes::{checkbox, marker_and_box},
    builder::{Builder, EndedList, Frame},
};
use crate::{
    Field, Item, ItemId, Span,
    vocabulary::{LabelKey, SectionKind, classify_heading},
};

impl Builder<'_> {
    pub(super) fn list(&mut self) {
        self.close_own();
        self.waiting.clear();
        let depth = self.frames.len();
        let resumed = self.ended.take().filter(|ended| ended.parted && ended.depth == depth);
        let label = self.label.take();
        if let (Some(ended), None) = (resumed, label) {
            let parent = self.item();
            self.frames.push(Frame::List {
                label: ended.label,
                kind: ended.kind,
                parent,
                count: ended.count,
            });
            return;
        }
        let parent = self.item();
        let kind = label
            .and_then(|label| list_meaning(&self.fields[label.index()], self.source))
            .or_else(|| parent.and_then(|parent| self.items[parent.index()].kind))
            .or(self.meanings[self.section.index()]);
        self.frames.push(Frame::List { label, kind, parent, count: 0 });
    }

    pub(super) fn open_item(&mut self, span: Span) {
        let Some(Frame::List { label, kind, parent, count }) = self.frames.last_mut() else { return };
        *count += 1;
        let (marker, checkbox, text) = marker_and_box(self.source, span.start as usize, span.end as usize);
        let item = Item {
            section: self.section,
            label: *label,
            parent: *parent,
            depth: parent.map_or(0, |parent| self.items[parent.index()].depth.saturating_add(1)),
            ordinal: *count,
            span: Span::new(span.start, span.start + span.text(self.source).trim_end().len() as u32),
            marker,
            checkbox,
            text: Span::at(text as u32),
            code: Vec::new(),
            annotations: Vec::new(),
            kind: *kind,
        };
        let id = ItemId(self.items.len() as u32);
        self.items.push(item);
        self.frames.push(Frame::Item { id, own: true });
        self.ended = None;
    }

    pub(super) fn close_list(&mut self) {
        let Some(Frame::List { label, kind, count, .. }) = self.frames.pop() else { return };
        if let Some(last) = self.items.len().checked_sub(1) {
            self.ended = Some(EndedList {
                last: ItemId(last as u32),
                label,
                kind,
                count,
                depth: self.frames.len(),
                parted: false,
            });
        }
    }

    pub(super) fn close_own(&mut self) {
        let Some(Frame::Item { id, own }) = self.frames.last_mut() else { return };
        if !std::mem::take(own) {
            return;
        }
        let item = &mut self.items[id.index()];
        let text = item.text.text(self.source).trim_end();
        item.text.end = item.text.start + text.len() as u32;
        let range = item.text;
        self.read_labels(range);
    }
}

/// The text of an entry begins on the line behind its marker; its box may stand there too.
pub(super) fn begin_late(source: &str, item: &mut Item) {
    let text = &source[item.text.start as usize..];
    let start = item.text.start + (text.len() - text.trim_start().len()) as u32;
    item.text = Span::at(start);
    if item.checkbox.is_none() {
        item.checkbox = checkbox(source, start as usize, source.len());
        if let Some(checkbox) = item.checkbox {
            item.text = Span::at(after_blanks(source, checkbox.span.end));
        }
    }
}

pub(super) fn after_blanks(source: &str, at: u32) -> u32 {
    let blanks = source.as_bytes()[at as usize..].iter().take_while(|byte| matches!(byte, b' ' | b'\t'));
    at + blanks.count() as u32
}

/// What a list is about, by the label above it.
fn list_meaning(label: &Field, source: &str) -> Option<SectionKind> {
    match label.kind {
        Some(LabelKey::KeyTestCases) => Some(SectionKind::KeyTestCases),
        Some(LabelKey::KeyScenarios) => Some(SectionKind::KeyScenarios),
        Some(LabelKey::FilesToModify) => Some(SectionKind::FilesToModify),
        Some(LabelKey::NewFilesToCreate) => Some(SectionKind::NewFiles),
        Some(LabelKey::DependsOn) => Some(SectionKind::Prerequisites),
        Some(LabelKey::Blockers) => Some(SectionKind::Blockers),
        Some(LabelKey::Goal) => Some(SectionKind::Objectives),
        Some(LabelKey::Rollback) => Some(SectionKind::RollbackProcedure),
        Some(_) => None,
        None => classify_heading(label.key.text(source)),
    }
}

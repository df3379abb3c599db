//! Inline events: text, code, comments, links.

use std::ops::Range;

use pulldown_cmark::{LinkType, RefDefs};

use super::{
    annotations::annotate,
    builder::{Builder, Frame, OpenLink},
    comments, links,
    lists::{after_blanks, begin_late},
};
use crate::{Attached, Link, LinkKind, Span};

impl Builder<'_> {
    pub(super) fn inline(&mut self, span: Span) {
        self.inline_end = span.end;
        if let Some(Frame::Item { id, own: true }) = self.frames.last() {
            let item = &mut self.items[id.index()];
            if item.text.is_empty()
                && matches!(self.source.as_bytes().get(item.text.start as usize), Some(b'\n' | b'\r'))
            {
                begin_late(self.source, item);
            }
            item.text.end = item.text.end.max(span.end);
        } else if let Some(heading) = &mut self.heading {
            heading.title = Some(heading.title.map_or(span, |title| title.to(span)));
        }
    }

    pub(super) fn code(&mut self, span: Span) {
        let Some(Frame::Item { id, own: true }) = self.frames.last() else { return };
        let bytes = &self.source.as_bytes()[span.range()];
        let marks = bytes.iter().take_while(|byte| **byte == b'`').count().min(bytes.len() / 2);
        let inner = &self.source[span.start as usize + marks..span.end as usize - marks];
        // One blank at each end belongs to the marks, unless there is nothing else.
        let padded =
            inner.len() > 2 && inner.starts_with(' ') && inner.ends_with(' ') && !inner.trim().is_empty();
        let start = span.start + marks as u32 + u32::from(padded);
        let end = span.end - marks as u32 - u32::from(padded);
        self.items[id.index()].code.push(Span::new(start, end));
    }

    pub(super) fn inline_html(&mut self, span: Span) {
        let text = span.text(self.source);
        if !text.starts_with("<!--") {
            self.inline(span);
            return;
        }
        let attached = self.item().map_or(Attached::Section(self.section), Attached::Item);
        comments::html(self.source, span, |comment| {
            annotate(self.source, &mut self.annotations, self.problems, comment, attached);
        });
        if let (Attached::Item(id), Some(annotation)) = (attached, self.last_annotation_in(span)) {
            self.items[id.index()].annotations.push(annotation);
        }
        self.inline_end = span.end;
        if let Some(Frame::Item { id, own: true }) = self.frames.last() {
            let item = &mut self.items[id.index()];
            if item.text.is_empty() {
                item.text = Span::at(after_blanks(self.source, span.end));
            }
        }
    }

    pub(super) fn task_marker(&mut self, span: Span) {
        let Some(Frame::Item { id, .. }) = self.frames.last() else { return };
        let item = &mut self.items[id.index()];
        if item.checkbox.is_some() {
            return;
        }
        item.text = Span::at(span.start);
        begin_late(self.source, item);
    }

    pub(super) fn open_link(
        &mut self,
        link_type: LinkType,
        id: &str,
        span: Span,
        image: bool,
        definitions: &RefDefs<'_>,
    ) {
        let (kind, target) = match link_type {
            LinkType::Autolink | LinkType::Email => {
                (LinkKind::Auto, Some(Span::new(span.start + 1, (span.end - 1).max(span.start + 1))))
            }
            LinkType::Inline => (if image { LinkKind::Image } else { LinkKind::Inline }, None),
            _ => {
                let Some(definition) = definitions.get(id) else {
                    return self.open_links.push(OpenLink::none(span));
                };
                let Range { start, end } = definition.span;
                let base = self.sections[0].own.start as usize;
                let target = links::definition_target(self.source, base + start, base + end);
                (if image { LinkKind::Image } else { LinkKind::Reference }, target)
            }
        };
        self.inline_end = span.start + if image { 2 } else { 1 };
        self.open_links.push(OpenLink { kind, span, target });
    }

    pub(super) fn close_link(&mut self, span: Span) {
        let Some(open) = self.open_links.pop() else { return };
        let start = open.span.start + if open.kind == LinkKind::Image { 2 } else { 1 };
        let text = Span::new(start, self.inline_end.max(start));
        let target = open
            .target
            .or_else(|| links::inline_target(self.source, text.end as usize, open.span.end as usize));
        if let Some(target) = target {
            self.links.push(Link { section: self.section, kind: open.kind, span: open.span, text, target });
        }
        self.inline(span);
    }
}

impl OpenLink {
    fn none(span: Span) -> Self {
        Self { kind: LinkKind::Reference, span, target: None }
    }
}

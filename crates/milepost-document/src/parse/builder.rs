//! The walk over Markdown events.

use std::{
    ops::Range,
    sync::{Arc, OnceLock},
};

use pulldown_cmark::{CodeBlockKind, Event, LinkType, RefDefs, Tag, TagEnd};

use super::{
    boxes::{checkbox, marker_and_box},
    comments::{self, Comment},
    fences,
    labels::labels,
    links, tables,
};
use crate::{
    AnnotationComment, AnnotationId, Attached, Document, Fence, FenceId, Field, FieldId, FieldStyle, Item, ItemId, Link,
    LinkKind, Problem, Section, SectionId, Span, Table, Title,
    annotation::parse_annotation,
    front_matter::{FrontMatter, Value},
    vocabulary::{LabelKey, SectionKind, classify_heading, classify_label, parse_title},
};

/// Collects a document from events.
pub(super) struct Builder<'a> {
    source: &'a str,
    problems: &'a mut Vec<Problem>,
    sections: Vec<Section>,
    /// For each section, the meaning of the nearest one around it that has one.
    meanings: Vec<Option<SectionKind>>,
    fields: Vec<Field>,
    items: Vec<Item>,
    tables: Vec<Table>,
    fences: Vec<Fence>,
    links: Vec<Link>,
    annotations: Vec<AnnotationComment>,
    /// The innermost open section.
    section: SectionId,
    frames: Vec<Frame>,
    quotes: u32,
    /// Where the last inline event ended.
    inline_end: u32,
    heading: Option<OpenHeading>,
    paragraph: Option<Span>,
    open_links: Vec<OpenLink>,
    table: Option<Table>,
    /// The label with an empty value that ends the text just read.
    label: Option<FieldId>,
    /// Comments that stand alone and directly before whatever comes next.
    waiting: Vec<AnnotationId>,
    /// The list that just ended, as long as nothing but comments followed.
    ended: Option<EndedList>,
}

enum Frame {
    Quote,
    List { label: Option<FieldId>, kind: Option<SectionKind>, parent: Option<ItemId>, count: u32 },
    /// `own` while its own text is read.
    Item { id: ItemId, own: bool },
}

struct OpenHeading {
    level: u8,
    span: Span,
    title: Option<Span>,
}

struct OpenLink {
    kind: LinkKind,
    span: Span,
    /// The target of a definition.
    target: Option<Span>,
}

#[derive(Clone, Copy)]
struct EndedList {
    last: ItemId,
    label: Option<FieldId>,
    kind: Option<SectionKind>,
    count: u32,
    depth: usize,
    /// Whether a comment followed: it parts the list for Markdown, never for the author.
    parted: bool,
}

impl<'a> Builder<'a> {
    pub(super) fn new(source: &'a str, start: u32, problems: &'a mut Vec<Problem>) -> Self {
        let end = source.len() as u32;
        let whole = Section {
            heading: Span::at(start),
            title: Span::at(start),
            level: 0,
            body: Span::new(start, end),
            own: Span::new(start, end),
            parent: None,
            kind: None,
        };
        Self {
            source,
            problems,
            sections: vec![whole],
            meanings: vec![None],
            fields: Vec::new(),
            items: Vec::new(),
            tables: Vec::new(),
            fences: Vec::new(),
            links: Vec::new(),
            annotations: Vec::new(),
            section: SectionId(0),
            frames: Vec::new(),
            quotes: 0,
            inline_end: start,
            heading: None,
            paragraph: None,
            open_links: Vec::new(),
            table: None,
            label: None,
            waiting: Vec::new(),
            ended: None,
        }
    }

    pub(super) fn event(&mut self, event: Event<'_>, span: Span, definitions: &RefDefs<'_>) {
        match event {
            Event::Text(_) | Event::SoftBreak | Event::HardBreak => self.inline(span),
            Event::Start(tag) => self.start(tag, span, definitions),
            Event::End(tag) => self.end(tag, span),
            Event::Code(_) => {
                self.code(span);
                self.inline(span);
            }
            Event::InlineHtml(_) => self.inline_html(span),
            Event::TaskListMarker(_) => self.task_marker(span),
            Event::Rule => self.block(),
            Event::Html(_) | Event::FootnoteReference(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    /// Puts the document together; `original` is its text before line ends were made plain.
    pub(super) fn finish(mut self, original: &str, front_matter: Option<FrontMatter>) -> Document {
        let end = self.source.len() as u32;
        self.close_sections(1, end);
        // A picture in a link ends before the link does.
        self.links.sort_by_key(|link| link.span);
        let title = self.title(front_matter.as_ref());
        Document {
            source: Arc::from(original),
            front_matter,
            title,
            sections: self.sections,
            fields: self.fields,
            items: self.items,
            tables: self.tables,
            fences: self.fences,
            links: self.links,
            annotations: self.annotations,
            line_index: OnceLock::new(),
        }
    }

    fn title(&self, front_matter: Option<&FrontMatter>) -> Option<Title> {
        let read = |span: Span| Title { span, reading: parse_title(span.text(self.source)) };
        let headings = &self.sections[1..];
        let first = |level: Option<u8>| {
            headings.iter().find(|s| level.is_none_or(|level| s.level == level) && !s.title.is_empty()).map(|s| read(s.title))
        };
        first(Some(1))
            .or_else(|| {
                let entry = front_matter?.entries.iter().find(|entry| entry.key == "title")?;
                let Value::Scalar { text, .. } = &entry.value else { return None };
                (!text.trim().is_empty()).then(|| Title { span: entry.value_span, reading: parse_title(text) })
            })
            .or_else(|| first(None))
    }

    // Inline events.

    fn inline(&mut self, span: Span) {
        self.inline_end = span.end;
        if let Some(Frame::Item { id, own: true }) = self.frames.last() {
            let item = &mut self.items[id.index()];
            if item.text.is_empty() && matches!(self.source.as_bytes().get(item.text.start as usize), Some(b'\n' | b'\r')) {
                begin_late(self.source, item);
            }
            item.text.end = item.text.end.max(span.end);
        } else if let Some(heading) = &mut self.heading {
            heading.title = Some(heading.title.map_or(span, |title| title.to(span)));
        }
    }

    fn code(&mut self, span: Span) {
        let Some(Frame::Item { id, own: true }) = self.frames.last() else { return };
        let bytes = &self.source.as_bytes()[span.range()];
        let marks = bytes.iter().take_while(|byte| **byte == b'`').count().min(bytes.len() / 2);
        let inner = &self.source[span.start as usize + marks..span.end as usize - marks];
        // One blank at each end belongs to the marks, unless there is nothing else.
        let padded = inner.len() > 2 && inner.starts_with(' ') && inner.ends_with(' ') && !inner.trim().is_empty();
        let start = span.start + marks as u32 + u32::from(padded);
        let end = span.end - marks as u32 - u32::from(padded);
        self.items[id.index()].code.push(Span::new(start, end));
    }

    fn inline_html(&mut self, span: Span) {
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

    fn task_marker(&mut self, span: Span) {
        let Some(Frame::Item { id, .. }) = self.frames.last() else { return };
        let item = &mut self.items[id.index()];
        if item.checkbox.is_some() {
            return;
        }
        item.text = Span::at(span.start);
        begin_late(self.source, item);
    }

    // Blocks.

    fn start(&mut self, tag: Tag<'_>, span: Span, definitions: &RefDefs<'_>) {
        match tag {
            Tag::Paragraph => {
                // The first paragraph of an entry is its own text; every later one is not.
                if !matches!(self.frames.last(), Some(Frame::Item { own: true, .. })) {
                    self.block();
                    self.paragraph = Some(span);
                }
            }
            Tag::Heading { level, .. } => {
                self.block();
                self.heading = Some(OpenHeading { level: level as u8, span, title: None });
            }
            Tag::BlockQuote(_) => {
                self.block();
                self.frames.push(Frame::Quote);
                self.quotes += 1;
            }
            Tag::CodeBlock(kind) => self.code_block(&kind, span),
            Tag::HtmlBlock => self.html_block(span),
            Tag::List(_) => self.list(),
            Tag::Item => self.open_item(span),
            Tag::Table(_) => {
                self.block();
                let kind = self.meanings[self.section.index()];
                self.table =
                    Some(Table { section: self.section, span: self.trimmed(span), header: Vec::new(), rows: Vec::new(), kind });
            }
            Tag::TableHead | Tag::TableRow => self.table_row(matches!(tag, Tag::TableHead), span),
            Tag::Link { link_type, id, .. } => self.open_link(link_type, &id, span, false, definitions),
            Tag::Image { link_type, id, .. } => self.open_link(link_type, &id, span, true, definitions),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, span: Span) {
        match tag {
            TagEnd::Paragraph => {
                if let Some(range) = self.paragraph.take() {
                    self.read_labels(range);
                } else {
                    self.close_own();
                }
            }
            TagEnd::Heading(_) => self.close_heading(span),
            TagEnd::BlockQuote(_) => {
                self.block();
                self.frames.pop();
                self.quotes -= 1;
            }
            TagEnd::List(_) => self.close_list(),
            TagEnd::Item => {
                self.close_own();
                self.waiting.clear();
                self.label = None;
                self.ended = None;
                self.frames.pop();
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.key_value_rows(&table);
                    self.tables.push(table);
                }
            }
            TagEnd::Link | TagEnd::Image => self.close_link(span),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => self.inline(span),
            _ => {}
        }
    }

    /// Something else begins: the open entry's own text ends, and what waited for a neighbour does so in vain.
    fn block(&mut self) {
        self.close_own();
        self.waiting.clear();
        self.label = None;
        self.ended = None;
    }

    fn close_own(&mut self) {
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

    fn read_labels(&mut self, range: Span) {
        let (section, item) = (self.section, self.item());
        let fields = &mut self.fields;
        labels(self.source, range, self.quotes > 0, |label| {
            fields.push(Field {
                section,
                item,
                style: label.style,
                key: label.key,
                value: label.value,
                kind: label.kind,
            });
        });
        let end = range.start + range.text(self.source).trim_end().len() as u32;
        self.label = match self.fields.last() {
            Some(field) if field.value.is_empty() && range.contains(field.key) && field.value.start + 1 >= end => {
                Some(FieldId(self.fields.len() as u32 - 1))
            }
            _ => None,
        };
    }

    /// The innermost open entry.
    fn item(&self) -> Option<ItemId> {
        self.frames.iter().rev().find_map(|frame| match frame {
            Frame::Item { id, .. } => Some(*id),
            _ => None,
        })
    }

    fn trimmed(&self, span: Span) -> Span {
        Span::new(span.start, span.start + span.text(self.source).trim_end().len() as u32)
    }

    // Headings.

    fn close_heading(&mut self, span: Span) {
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
    fn close_sections(&mut self, level: u8, end: u32) {
        self.sections[self.section.index()].own.end = end;
        while let Section { level: open, parent: Some(parent), .. } = self.sections[self.section.index()] {
            if open < level {
                break;
            }
            self.sections[self.section.index()].body.end = end;
            self.section = parent;
        }
    }

    // Lists.

    fn list(&mut self) {
        self.close_own();
        self.waiting.clear();
        let depth = self.frames.len();
        let resumed = self.ended.take().filter(|ended| ended.parted && ended.depth == depth);
        let label = self.label.take();
        if let (Some(ended), None) = (resumed, label) {
            let parent = self.item();
            self.frames.push(Frame::List { label: ended.label, kind: ended.kind, parent, count: ended.count });
            return;
        }
        let parent = self.item();
        let kind = label
            .and_then(|label| list_meaning(&self.fields[label.index()], self.source))
            .or_else(|| parent.and_then(|parent| self.items[parent.index()].kind))
            .or(self.meanings[self.section.index()]);
        self.frames.push(Frame::List { label, kind, parent, count: 0 });
    }

    fn open_item(&mut self, span: Span) {
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

    fn close_list(&mut self) {
        let Some(Frame::List { label, kind, count, .. }) = self.frames.pop() else { return };
        if let Some(last) = self.items.len().checked_sub(1) {
            self.ended = Some(EndedList { last: ItemId(last as u32), label, kind, count, depth: self.frames.len(), parted: false });
        }
    }

    // Tables.

    fn table_row(&mut self, header: bool, span: Span) {
        let Some(table) = &mut self.table else { return };
        let row = tables::row(self.source, span.start as usize, self.source.len());
        table.span.end = table.span.end.max(row.span.end);
        if header { table.header = row.cells } else { table.rows.push(row) }
    }

    /// The rows of a two-column table whose first cell is a known label.
    fn key_value_rows(&mut self, table: &Table) {
        let [left, right] = table.header[..] else { return };
        let known = |cell: Span| classify_label(cell.text(self.source));
        if known(right).is_some() {
            return;
        }
        let item = self.item();
        let rows = table.rows.iter().filter_map(|row| Some((*row.cells.first()?, *row.cells.get(1)?)));
        for (key, value) in std::iter::once((left, right)).chain(rows) {
            let Some(kind) = known(key) else { continue };
            let words = key.text(self.source);
            let left = words.len() - words.trim_start_matches(['*', '_', '`']).len();
            let right = words.trim_end_matches(['*', '_', '`', ':', ' ']).len().max(left);
            let key = Span::new(key.start + left as u32, key.start + right as u32);
            let style = FieldStyle::TableRow;
            self.fields.push(Field { section: table.section, item, style, key, value, kind: Some(kind) });
        }
    }

    // Fences and comments.

    fn code_block(&mut self, kind: &CodeBlockKind<'_>, span: Span) {
        self.close_own();
        self.label = None;
        self.ended = None;
        let waiting = std::mem::take(&mut self.waiting);
        if matches!(kind, CodeBlockKind::Indented) {
            return;
        }
        let parts = fences::parts(self.source, span);
        let id = FenceId(self.fences.len() as u32);
        for annotation in &waiting {
            if let Attached::Item(item) = self.annotations[annotation.index()].attached {
                self.items[item.index()].annotations.retain(|other| other != annotation);
            }
            self.annotations[annotation.index()].attached = Attached::Fence(id);
        }
        if !parts.closed {
            let opening = Span::new(parts.span.start, parts.info.end.max(parts.span.start));
            let problem = Problem::error("unclosed-fence", opening, "the code block has no closing line");
            let mark = &self.source[opening.start as usize..parts.info.start as usize];
            self.problems.push(problem.with_hint(format!("close it by a line `{}`", mark.trim())));
        }
        let mut annotations = waiting;
        if let Some(sign) = comment_sign(parts.info.text(self.source)) {
            comments::lines(self.source, parts.content, sign, |comment| {
                annotations.extend(annotate(
                    self.source,
                    &mut self.annotations,
                    self.problems,
                    comment,
                    Attached::Fence(id),
                ));
            });
        }
        self.fences.push(Fence {
            section: self.section,
            item: self.item(),
            span: parts.span,
            info: parts.info,
            content: parts.content,
            indent: parts.indent,
            quotes: self.quotes,
            closed: parts.closed,
            annotations,
            kind: self.meanings[self.section.index()],
        });
    }

    fn html_block(&mut self, span: Span) {
        self.close_own();
        self.label = None;
        let behind = self.ended.filter(|ended| {
            let last = self.items[ended.last.index()].span.end;
            let between = &self.source.as_bytes()[last as usize..span.start.max(last) as usize];
            ended.depth == self.frames.len() && line_ends(between) < 2
        });
        let attached = match (behind, self.frames.last()) {
            (Some(ended), _) => Attached::Item(ended.last),
            (None, Some(Frame::Item { id, .. })) => Attached::Item(*id),
            _ => Attached::Section(self.section),
        };
        let text = self.trimmed(span);
        let only_comments = text.text(self.source).starts_with("<!--") && text.text(self.source).ends_with("-->");
        let before = self.annotations.len();
        comments::html(self.source, span, |comment| {
            annotate(self.source, &mut self.annotations, self.problems, comment, attached);
        });
        let added = (before..self.annotations.len()).map(|at| AnnotationId(at as u32));
        if let Attached::Item(id) = attached {
            self.items[id.index()].annotations.extend(added.clone());
        }
        if only_comments {
            self.waiting.extend(added);
            // A blank line before the comment parts for good.
            self.ended = behind.map(|ended| EndedList { parted: true, ..ended });
        } else {
            self.waiting.clear();
            self.ended = None;
        }
    }

    fn last_annotation_in(&self, span: Span) -> Option<AnnotationId> {
        let last = self.annotations.last()?;
        span.contains(last.span).then(|| AnnotationId(self.annotations.len() as u32 - 1))
    }

    // Links.

    fn open_link(&mut self, link_type: LinkType, id: &str, span: Span, image: bool, definitions: &RefDefs<'_>) {
        let (kind, target) = match link_type {
            LinkType::Autolink | LinkType::Email => {
                (LinkKind::Auto, Some(Span::new(span.start + 1, (span.end - 1).max(span.start + 1))))
            }
            LinkType::Inline => (if image { LinkKind::Image } else { LinkKind::Inline }, None),
            _ => {
                let Some(definition) = definitions.get(id) else { return self.open_links.push(OpenLink::none(span)) };
                let Range { start, end } = definition.span;
                let base = self.sections[0].own.start as usize;
                let target = links::definition_target(self.source, base + start, base + end);
                (if image { LinkKind::Image } else { LinkKind::Reference }, target)
            }
        };
        self.inline_end = span.start + if image { 2 } else { 1 };
        self.open_links.push(OpenLink { kind, span, target });
    }

    fn close_link(&mut self, span: Span) {
        let Some(open) = self.open_links.pop() else { return };
        let start = open.span.start + if open.kind == LinkKind::Image { 2 } else { 1 };
        let text = Span::new(start, self.inline_end.max(start));
        let target = open.target.or_else(|| {
            links::inline_target(self.source, text.end as usize, open.span.end as usize)
        });
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

/// The text of an entry begins on the line behind its marker; its box may stand there too.
fn begin_late(source: &str, item: &mut Item) {
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

fn after_blanks(source: &str, at: u32) -> u32 {
    let blanks = source.as_bytes()[at as usize..].iter().take_while(|byte| matches!(byte, b' ' | b'\t'));
    at + blanks.count() as u32
}

/// Reads a comment and keeps it; one that cannot be read is a problem and has no forms.
fn annotate(
    source: &str,
    annotations: &mut Vec<AnnotationComment>,
    problems: &mut Vec<Problem>,
    comment: Comment,
    attached: Attached,
) -> Option<AnnotationId> {
    let failed = match comment.body {
        Ok(body) => match parse_annotation(body.text(source), body.start) {
            Ok(forms) => {
                annotations.push(AnnotationComment { span: comment.span, attached, forms });
                return Some(AnnotationId(annotations.len() as u32 - 1));
            }
            Err(error) => {
                let problem = Problem::error("annotation-syntax", error.span, error.message);
                error.hint.map_or(problem.clone(), |hint| problem.with_hint(hint))
            }
        },
        Err(message) => Problem::error("annotation-syntax", comment.span, message)
            .with_hint("write it as `<!-- milepost: FORM -->`"),
    };
    problems.push(failed);
    annotations.push(AnnotationComment { span: comment.span, attached, forms: Vec::new() });
    Some(AnnotationId(annotations.len() as u32 - 1))
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

/// How a language begins a comment, for the languages whose comments are read.
fn comment_sign(info: &str) -> Option<&'static str> {
    let language = info.split([' ', '\t', ',', '{']).next().unwrap_or(info);
    let is = |names: &[&str]| names.iter().any(|name| language.eq_ignore_ascii_case(name));
    if language.is_empty() || is(&["bash", "sh", "shell", "console", "zsh", "env", "dotenv", "python", "py", "text"]) {
        Some("#")
    } else if is(&["sql", "postgresql", "psql", "mysql", "sqlite", "plpgsql"]) {
        Some("--")
    } else {
        None
    }
}

fn line_ends(bytes: &[u8]) -> usize {
    let lf = memchr::memchr_iter(b'\n', bytes).count();
    if lf == 0 { memchr::memchr_iter(b'\r', bytes).count() } else { lf }
}

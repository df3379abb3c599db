//! The walk over Markdown events.

use std::sync::{Arc, OnceLock};

use pulldown_cmark::{Event, RefDefs, Tag, TagEnd};

use super::labels::labels;
use crate::{
    AnnotationComment, AnnotationId, Document, Fence, Field, FieldId, Item, ItemId, Link, LinkKind, Problem,
    Section, SectionId, Span, Table, Title,
    front_matter::{FrontMatter, Value},
    vocabulary::{SectionKind, parse_title},
};

/// Collects a document from events.
pub(super) struct Builder<'a> {
    pub(super) source: &'a str,
    pub(super) problems: &'a mut Vec<Problem>,
    pub(super) sections: Vec<Section>,
    /// For each section, the meaning of the nearest one around it that has one.
    pub(super) meanings: Vec<Option<SectionKind>>,
    pub(super) fields: Vec<Field>,
    pub(super) items: Vec<Item>,
    pub(super) tables: Vec<Table>,
    pub(super) fences: Vec<Fence>,
    pub(super) links: Vec<Link>,
    pub(super) annotations: Vec<AnnotationComment>,
    /// The innermost open section.
    pub(super) section: SectionId,
    pub(super) frames: Vec<Frame>,
    pub(super) quotes: u32,
    /// Where the last inline event ended.
    pub(super) inline_end: u32,
    pub(super) heading: Option<OpenHeading>,
    pub(super) paragraph: Option<Span>,
    pub(super) open_links: Vec<OpenLink>,
    pub(super) table: Option<Table>,
    /// The label with an empty value that ends the text just read.
    pub(super) label: Option<FieldId>,
    /// Comments that stand alone and directly before whatever comes next.
    pub(super) waiting: Vec<AnnotationId>,
    /// The list that just ended, as long as nothing but comments followed.
    pub(super) ended: Option<EndedList>,
}

pub(super) enum Frame {
    Quote,
    List {
        label: Option<FieldId>,
        kind: Option<SectionKind>,
        parent: Option<ItemId>,
        count: u32,
    },
    /// `own` while its own text is read.
    Item {
        id: ItemId,
        own: bool,
    },
}

pub(super) struct OpenHeading {
    pub(super) level: u8,
    pub(super) span: Span,
    pub(super) title: Option<Span>,
}

pub(super) struct OpenLink {
    pub(super) kind: LinkKind,
    pub(super) span: Span,
    /// The target of a definition.
    pub(super) target: Option<Span>,
}

#[derive(Clone, Copy)]
pub(super) struct EndedList {
    pub(super) last: ItemId,
    pub(super) label: Option<FieldId>,
    pub(super) kind: Option<SectionKind>,
    pub(super) count: u32,
    pub(super) depth: usize,
    /// Whether a comment followed: it parts the list for Markdown, never for the author.
    pub(super) parted: bool,
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
        // Room for what a document of this length is likely to hold.
        let length = (end - start) as usize;
        let (mut sections, mut meanings) =
            (Vec::with_capacity(length / 512 + 1), Vec::with_capacity(length / 512 + 1));
        sections.push(whole);
        meanings.push(None);
        Self {
            source,
            problems,
            sections,
            meanings,
            fields: Vec::with_capacity(length / 512),
            items: Vec::with_capacity(length / 128),
            tables: Vec::new(),
            fences: Vec::new(),
            links: Vec::with_capacity(length / 1024),
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
    pub(super) fn finish(mut self, original: Arc<str>, front_matter: Option<FrontMatter>) -> Document {
        let end = self.source.len() as u32;
        self.close_sections(1, end);
        // A picture in a link ends before the link does.
        self.links.sort_by_key(|link| link.span);
        let title = self.title(front_matter.as_ref());
        // Many documents are kept at once, and the room was a guess.
        self.sections.shrink_to_fit();
        self.fields.shrink_to_fit();
        self.items.shrink_to_fit();
        self.tables.shrink_to_fit();
        self.fences.shrink_to_fit();
        self.links.shrink_to_fit();
        Document {
            source: original,
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
            headings
                .iter()
                .find(|s| level.is_none_or(|level| s.level == level) && !s.title.is_empty())
                .map(|s| read(s.title))
        };
        first(Some(1))
            .or_else(|| {
                let entry = front_matter?.entries.iter().find(|entry| entry.key == "title")?;
                let Value::Scalar { text, .. } = &entry.value else { return None };
                (!text.trim().is_empty())
                    .then(|| Title { span: entry.value_span, reading: parse_title(text) })
            })
            .or_else(|| first(None))
    }

    // Blocks.

    fn start(&mut self, tag: Tag<'_>, span: Span, definitions: &RefDefs<'_>) {
        match tag {
            // The first paragraph of an entry is its own text; every later one is not.
            Tag::Paragraph if matches!(self.frames.last(), Some(Frame::Item { own: true, .. })) => {}
            Tag::Paragraph => {
                self.block();
                self.paragraph = Some(span);
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
                self.table = Some(Table {
                    section: self.section,
                    span: self.trimmed(span),
                    header: Vec::new(),
                    rows: Vec::new(),
                    kind,
                });
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
    pub(super) fn block(&mut self) {
        self.close_own();
        self.waiting.clear();
        self.label = None;
        self.ended = None;
    }

    pub(super) fn read_labels(&mut self, range: Span) {
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
        let ends = |field: &Field| {
            field.value.is_empty()
                && range.contains(field.key)
                && field.value.start + 1 >= range.start + range.text(self.source).trim_end().len() as u32
        };
        self.label = self.fields.last().is_some_and(ends).then(|| FieldId(self.fields.len() as u32 - 1));
    }

    /// The innermost open entry.
    pub(super) fn item(&self) -> Option<ItemId> {
        self.frames.iter().rev().find_map(|frame| match frame {
            Frame::Item { id, .. } => Some(*id),
            _ => None,
        })
    }

    pub(super) fn trimmed(&self, span: Span) -> Span {
        Span::new(span.start, span.start + span.text(self.source).trim_end().len() as u32)
    }
}

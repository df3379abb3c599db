//! A whole document.

use std::sync::{Arc, OnceLock};

use crate::{
    AnnotationComment, Fence, FenceId, Field, FieldId, Item, ItemId, LineIndex, Link, Position, Problem,
    Section, SectionId, Span, Table, TableId, front_matter::FrontMatter, vocabulary::TitleReading,
};

/// The heading that names the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// Where it stands: the first H1, else the front matter's title, else the first heading.
    pub span: Span,
    /// Kind, number and name as its words say.
    pub reading: TitleReading,
}

/// A document as spans over its source. Parsing it never fails: see [`parse`](crate::parse).
#[derive(Debug, Clone)]
pub struct Document {
    /// The text, unchanged.
    pub source: Arc<str>,
    /// The front matter, if there is one.
    pub front_matter: Option<FrontMatter>,
    /// What names it.
    pub title: Option<Title>,
    /// Sections in order; the first is the document itself.
    pub sections: Vec<Section>,
    /// Labels in order.
    pub fields: Vec<Field>,
    /// List entries in order, nested ones after their parents.
    pub items: Vec<Item>,
    /// Tables in order.
    pub tables: Vec<Table>,
    /// Fences in order.
    pub fences: Vec<Fence>,
    /// Links in order.
    pub links: Vec<Link>,
    /// Annotation comments in order.
    pub annotations: Vec<AnnotationComment>,
    pub(crate) line_index: OnceLock<LineIndex>,
}

/// A document and what could not be read of it.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// What was read.
    pub document: Document,
    /// What could not be, in order of place.
    pub problems: Vec<Problem>,
}

impl Document {
    /// The text of a span.
    pub fn text(&self, span: Span) -> &str {
        span.text(&self.source)
    }

    /// The index of its lines, made on first use.
    pub fn lines(&self) -> &LineIndex {
        self.line_index.get_or_init(|| LineIndex::new(&self.source))
    }

    /// Line and column of an offset, from 1.
    pub fn position(&self, offset: u32) -> Position {
        self.lines().position(&self.source, offset)
    }

    /// A section.
    pub fn section(&self, id: SectionId) -> &Section {
        &self.sections[id.index()]
    }

    /// A label.
    pub fn field(&self, id: FieldId) -> &Field {
        &self.fields[id.index()]
    }

    /// An item.
    pub fn item(&self, id: ItemId) -> &Item {
        &self.items[id.index()]
    }

    /// A fence.
    pub fn fence(&self, id: FenceId) -> &Fence {
        &self.fences[id.index()]
    }

    /// A table.
    pub fn table(&self, id: TableId) -> &Table {
        &self.tables[id.index()]
    }

    /// A section and those around it, innermost first, the document itself last.
    pub fn ancestors(&self, id: SectionId) -> impl Iterator<Item = (SectionId, &Section)> {
        std::iter::successors(Some(id), |id| self.section(*id).parent).map(|id| (id, self.section(id)))
    }

    /// A fence's content as a program sees it: without the indentation of the list around it, line ends kept.
    pub fn fence_text(&self, id: FenceId) -> String {
        let fence = self.fence(id);
        let content = self.text(fence.content);
        if fence.indent == 0 && fence.quotes == 0 {
            return content.to_owned();
        }
        content
            .split_inclusive('\n')
            .map(|mut line| {
                for _ in 0..fence.quotes {
                    let Some(rest) = line.trim_start_matches([' ', '\t']).strip_prefix('>') else { break };
                    line = rest.strip_prefix(' ').unwrap_or(rest);
                }
                let blanks = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
                &line[blanks.min(fence.indent as usize)..]
            })
            .collect()
    }

    /// A document of which nothing was read.
    pub(crate) fn empty(source: Arc<str>) -> Self {
        Self {
            source,
            front_matter: None,
            title: None,
            sections: Vec::new(),
            fields: Vec::new(),
            items: Vec::new(),
            tables: Vec::new(),
            fences: Vec::new(),
            links: Vec::new(),
            annotations: Vec::new(),
            line_index: OnceLock::new(),
        }
    }
}

//! Labels, tables, fences, links, annotation comments.

use crate::{
    AnnotationId, FenceId, ItemId, SectionId, Span,
    annotation::Annotation,
    vocabulary::{LabelKey, SectionKind},
};

/// How a label is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldStyle {
    /// `**Key**: value` or `**Key:** value`
    Bold,
    /// `Key: value`
    Plain,
    /// A row of a two-column table without other meaning.
    TableRow,
}

/// A label with its value: `**Status**: ⏳ Planned`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The nearest heading above.
    pub section: SectionId,
    /// The list entry in which it stands, if any.
    pub item: Option<ItemId>,
    /// How it is written.
    pub style: FieldStyle,
    /// The words of the key, without marks and colon.
    pub key: Span,
    /// The value, trimmed, without annotation comments; empty when a list or a block follows.
    pub value: Span,
    /// What the key's words mean, when the vocabulary knows them.
    pub kind: Option<LabelKey>,
}

/// One cell of a table, trimmed.
pub type Cell = Span;

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The whole line.
    pub span: Span,
    /// Its cells as written: more or fewer than the header's when the row is ragged.
    pub cells: Vec<Cell>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The nearest heading above.
    pub section: SectionId,
    /// From the header to the last row.
    pub span: Span,
    /// The header's cells.
    pub header: Vec<Cell>,
    /// The rows below the delimiter line.
    pub rows: Vec<Row>,
    /// What the nearest section around it means.
    pub kind: Option<SectionKind>,
}

/// A code block: fenced by backticks or tildes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fence {
    /// The nearest heading above.
    pub section: SectionId,
    /// The list entry in which it stands, if any.
    pub item: Option<ItemId>,
    /// With its fence lines.
    pub span: Span,
    /// The whole info string, trimmed; empty when there is none.
    pub info: Span,
    /// The content, as it stands in the source (with the indentation of a list around it).
    pub content: Span,
    /// The indentation that the fence's opening line has, in bytes; removed from each line by [`Document::fence_text`](crate::Document::fence_text).
    pub indent: u32,
    /// How many block quotes stand around it; their signs are removed from each line by the same.
    pub quotes: u32,
    /// Whether its closing line was found.
    pub closed: bool,
    /// Annotation comments directly before it, and `# milepost:` lines in it.
    pub annotations: Vec<AnnotationId>,
    /// What the nearest section around it means.
    pub kind: Option<SectionKind>,
}

/// Where a link comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// `[text](target)`
    Inline,
    /// `[text][label]`, by the definition of the label.
    Reference,
    /// `![text](target)`
    Image,
    /// `<https://…>` or a bare address.
    Auto,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The nearest heading above.
    pub section: SectionId,
    /// Its form.
    pub kind: LinkKind,
    /// From the bracket to the end.
    pub span: Span,
    /// What is shown.
    pub text: Span,
    /// The target as written, without `<>` and title; for a reference, in its definition.
    pub target: Span,
}

/// What an annotation comment belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attached {
    /// A list entry.
    Item(ItemId),
    /// A fence.
    Fence(FenceId),
    /// Its section, when it stands alone.
    Section(SectionId),
}

/// One comment `<!-- milepost: … -->`, or its form in shell and SQL, with its parsed forms. A comment that cannot be
/// parsed is a problem of the document and has no forms.
#[derive(Debug, Clone, PartialEq)]
pub struct AnnotationComment {
    /// The whole comment.
    pub span: Span,
    /// What it belongs to.
    pub attached: Attached,
    /// Its forms in order.
    pub forms: Vec<Annotation>,
}

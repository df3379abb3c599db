//! Writing a table cell.

use unicode_width::UnicodeWidthStr as _;

use crate::{Cell, Document, Edit, EditSet, Span};

/// Writes a text into a cell. Pipes are escaped and line ends become blanks, so that the row keeps its shape; in a row
/// that is aligned with its header, the padding grows or shrinks with the text as far as it can.
pub fn set_cell(document: &Document, cell: Cell, text: &str) -> EditSet {
    let text = escaped(text);
    let region = cell_region(document, cell);
    let source = &document.source;
    let left = &source[region.start as usize..cell.start as usize];
    let right = &source[cell.end as usize..region.end as usize];
    let old = document.text(cell);
    if old == text {
        return EditSet::default();
    }
    let edit = if old.is_empty() {
        // An empty cell has all of its blanks on one side.
        let blanks = format!("{left}{right}");
        let width = blanks.chars().count().saturating_sub(2);
        let pad = width.saturating_sub(text.width());
        Edit::replace(region, format!(" {text}{} ", " ".repeat(pad)))
    } else {
        let (old_width, new_width) = (old.width(), text.width());
        let spare = right.chars().count().saturating_sub(1);
        if !is_aligned(document, cell) {
            Edit::replace(cell, text)
        } else if new_width <= old_width {
            Edit::replace(cell, format!("{text}{}", " ".repeat(old_width - new_width)))
        } else {
            let taken = spare.min(new_width - old_width);
            let blanks = right.chars().rev().take(taken).all(|c| c == ' ');
            let taken = if blanks { taken as u32 } else { 0 };
            Edit::replace(Span::new(cell.start, cell.end + taken), text)
        }
    };
    EditSet::new(vec![edit]).expect("a single edit overlaps nothing")
}

/// A cell with the blanks around it, up to its pipes.
pub(super) fn cell_region(document: &Document, cell: Cell) -> Span {
    let bytes = document.source.as_bytes();
    let is_blank = |byte: u8| matches!(byte, b' ' | b'\t');
    let mut start = cell.start as usize;
    while start > 0 && is_blank(bytes[start - 1]) {
        start -= 1;
    }
    let mut end = cell.end as usize;
    while end < bytes.len() && is_blank(bytes[end]) {
        end += 1;
    }
    Span::from(start..end)
}

/// A text as it stands in a cell.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.trim().chars() {
        match c {
            '|' if before != '\\' => out.push_str("\\|"),
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
        before = c;
    }
    out
}

/// Whether the cell's row is as wide as its header line.
fn is_aligned(document: &Document, cell: Cell) -> bool {
    let at = document.tables.partition_point(|table| table.span.start <= cell.start);
    let Some(table) = at.checked_sub(1).map(|at| &document.tables[at]) else { return false };
    let at = table.rows.partition_point(|row| row.span.start <= cell.start);
    let Some(row) = at.checked_sub(1).map(|at| &table.rows[at]) else { return false };
    let header = document.text(table.span).lines().next().map_or(0, |line| line.trim_end().width());
    document.text(row.span).width() == header
}

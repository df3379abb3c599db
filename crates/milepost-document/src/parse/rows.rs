//! Tables and the labels in them.

use super::{builder::Builder, tables};
use crate::{Field, FieldStyle, Span, Table, vocabulary::classify_label};

impl Builder<'_> {
    pub(super) fn table_row(&mut self, header: bool, span: Span) {
        let Some(table) = &mut self.table else { return };
        let row = tables::row(self.source, span.start as usize, self.source.len());
        table.span.end = table.span.end.max(row.span.end);
        if header { table.header = row.cells } else { table.rows.push(row) }
    }

    /// The rows of a two-column table whose first cell is a known label.
    pub(super) fn key_value_rows(&mut self, table: &Table) {
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
}

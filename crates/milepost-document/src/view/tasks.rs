//! Tasks, time entries and totals.

use crate::{
    Cell, Document, ItemId, Row, Span, Table, TableId,
    vocabulary::{Effort, LabelKey, SectionKind, Status, parse_effort, parse_status, plain_text},
};

/// An entry of the Task Breakdown.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// The entry.
    pub item: ItemId,
    /// Its words without the estimate.
    pub name: Span,
    /// What stands in the parentheses: `Estimated: 4 hours`.
    pub estimate_span: Option<Span>,
    /// The estimate; `None` when there is none or it is a placeholder.
    pub estimate: Option<Effort>,
}

/// The columns of the Time Tracking table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeColumn {
    /// What was to be done.
    Task,
    /// How long it was meant to take.
    Estimated,
    /// How long it took.
    Actual,
    /// Where it stands.
    Status,
}

/// A row of the Time Tracking table.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeRow {
    /// The table.
    pub table: TableId,
    /// The row's line.
    pub span: Span,
    /// The task's cell.
    pub task: Cell,
    /// The estimate's cell and what it says.
    pub estimated: Option<(Cell, Option<Effort>)>,
    /// The actual time's cell and what it says.
    pub actual: Option<(Cell, Option<Effort>)>,
    /// The status' cell and what it says.
    pub status: Option<(Cell, Option<Status>)>,
}

/// `**Total Estimated**` or `**Total Actual**`.
#[derive(Debug, Clone, PartialEq)]
pub struct Total {
    /// Which of the two.
    pub column: TimeColumn,
    /// The value as written.
    pub value: Span,
    /// What it says; `None` for a placeholder.
    pub effort: Option<Effort>,
}

/// The tasks, nested ones included, in order.
pub fn tasks(document: &Document) -> Vec<Task> {
    let nested = (0_u32..).zip(&document.items);
    let in_breakdown = nested.filter(|(_, item)| item.kind == Some(SectionKind::TaskBreakdown));
    in_breakdown
        .map(|(id, item)| {
            let estimate_span = estimate_span(document, item.text);
            let stated = estimate_span.map(|span| {
                let text = document.text(span);
                text.split_once(':').map_or(text, |(_, value)| value)
            });
            let name_end = estimate_span.map_or(item.text.end, |span| span.start - 1);
            let name = document.text(Span::new(item.text.start, name_end)).trim_end();
            Task {
                item: ItemId(id),
                name: Span::new(item.text.start, item.text.start + name.len() as u32),
                estimate_span,
                estimate: stated.and_then(parse_effort),
            }
        })
        .collect()
}

/// The longest estimate with its parentheses, in bytes.
const MAX_ESTIMATE: usize = 80;

/// The inside of the last parentheses that speak of time.
pub(super) fn estimate_span(document: &Document, text: Span) -> Option<Span> {
    let words = document.text(text);
    let mut end = words.len();
    while let Some(open) = words[..end].rfind('(') {
        // No estimate is longer than the window, and a text of nothing but parentheses costs no more than its length.
        let window = &words.as_bytes()[open..words.len().min(open + MAX_ESTIMATE)];
        if let Some(close) = memchr::memchr(b')', window) {
            let inner = &words[open + 1..open + close];
            let lower = inner.to_lowercase();
            let named = ["estimated", "estimate", "est.", "est:", "effort"]
                .iter()
                .any(|word| lower.starts_with(word));
            if named || parse_effort(inner).is_some_and(|effort| effort.hours.is_some()) {
                let start = text.start as usize + open + 1;
                return Some(Span::from(start..start + inner.len()));
            }
        }
        end = open;
    }
    None
}

/// The rows of every Time Tracking table that has a column for the task.
pub fn time_rows(document: &Document) -> Vec<TimeRow> {
    let mut found = Vec::new();
    for (id, table) in (0_u32..).zip(&document.tables) {
        if table.kind != Some(SectionKind::TimeTracking) {
            continue;
        }
        let columns = Columns::read(document, table);
        let Some(task) = columns.of(TimeColumn::Task) else { continue };
        for row in &table.rows {
            let Some(task) = row.cells.get(task).copied() else { continue };
            let cell = |column| columns.cell(row, column);
            let effort = |cell: Cell| (cell, parse_effort(document.text(cell)));
            found.push(TimeRow {
                table: TableId(id),
                span: row.span,
                task,
                estimated: cell(TimeColumn::Estimated).map(effort),
                actual: cell(TimeColumn::Actual).map(effort),
                status: cell(TimeColumn::Status)
                    .map(|cell| (cell, parse_status(document.text(cell)).map(|reading| reading.status))),
            });
        }
    }
    found
}

/// Whether a row adds the others up.
pub fn is_total_row(document: &Document, row: &TimeRow) -> bool {
    const OF: [&str; 7] = ["hours", "time", "effort", "estimated", "actual", "hrs", "h"];
    let words = plain_text(document.text(row.task));
    let mut words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    matches!(words.next(), Some("total" | "totals" | "sum")) && words.all(|word| OF.contains(&word))
}

/// The totals below the table.
pub fn totals(document: &Document) -> Vec<Total> {
    let column = |kind| match kind {
        Some(LabelKey::TotalEstimated) => Some(TimeColumn::Estimated),
        Some(LabelKey::TotalActual) => Some(TimeColumn::Actual),
        _ => None,
    };
    let total = |field: &crate::Field| {
        let column = column(field.kind)?;
        Some(Total { column, value: field.value, effort: parse_effort(document.text(field.value)) })
    };
    document.fields.iter().filter_map(total).collect()
}

/// The cells and values that Milepost itself keeps: actual time and status in Time Tracking, status and progress in
/// tables of milestones and initiatives, totals, overall progress. In order, each once.
pub fn owned_cells(document: &Document) -> Vec<Span> {
    let mut cells = Vec::new();
    for table in &document.tables {
        let owned: &[&str] = match table.kind {
            Some(SectionKind::TimeTracking) => &[],
            Some(SectionKind::ProgressTable | SectionKind::Milestones | SectionKind::Initiatives) => {
                &["status", "state", "estado", "progress", "%", "actual"]
            }
            _ => continue,
        };
        let time = Columns::read(document, table);
        let kept = [TimeColumn::Actual, TimeColumn::Status].map(|column| time.of(column));
        let is_time = table.kind == Some(SectionKind::TimeTracking);
        let columns: Vec<_> = (0..table.header.len())
            .filter(|at| {
                let words = document.text(table.header[*at]).to_lowercase();
                words.split(|c: char| !c.is_alphanumeric() && c != '%').any(|word| owned.contains(&word))
                    || is_time && kept.contains(&Some(*at))
            })
            .collect();
        // In a ragged row a cell may stand under a header that is not its own.
        let straight = table.rows.iter().filter(|row| row.cells.len() == table.header.len());
        cells.extend(straight.flat_map(|row| columns.iter().map(|at| row.cells[*at])));
    }
    let owned = [LabelKey::TotalEstimated, LabelKey::TotalActual, LabelKey::OverallProgress];
    let fields = document.fields.iter().filter(|field| field.kind.is_some_and(|kind| owned.contains(&kind)));
    cells.extend(fields.map(|field| field.value).filter(|value| !value.is_empty()));
    cells.sort_unstable();
    cells.dedup();
    cells
}

struct Columns {
    at: [Option<usize>; 4],
}

impl Columns {
    fn read(document: &Document, table: &Table) -> Self {
        let mut at = [None; 4];
        for (index, cell) in table.header.iter().enumerate() {
            let words = document.text(*cell).to_lowercase();
            let column = if words.contains("actual") || words.contains("spent") {
                TimeColumn::Actual
            } else if words.contains("estimate") || words.contains("effort") || words.contains("planned") {
                TimeColumn::Estimated
            } else if words.contains("status") || words.contains("state") {
                TimeColumn::Status
            } else if words.contains("task") || index == 0 {
                TimeColumn::Task
            } else {
                continue;
            };
            at[column as usize].get_or_insert(index);
        }
        Self { at }
    }

    fn of(&self, column: TimeColumn) -> Option<usize> {
        self.at[column as usize]
    }

    fn cell(&self, row: &Row, column: TimeColumn) -> Option<Cell> {
        row.cells.get(self.of(column)?).copied()
    }
}

//! Rows about milestones.

use milepost_document::{
    Document, Span, Table,
    vocabulary::{HEADERS_ABOUT_OTHERS, NUMBER_HEADERS},
};

use super::{
    columns::{Columns, Role},
    found::Found,
    generated,
    progress::{is_count, respell_progress},
    spelling::Spellings,
    state::State,
    subject::{self, Subjects},
    values,
};
use crate::Portfolio;

/// A row about a milestone or an initiative.
pub(super) struct AboutRow {
    /// The document.
    pub(super) about: usize,
    /// The whole line.
    row: Span,
    /// How many cells it has, and how many its header.
    cells: (usize, usize),
    /// What repeats something: its role, its header and the cell.
    values: Vec<(Role, Span, Span)>,
}

impl AboutRow {
    /// The cells that repeat something; none where the row has more cells than its header, so that they may stand under
    /// a header that is not theirs.
    pub(super) fn owned(&self) -> impl Iterator<Item = Span> {
        let straight = self.cells.0 <= self.cells.1;
        self.values.iter().filter(move |_| straight).map(|(.., cell)| *cell)
    }
}

/// The rows of every table that has a column which repeats something, as far as it is clear what they are about.
pub(super) fn rows(portfolio: &Portfolio, owner: usize) -> Vec<Vec<AboutRow>> {
    let document = portfolio.documents[owner].document();
    let generated = generated::starts(document);
    let tables = document.tables.iter().filter(|table| !generated.contains(&table.span.start));
    tables.map(|table| rows_of(portfolio, owner, table)).filter(|rows| !rows.is_empty()).collect()
}

fn rows_of(portfolio: &Portfolio, owner: usize, table: &Table) -> Vec<AboutRow> {
    let document = portfolio.documents[owner].document();
    let headers: Vec<String> = table.header.iter().map(|cell| subject::header(document, *cell)).collect();
    let columns = Columns::of(&headers);
    if columns.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for row in &table.rows {
        let Some(about) = about(portfolio, owner, document, &headers, &row.cells) else { continue };
        let values = columns.iter().filter_map(|(column, role)| {
            let cell = *row.cells.get(column)?;
            let counts = role != Role::Count || is_count(document.text(cell));
            counts.then_some((role, table.header[column], cell))
        });
        let cells = (row.cells.len(), headers.len());
        found.push(AboutRow { about, row: row.span, cells, values: values.collect() });
    }
    found
}

/// Compares the rows about these subjects with what is right.
pub(super) fn read(state: &State, owner: usize, subjects: &Subjects, found: &mut Found) {
    let document = state.portfolio.documents[owner].document();
    let tables = rows(state.portfolio, owner);
    let statuses = |rows: &[AboutRow]| -> Vec<&str> {
        rows.iter()
            .filter(|row| row.cells.0 <= row.cells.1)
            .flat_map(|row| row.values.iter().filter(|(role, ..)| *role == Role::Status))
            .map(|(.., cell)| document.text(*cell))
            .collect()
    };
    let everywhere = Spellings::of(tables.iter().flat_map(|rows| statuses(rows)));
    for rows in &tables {
        if !rows.iter().any(|row| subjects.hold(row.about)) {
            continue;
        }
        let here = Spellings::of(statuses(rows).into_iter());
        let likeliest = counted_way(state, document, rows);
        for row in rows.iter().filter(|row| subjects.hold(row.about)) {
            let (cells, headers) = row.cells;
            if cells > headers {
                found.skip(row.row, format!("a row of {cells} cells under a header of {headers}"));
                continue;
            }
            for (role, header, cell) in &row.values {
                let text = document.text(*cell);
                let judged = match role {
                    Role::Status => values::status(state, row.about, text, &[&here, &everywhere]),
                    Role::Progress | Role::Count => values::progress(state, row.about, text, likeliest),
                    Role::Effort => values::effort(state, row.about, text),
                };
                judged.tell(found, *cell, |found, new, reason| {
                    found.cell(row.about, *header, *cell, new, reason);
                });
            }
        }
    }
}

/// In which of the ways in which boxes can be counted a table counts them: the one in which more of its cells can be read.
fn counted_way(state: &State, document: &Document, rows: &[AboutRow]) -> usize {
    let mut readable = [0_usize; 2];
    for row in rows {
        let Some(progress) = state.progress(row.about) else { continue };
        for (role, _, cell) in &row.values {
            if !matches!(role, Role::Progress | Role::Count) || progress.written.len() < readable.len() {
                continue;
            }
            for (way, share) in progress.written.iter().take(readable.len()).enumerate() {
                readable[way] += usize::from(respell_progress(document.text(*cell), *share).is_some());
            }
        }
    }
    usize::from(readable[1] > readable[0])
}

/// The document that a row is about: the one linked in its first two cells, else the one that they name.
fn about(
    portfolio: &Portfolio,
    owner: usize,
    document: &Document,
    headers: &[String],
    cells: &[Span],
) -> Option<usize> {
    let first: Vec<Span> = cells.iter().take(2).copied().collect();
    if let Some(about) = first.iter().find_map(|cell| subject::linked(portfolio, owner, *cell)) {
        return Some(about);
    }
    // A link further right names the file of the row, unless its column is about others.
    let mut further = cells
        .iter()
        .zip(headers)
        .skip(2)
        .filter(|(_, header)| !HEADERS_ABOUT_OTHERS.iter().any(|word| header.contains(word)));
    if let Some(about) = further.find_map(|(cell, _)| subject::linked(portfolio, owner, *cell)) {
        return Some(about);
    }
    // The first cell that has a name decides, also when nothing has that name.
    if let Some(cell) = first.iter().find(|cell| subject::is_name(document.text(**cell))) {
        return subject::named(portfolio, owner, document.text(*cell));
    }
    let numbers = headers.first().filter(|header| NUMBER_HEADERS.contains(&header.as_str()))?;
    let phases = numbers == "phase" || headers.get(1).is_some_and(|header| header == "phase");
    subject::numbered(portfolio, owner, document.text(*first.first()?), phases)
}

//! Rows about milestones.

use std::collections::BTreeSet;

use milepost_document::{
    Document, Span,
    vocabulary::{Status, parse_status, spell_like},
};

use super::{
    change::Found,
    progress::respell_progress,
    state::{State, agrees},
    subject,
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
    /// The header and the cell of its status.
    status: Option<(Span, Span)>,
    /// The header and the cell of its progress.
    progress: Option<(Span, Span)>,
}

impl AboutRow {
    /// The cells that repeat something; none where the row has more cells than its header, so that they may stand under
    /// a header that is not theirs.
    pub(super) fn owned(&self) -> impl Iterator<Item = Span> {
        let straight = self.cells.0 <= self.cells.1;
        [self.status, self.progress].into_iter().flatten().filter(move |_| straight).map(|(_, cell)| cell)
    }
}

/// The rows of every table that has a status or a progress column, as far as it is clear what they are about.
pub(super) fn rows(portfolio: &Portfolio, owner: usize) -> Vec<AboutRow> {
    let document = portfolio.documents[owner].document();
    let mut found = Vec::new();
    for table in &document.tables {
        let headers: Vec<String> = table.header.iter().map(|cell| subject::header(document, *cell)).collect();
        let column = |words: &[&str]| headers.iter().position(|header| words.contains(&header.as_str()));
        let status = column(&["status", "state", "estado", "current status", "statut"]);
        let progress = column(&["progress", "completion", "% complete", "%", "progreso", "complete"]);
        if status.is_none() && progress.is_none() {
            continue;
        }
        for row in &table.rows {
            if let Some(about) = about(portfolio, owner, document, &headers, &row.cells) {
                let at = |column: Option<usize>| Some((table.header[column?], *row.cells.get(column?)?));
                let (status, progress) = (at(status), at(progress));
                found.push(AboutRow {
                    about,
                    row: row.span,
                    cells: (row.cells.len(), headers.len()),
                    status,
                    progress,
                });
            }
        }
    }
    found
}

/// Compares the rows about these subjects with what is right.
pub(super) fn read(state: &State, owner: usize, subjects: &BTreeSet<usize>, found: &mut Found) {
    let document = state.portfolio.documents[owner].document();
    for row in rows(state.portfolio, owner).iter().filter(|row| subjects.contains(&row.about)) {
        let (cells, headers) = row.cells;
        if cells > headers {
            found.skip(row.row, format!("a row of {cells} cells under a header of {headers}"));
            continue;
        }
        if let Some((header, cell)) = row.status
            && let Some(new) = right_status(state, row.about, cell, document, found)
        {
            found.cell(row.about, document.text(header), cell, new);
        }
        if let Some((header, cell)) = row.progress
            && let Some((done, total)) = state.progress(row.about)
        {
            let old = document.text(cell);
            match respell_progress(old, done, total) {
                Some(new) if new != old => found.cell(row.about, document.text(header), cell, new),
                Some(_) => {}
                None => found.skip(cell, format!("`{old}` is not a progress of {done} out of {total}")),
            }
        }
    }
}

/// What a written status has to become; `None` when it is right, or not understood.
pub(super) fn right_status(
    state: &State,
    about: usize,
    value: Span,
    document: &Document,
    found: &mut Found,
) -> Option<String> {
    let right = state.status(about)?;
    let written = document.text(value);
    let Some(reading) = parse_status(written) else {
        let empty = written.trim_matches(['-', '–', '—', ' ']).is_empty();
        found.skip(
            value,
            if empty { "an empty status".to_owned() } else { format!("`{written}` is not a status") },
        );
        return None;
    };
    if agrees(reading.status, right) || state.states(about, reading.status) {
        return None;
    }
    if reading.qualified && right == Status::Completed {
        found.skip(value, format!("`{written}` may say completed of a part only"));
        return None;
    }
    if written.contains("](") {
        found.skip(value, format!("`{written}` holds a link"));
        return None;
    }
    Some(spell_like(written, right))
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
    let others = ["depend", "block", "require", "prereq", "note", "related", "next"];
    let mut further = cells
        .iter()
        .zip(headers)
        .skip(2)
        .filter(|(_, header)| !others.iter().any(|word| header.contains(word)));
    if let Some(about) = further.find_map(|(cell, _)| subject::linked(portfolio, owner, *cell)) {
        return Some(about);
    }
    if let Some(about) = first.iter().find_map(|cell| subject::named(portfolio, owner, document.text(*cell)))
    {
        return Some(about);
    }
    let numbers = headers.first().filter(|header| {
        matches!(header.as_str(), "#" | "milestone" | "phase" | "no" | "no." | "number" | "id")
    })?;
    let phases = numbers == "phase" || headers.get(1).is_some_and(|header| header == "phase");
    subject::numbered(portfolio, owner, document.text(*first.first()?), phases)
}

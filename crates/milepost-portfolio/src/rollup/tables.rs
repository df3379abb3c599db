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

/// Reads every table that has a status or a progress column.
pub(super) fn read(state: &State, owner: usize, subjects: &BTreeSet<usize>, found: &mut Found) {
    let document = state.portfolio.documents[owner].document();
    for table in &document.tables {
        let headers: Vec<String> = table.header.iter().map(|cell| subject::header(document, *cell)).collect();
        let column = |words: &[&str]| headers.iter().position(|header| words.contains(&header.as_str()));
        let status = column(&["status", "state", "estado", "current status", "statut"]);
        let progress = column(&["progress", "completion", "% complete", "%", "progreso", "complete"]);
        if status.is_none() && progress.is_none() {
            continue;
        }
        for row in &table.rows {
            let Some(about) =
                about(state, owner, document, &headers, &row.cells).filter(|about| subjects.contains(about))
            else {
                continue;
            };
            if row.cells.len() > headers.len() {
                found.skip(
                    row.span,
                    format!("a row of {} cells under a header of {}", row.cells.len(), headers.len()),
                );
                continue;
            }
            if let Some((column, cell)) = status.and_then(|at| Some((at, *row.cells.get(at)?)))
                && let Some(new) = right_status(state, about, cell, document, found)
            {
                found.cell(about, document.text(table.header[column]), cell, new);
            }
            if let Some((column, cell)) = progress.and_then(|at| Some((at, *row.cells.get(at)?)))
                && let Some((done, total)) = state.progress(about)
            {
                match respell_progress(document.text(cell), done, total) {
                    Some(new) if new != document.text(cell) => {
                        found.cell(about, document.text(table.header[column]), cell, new);
                    }
                    Some(_) => {}
                    None => found.skip(
                        cell,
                        format!("`{}` is not a progress of {done} out of {total}", document.text(cell)),
                    ),
                }
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
    state: &State,
    owner: usize,
    document: &Document,
    headers: &[String],
    cells: &[Span],
) -> Option<usize> {
    let portfolio = state.portfolio;
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

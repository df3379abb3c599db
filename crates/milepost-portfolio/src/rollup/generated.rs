//! Tables that are written from a query: `<!-- milepost: table QUERY -->` above them.

use std::collections::HashSet;

use milepost_document::{
    Attached, Document, Edit, Span, Table,
    annotation::{Form, TableColumn, TableCondition, TableOf, TableQuery},
    view::{self, DocumentKind},
    vocabulary::{parse_status, plain_text},
};

use super::{
    boxes::Share,
    found::Found,
    state::{Reason, State},
    subject::{self, Subjects},
};
use crate::{Portfolio, document_id, path};

/// A query and where its table stands.
pub(super) struct Generated<'d> {
    query: &'d TableQuery,
    /// Its table, where one stands directly below.
    table: Option<&'d Table>,
    /// What is written: from behind the comment to the end of the table.
    pub(super) region: Span,
}

/// The tables that Milepost writes in a document, and queries whose place is no place for a table, with the reason.
pub(super) fn generated(document: &Document) -> (Vec<Generated<'_>>, Vec<(Span, &'static str)>) {
    let (mut found, mut misplaced) = (Vec::new(), Vec::new());
    for comment in &document.annotations {
        let mut queries = comment.forms.iter().filter_map(|annotation| match &annotation.form {
            Form::Table(query) => Some((query, annotation.span)),
            _ => None,
        });
        let Some((query, _)) = queries.next() else { continue };
        misplaced
            .extend(queries.map(|(_, span)| (span, "one comment writes one table: give this query its own")));
        let (before, after) = document.source.split_at(comment.span.end as usize);
        let line = &before[..comment.span.start as usize];
        let line_end = after.find('\n').unwrap_or(after.len());
        let alone = (line.is_empty() || line.ends_with('\n')) && after[..line_end].trim().is_empty();
        if !alone || !matches!(comment.attached, Attached::Section(_)) {
            misplaced.push((
                comment.span,
                "a query of a table stands on a line of its own, outside of lists and quotes",
            ));
            continue;
        }
        let below = after.len() - after.trim_start().len();
        let at = comment.span.end + below as u32;
        let first = document.tables.partition_point(|table| table.span.start < at);
        let table = document.tables.get(first).filter(|table| table.span.start == at);
        let table = table.filter(|_| after[..below].ends_with('\n'));
        let blank_below = after[..below].matches('\n').count() > 1 || after[below..].is_empty();
        let region = match table {
            Some(table) => Span::new(comment.span.end, table_end(document, table)),
            None if blank_below => Span::at(comment.span.end),
            None => {
                misplaced
                    .push((comment.span, "an empty line is missing between the query and the text below it"));
                continue;
            }
        };
        found.push(Generated { query, table, region });
    }
    (found, misplaced)
}

/// Whether a document holds a query of a table.
pub(super) fn has_query(document: &Document) -> bool {
    let mut forms = document.annotations.iter().flat_map(|comment| &comment.forms);
    forms.any(|annotation| matches!(annotation.form, Form::Table(_)))
}

/// The tables of a document that a query makes, with the blank lines above them.
pub(super) fn regions(document: &Document) -> Vec<Span> {
    if !has_query(document) {
        return Vec::new();
    }
    generated(document).0.iter().map(|generated| generated.region).collect()
}

/// Where the tables begin that Milepost writes.
pub(super) fn starts(document: &Document) -> HashSet<u32> {
    if document.annotations.is_empty() {
        return HashSet::new();
    }
    generated(document).0.iter().filter_map(|generated| Some(generated.table?.span.start)).collect()
}

fn table_end(document: &Document, table: &Table) -> u32 {
    table.span.start + document.text(table.span).trim_end().len() as u32
}

/// Compares the tables of a document with what their queries ask for.
pub(super) fn read(state: &State, owner: usize, subjects: &Subjects, found: &mut Found) {
    let document = state.portfolio.documents[owner].document();
    if !has_query(document) {
        return;
    }
    let (tables, misplaced) = generated(document);
    for (span, why) in misplaced {
        found.skip(span, why);
    }
    for generated in tables {
        compare(state, owner, &generated, subjects, found);
    }
}

fn compare(state: &State, owner: usize, generated: &Generated, subjects: &Subjects, found: &mut Found) {
    let portfolio = state.portfolio;
    let document = portfolio.documents[owner].document();
    let columns = &generated.query.columns;
    let wanted = subjects_of(state, owner, generated.query);
    let rows = generated.table.map_or(&[][..], |table| &table.rows);
    let linked: Vec<Option<usize>> =
        rows.iter().map(|row| subject::linked(portfolio, owner, row.span)).collect();
    let concerned = wanted.iter().chain(linked.iter().flatten()).any(|index| subjects.hold(*index));
    if !concerned && !subjects.hold_all() {
        return;
    }
    let status_column = columns.iter().position(|column| *column == TableColumn::Status);
    let cells: Vec<Vec<String>> = wanted
        .iter()
        .map(|index| {
            // A status keeps the spelling that it has.
            let known = linked.iter().position(|linked| *linked == Some(*index));
            let written =
                known.and_then(|at| rows[at].cells.get(status_column?)).map(|cell| document.text(*cell));
            columns.iter().map(|column| cell(state, owner, *index, *column, written)).collect()
        })
        .collect();
    let header: Vec<&str> = columns.iter().map(|column| column.header()).collect();
    let same_shape = generated.table.is_some_and(|table| {
        table.header.len() == header.len()
            && table.header.iter().zip(&header).all(|(cell, word)| document.text(*cell) == *word)
            && rows.len() == cells.len()
            && rows.iter().all(|row| row.cells.len() == header.len())
    });
    let reason = |index: usize| Reason {
        why: format!("the query and `{}` make it", portfolio.documents[index].path),
        source: None,
    };
    if same_shape {
        let table = generated.table.expect("what has the same shape is there");
        for ((row, wanted), index) in rows.iter().zip(&cells).zip(&wanted) {
            for ((cell, new), header) in row.cells.iter().zip(wanted).zip(&table.header) {
                if unescaped(document.text(*cell)) != unescaped(new) {
                    found.cell(*index, *header, *cell, new.clone(), reason(*index));
                }
            }
        }
        return;
    }
    let line_end = if document.source.contains("\r\n") { "\r\n" } else { "\n" };
    let text = view::render_table(&header, &cells, line_end);
    let edit = Edit::replace(generated.region, format!("{line_end}{line_end}{text}"));
    let named = |rows: usize, columns: &str| {
        format!("{rows} {} of {columns}", if rows == 1 { "row" } else { "rows" })
    };
    let old = generated.table.map_or_else(
        || "nothing".to_owned(),
        |table| {
            let names: Vec<String> =
                table.header.iter().map(|cell| plain_text(document.text(*cell))).collect();
            named(rows.len(), &names.join(", "))
        },
    );
    let why = Reason { why: "the query makes it".to_owned(), source: None };
    found.region(
        owner,
        "table",
        generated.region,
        (old, named(cells.len(), &columns_named(columns))),
        why,
        edit,
    );
}

fn columns_named(columns: &[TableColumn]) -> String {
    columns.iter().map(|column| column.word()).collect::<Vec<_>>().join(", ")
}

fn unescaped(cell: &str) -> String {
    cell.replace("\\|", "|")
}

/// What the rows are about, in order of folder and number.
fn subjects_of(state: &State, owner: usize, query: &TableQuery) -> Vec<usize> {
    let portfolio = state.portfolio;
    let own_folder = portfolio.documents[owner].folder().to_owned();
    let names_folder =
        query.conditions.iter().any(|condition| matches!(condition, TableCondition::Folder(_)));
    let mut found: Vec<usize> = (0..portfolio.documents.len())
        .filter(|index| *index != owner)
        .filter(|index| {
            let kind = portfolio.documents[*index].kind;
            match query.of {
                TableOf::Milestones => matches!(kind, DocumentKind::Milestone | DocumentKind::Phase),
                TableOf::Tasks => kind == DocumentKind::Task,
                TableOf::Initiatives => state.initiative(*index).is_some(),
            }
        })
        .filter(|index| names_folder || lies_in(portfolio, *index, &own_folder))
        .filter(|index| query.conditions.iter().all(|condition| holds(state, *index, condition)))
        .collect();
    let order = |index: &usize| {
        let loaded = &portfolio.documents[*index];
        let number: Vec<u32> = loaded
            .identity
            .number
            .iter()
            .flat_map(|number| number.split(|c: char| !c.is_ascii_digit()))
            .filter_map(|part| part.parse().ok())
            .collect();
        (loaded.folder().to_owned(), number.is_empty(), number, loaded.path.clone())
    };
    found.sort_by_cached_key(order);
    found
}

fn holds(state: &State, index: usize, condition: &TableCondition) -> bool {
    let status = || state.status(index);
    let risk = || view::overview(state.portfolio.documents[index].document()).risk.and_then(|risk| risk.risk);
    match condition {
        TableCondition::Status(any) => status().is_some_and(|status| any.contains(&status)),
        TableCondition::NotStatus(none) => status().is_none_or(|status| !none.contains(&status)),
        TableCondition::Risk(any) => risk().is_some_and(|risk| any.contains(&risk)),
        TableCondition::NotRisk(none) => risk().is_none_or(|risk| !none.contains(&risk)),
        TableCondition::Folder(folder) => lies_in(state.portfolio, index, folder),
    }
}

fn lies_in(portfolio: &Portfolio, index: usize, folder: &str) -> bool {
    let rest = portfolio.documents[index].path.strip_prefix(folder);
    folder.is_empty() || rest.is_some_and(|rest| rest.starts_with('/'))
}

fn cell(state: &State, owner: usize, index: usize, column: TableColumn, written: Option<&str>) -> String {
    let loaded = &state.portfolio.documents[index];
    let document = loaded.document();
    let nothing = || "–".to_owned();
    let share = || -> Option<Share> { Some(state.progress(index)?.counted) };
    let value = |span: Span| {
        let text = document.text(span).trim().trim_matches(['"', '\'', '*']);
        if text.is_empty() { nothing() } else { text.to_owned() }
    };
    match column {
        TableColumn::Id => document_id(state.portfolio, index),
        TableColumn::Title => {
            let title = document.title.as_ref().map(|title| value(title.span));
            let title = title.unwrap_or_else(|| loaded.identity.name.clone());
            let title = title.replace('[', "\\[").replace(']', "\\]");
            let target = path::relative(state.portfolio.documents[owner].folder(), &loaded.path);
            let plain = !target.contains([' ', '(', ')', '<', '>']);
            if plain { format!("[{title}]({target})") } else { format!("[{title}](<{target}>)") }
        }
        TableColumn::Status => {
            let Some(right) = state.status(index) else { return nothing() };
            let kept = written
                .filter(|written| parse_status(written).is_some_and(|reading| reading.status == right));
            kept.map_or_else(|| right.label(), str::to_owned)
        }
        TableColumn::Progress => share().map_or_else(nothing, |(done, all)| {
            format!("{}%", if all == 0 { 0 } else { u64::from(done) * 100 / u64::from(all) })
        }),
        TableColumn::Done => share().map_or_else(nothing, |(done, all)| format!("{done}/{all}")),
        TableColumn::Effort => {
            view::overview(document).effort.map_or_else(nothing, |effort| value(effort.value))
        }
        TableColumn::Risk => view::overview(document).risk.map_or_else(nothing, |risk| value(risk.value)),
        TableColumn::Updated => {
            view::last_updated_places(document).first().map_or_else(nothing, |place| value(place.date))
        }
    }
}

#[cfg(test)]
#[path = "generated_tests.rs"]
mod tests;

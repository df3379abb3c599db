//! Tables of two documents that say different things of one subject.

use std::collections::HashMap;

use milepost_document::{
    Document, Severity, Span,
    vocabulary::{FOLDER_FILES, STATUS_HEADERS, Status, parse_status, plain_text},
};
use milepost_portfolio::{LoadedDocument, path};

use crate::{Check, Context, Finding, Rule, Scope};

pub(super) const RULE: Rule = Rule {
    id: "conflicting-rollups",
    severity: Severity::Warning,
    gravest: Severity::Warning,
    scope: Scope::Claim,
    page: include_str!("conflicting-rollups.md"),
    check: Check::Portfolio(check),
};

/// What one row says of its subject.
#[derive(Clone, Copy)]
struct Word {
    owner: usize,
    cell: Span,
    status: Status,
}

fn check(context: &Context, out: &mut Vec<Finding>) {
    let portfolio = context.portfolio;
    // By folder and the name that a row links.
    let mut seen: HashMap<(String, String), Vec<Word>> = HashMap::new();
    for (owner, loaded) in
        portfolio.documents.iter().enumerate().filter(|(_, loaded)| stands_for_folder(loaded))
    {
        for (name, cell, status) in rows(loaded.document()) {
            let words = seen.entry((loaded.folder().to_owned(), name)).or_default();
            words.push(Word { owner, cell, status });
        }
    }
    let mut found: Vec<(Word, Word)> = Vec::new();
    for words in seen.values() {
        // A name that one document has twice is not clear.
        let once = |word: &Word| words.iter().filter(|other| other.owner == word.owner).count() == 1;
        for (at, first) in words.iter().enumerate() {
            for second in &words[at + 1..] {
                let complete = |word: &Word| matches!(word.status, Status::Completed | Status::Archived);
                if once(first) && once(second) && complete(first) != complete(second) {
                    found.push(if complete(first) { (*second, *first) } else { (*first, *second) });
                }
            }
        }
    }
    for (one, other) in found {
        let path = |word: Word| portfolio.documents[word.owner].path.as_str();
        if !context.is_target(one.owner) && !context.is_target(other.owner) {
            continue;
        }
        let text = |word: Word| portfolio.documents[word.owner].document().text(word.cell);
        out.push(
            Finding::new(
                RULE.id,
                RULE.severity,
                path(one),
                one.cell,
                format!("`{}` here, `{}` in `{}`", text(one), text(other), path(other)),
            )
            .with_hint("keep one of the two tables, or correct the one that is not so")
            .with_related(path(other), other.cell, text(other)),
        );
    }
}

/// Whether a document owns milestones, or has the name of one that does.
fn stands_for_folder(loaded: &LoadedDocument) -> bool {
    loaded.is_owner() || FOLDER_FILES.contains(&path::stem(&loaded.path).to_lowercase().as_str())
}

/// The name that each row links in its first two cells, with the cell of its status.
fn rows(document: &Document) -> Vec<(String, Span, Status)> {
    let mut found = Vec::new();
    for table in &document.tables {
        let headers: Vec<String> = table.header.iter().map(|cell| plain_text(document.text(*cell))).collect();
        let column = headers.iter().position(|header| STATUS_HEADERS.contains(&header.as_str()));
        let Some(column) = column else { continue };
        for row in table.rows.iter().filter(|row| row.cells.len() <= headers.len()) {
            let (Some(cell), Some(link)) = (row.cells.get(column), linked(document, &row.cells)) else {
                continue;
            };
            let Some(reading) = parse_status(document.text(*cell)).filter(|reading| !reading.qualified)
            else {
                continue;
            };
            found.push((plain_text(document.text(link)), *cell, reading.status));
        }
    }
    found.retain(|(name, ..)| name.len() > 2);
    found
}

fn linked(document: &Document, cells: &[Span]) -> Option<Span> {
    cells.iter().take(2).find_map(|cell| {
        let first = document.links.partition_point(|link| link.span.start < cell.start);
        document.links.get(first).filter(|link| cell.contains(link.span)).map(|link| link.text)
    })
}

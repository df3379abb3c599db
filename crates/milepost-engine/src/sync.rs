//! Roll-ups that say what the milestones say.

use std::{cell::RefCell, collections::BTreeSet};

use milepost_document::{EditSet, Span};
use milepost_portfolio::rollup::{CellChange, FileEdits, Rollup, Scope, rollup_edits};
use serde::Serialize;

use crate::{
    EngineError, Held, Result, Workspace,
    lifecycle::{
        DocumentChange,
        change::{compared, write},
    },
    session::Session,
    tracking,
};

/// A place in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Point {
    /// The document, from the project's root.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

/// A value that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WrongValue {
    /// Where it stands.
    pub place: Point,
    /// What stands above it: the header of its column, or its label.
    pub name: String,
    /// The document that it repeats.
    pub subject: String,
    /// What it is.
    pub is: String,
    /// What it should be.
    pub should_be: String,
    /// Why, to be followed by what it should be.
    pub why: String,
    /// The place that says so, where it is one place.
    pub source: Option<Point>,
}

/// A value that was not understood and was left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftValue {
    /// Where it stands.
    pub place: Point,
    /// Why: a lower-case fragment.
    pub why: String,
}

/// Everything that is wrong in tables, labels and lists that repeat milestones, and what puts it right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sync {
    /// What is wrong, by place.
    pub wrong: Vec<WrongValue>,
    /// What was left, by place.
    pub left: Vec<LeftValue>,
    /// The files as they would be.
    #[serde(skip)]
    pub changes: Vec<DocumentChange>,
}

/// Compares every roll-up with the milestones. With `only`, what stands in these documents or repeats them. Nothing is
/// written.
///
/// # Errors
/// When records cannot be read.
pub fn sync(workspace: &Workspace, only: Option<&[usize]>) -> Result<Sync> {
    let rollup = rollup(workspace)?;
    let paths: Option<BTreeSet<&str>> =
        only.map(|indices| indices.iter().map(|index| workspace.document(*index).path.as_str()).collect());
    let asked = |path: &str| paths.as_ref().is_none_or(|paths| paths.contains(path));
    let files: Vec<FileEdits> = rollup
        .files
        .into_iter()
        .filter_map(|file| {
            if asked(&file.path) {
                return Some(file);
            }
            let kept: Vec<_> = file
                .cells
                .into_iter()
                .zip(file.edits.edits().iter().cloned())
                .filter(|(cell, _)| asked(&cell.subject))
                .collect();
            let (cells, edits): (Vec<CellChange>, Vec<_>) = kept.into_iter().unzip();
            let edits = EditSet::new(edits).ok().filter(|edits| !edits.is_empty())?;
            Some(FileEdits { path: file.path, edits, cells })
        })
        .collect();
    let left = rollup.skipped.into_iter().filter(|skipped| asked(&skipped.path));
    let mut sync = Sync {
        wrong: Vec::new(),
        left: left
            .map(|skipped| LeftValue {
                place: point(workspace, &skipped.path, skipped.span),
                why: skipped.why,
            })
            .collect(),
        changes: Vec::new(),
    };
    let mut after = workspace.portfolio.clone();
    let mut indices = Vec::new();
    for file in &files {
        let index = after
            .find(&file.path)
            .ok_or_else(|| EngineError::usage(format!("`{}` is not read any more", file.path)))?;
        let text = file.edits.apply(&workspace.document(index).document().source)?;
        after.set_text(index, &text);
        indices.push(index);
    }
    for (file, index) in files.into_iter().zip(indices) {
        match compared(workspace, &after, index) {
            Ok(change) => {
                sync.changes.extend(change);
                sync.wrong.extend(file.cells.into_iter().map(|cell| wrong(workspace, &file.path, cell)));
            }
            // One document that would read differently in other places keeps no other from being right.
            Err(_) => sync.left.extend(file.cells.into_iter().map(|cell| LeftValue {
                place: point(workspace, &file.path, cell.span),
                why: format!("with `{}` here, other parts of the document would read differently", cell.new),
            })),
        }
    }
    sync.left.sort_by(|a, b| {
        let key = |left: &LeftValue| (left.place.path.clone(), left.place.line, left.place.column);
        key(a).cmp(&key(b))
    });
    Ok(sync)
}

/// Writes what [`sync`] found, as one change.
///
/// # Errors
/// When a file changed in the meantime or cannot be written.
pub fn write_sync(workspace: &Workspace, _held: &Held, sync: &Sync) -> Result<()> {
    if sync.changes.is_empty() {
        return Ok(());
    }
    write(workspace, "sync", &sync.changes, Vec::new())
}

/// What the repository as it is makes of every roll-up: documents, and attestations that stand beside them. Nothing that
/// only this machine knows counts, so that everybody comes to the same.
fn rollup(workspace: &Workspace) -> Result<Rollup> {
    let has_any = workspace.system.is_dir(&workspace.shared().join("attestations"));
    let session: RefCell<Option<Session<'_>>> = RefCell::new(None);
    let failed: RefCell<Option<EngineError>> = RefCell::new(None);
    let attested = |index: usize| {
        if !has_any || failed.borrow().is_some() {
            return false;
        }
        let known = || -> Result<bool> {
            let mut session = session.borrow_mut();
            if session.is_none() {
                *session = Some(Session::read(workspace)?);
            }
            let Some(session) = session.as_ref() else { return Ok(false) };
            let id = workspace.document_id(index);
            Ok(session.signers.attestation(workspace, &session.ledger, &id)?.is_some())
        };
        known().unwrap_or_else(|error| {
            *failed.borrow_mut() = Some(error);
            false
        })
    };
    let mut rollup = rollup_edits(&workspace.portfolio, Scope { milestones: None, attested: &attested });
    let time = tracking::rendered(workspace)?;
    rollup.skipped.extend(time.skipped);
    for booked in time.files {
        match rollup.files.iter_mut().find(|file| file.path == booked.path) {
            Some(file) => join(file, booked)?,
            None => rollup.files.push(booked),
        }
    }
    rollup.files.sort_by(|a, b| a.path.cmp(&b.path));
    match failed.into_inner() {
        Some(error) => Err(error),
        None => Ok(rollup),
    }
}

/// Two sets of edits of one file as one, with their meanings in order of place.
fn join(file: &mut FileEdits, more: FileEdits) -> Result<()> {
    file.edits = std::mem::take(&mut file.edits).merged(more.edits)?;
    file.cells.extend(more.cells);
    file.cells.sort_by_key(|cell| cell.span);
    Ok(())
}

fn wrong(workspace: &Workspace, path: &str, cell: CellChange) -> WrongValue {
    WrongValue {
        place: point(workspace, path, cell.span),
        name: cell.column,
        subject: cell.subject,
        is: cell.old,
        should_be: cell.new,
        why: cell.why,
        source: cell.source.map(|(path, span)| point(workspace, &path, span)),
    }
}

fn point(workspace: &Workspace, path: &str, span: Span) -> Point {
    let found = workspace.portfolio.find(path);
    let position = found.map(|index| workspace.document(index).document().position(span.start));
    let (line, column) = position.map_or((1, 1), |position| (position.line, position.column));
    Point { path: path.to_owned(), line, column }
}

//! What was found in one file so far.

use std::collections::HashSet;

use milepost_document::{Edit, EditSet, Span, view};

use super::{
    cell::{CellChange, FileEdits, Skipped},
    generated,
    state::Reason,
};
use crate::Portfolio;

/// What was found in one file so far.
pub(super) struct Found<'a> {
    portfolio: &'a Portfolio,
    owner: usize,
    cells: Vec<(CellChange, Edit)>,
    spans: HashSet<Span>,
    /// Tables that a query makes: nothing else writes in them.
    regions: Vec<Span>,
    skipped: Vec<Skipped>,
}

impl<'a> Found<'a> {
    /// Nothing yet.
    pub(super) fn new(portfolio: &'a Portfolio, owner: usize) -> Self {
        let regions = generated::regions(portfolio.documents[owner].document());
        Self { portfolio, owner, cells: Vec::new(), spans: HashSet::new(), regions, skipped: Vec::new() }
    }

    /// A table cell that is wrong; its padding follows where the table is aligned.
    pub(super) fn cell(&mut self, subject: usize, column: Span, span: Span, new: String, reason: Reason) {
        let document = self.portfolio.documents[self.owner].document();
        let edits = view::set_cell(document, span, &new);
        if let [edit] = edits.edits() {
            self.add(subject, document.text(column), span, new, reason, edit.clone());
        }
    }

    /// The value of a label that is wrong.
    pub(super) fn label(&mut self, subject: usize, key: &str, span: Span, new: String, reason: Reason) {
        if self.regions.iter().any(|region| region.contains(span)) {
            return;
        }
        let edit = Edit::replace(span, new.clone());
        self.add(subject, key, span, new, reason, edit);
    }

    /// Something else that is wrong, with what is shown of it before and afterwards.
    pub(super) fn region(
        &mut self,
        subject: usize,
        column: &str,
        span: Span,
        (old, new): (String, String),
        reason: Reason,
        edit: Edit,
    ) {
        self.add(subject, column, span, new, reason, edit);
        if let Some((cell, _)) = self.cells.last_mut().filter(|(cell, _)| cell.span == span) {
            cell.old = old;
        }
    }

    fn add(&mut self, subject: usize, column: &str, span: Span, new: String, reason: Reason, edit: Edit) {
        let old = self.portfolio.documents[self.owner].document().text(span).to_owned();
        let subject = self.portfolio.documents[subject].path.clone();
        if self.spans.insert(span) {
            let Reason { why, source } = reason;
            let cell = CellChange { subject, column: column.to_owned(), old, new, span, why, source };
            self.cells.push((cell, edit));
        }
    }

    /// A value that was not understood.
    pub(super) fn skip(&mut self, span: Span, why: impl Into<String>) {
        let path = self.portfolio.documents[self.owner].path.clone();
        self.skipped.push(Skipped { path, span, why: why.into() });
    }

    /// The edits of the file, if there are any, and what was left in it. A file that cannot be written is left whole.
    pub(super) fn finish(self) -> (Option<FileEdits>, Vec<Skipped>) {
        let Self { portfolio, owner, mut cells, mut skipped, .. } = self;
        let loaded = &portfolio.documents[owner];
        cells.sort_by_key(|(cell, _)| cell.span);
        if loaded.read_only {
            skipped.extend(cells.iter().map(|(cell, _)| Skipped {
                path: loaded.path.clone(),
                span: cell.span,
                why: "the file is not UTF-8 and is not written".to_owned(),
            }));
            return (None, skipped);
        }
        if cells.is_empty() {
            return (None, skipped);
        }
        let (cells, edits): (Vec<CellChange>, Vec<Edit>) = cells.into_iter().unzip();
        let edits = match EditSet::new(edits) {
            Ok(edits) => edits,
            Err(error) => {
                skipped.push(Skipped {
                    path: loaded.path.clone(),
                    span: cells[0].span,
                    why: error.to_string(),
                });
                return (None, skipped);
            }
        };
        (Some(FileEdits { path: loaded.path.clone(), edits, cells }), skipped)
    }
}

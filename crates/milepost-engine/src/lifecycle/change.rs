//! The one atomic change of a move: the document's every copy of its status, its date and proven boxes, the roll-ups
//! above it, and the records.

use std::collections::BTreeSet;

use jiff::civil::Date;
use milepost_document::{
    EditSet, view,
    vocabulary::{SectionKind, Status},
};
use milepost_portfolio::{
    Portfolio,
    rollup::{Scope, rollup_edits},
};
use milepost_system::System;

use crate::{
    EngineError, ErrorKind, Result, Workspace,
    binding::Subject,
    journal::{self, FileChange},
    plan::project_in,
    session::Assessment,
    standing::Standing,
};

/// One document before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentChange {
    /// Its path from the project's root.
    pub path: String,
    /// Its text before.
    pub before: String,
    /// Its text afterwards.
    pub after: String,
}

/// The texts of a move: the milestone's own document and those above it.
///
/// # Errors
/// When a change would touch anything but what Milepost owns: that is a bug, and nothing is written.
pub(super) fn documents(
    workspace: &Workspace,
    assessment: &Assessment,
    to: Status,
    today: Date,
) -> Result<Vec<DocumentChange>> {
    let loaded = workspace.document(assessment.index);
    if loaded.read_only {
        return Err(EngineError::usage(format!("`{}` is not UTF-8 and is not written", loaded.path))
            .hint("save the file as UTF-8"));
    }
    let document = loaded.document();
    let edits = view::set_status_in(document, to, loaded.identity.dialect)
        .merged(view::set_last_updated(document, today))?
        .merged(ticks(workspace, assessment)?)?;
    with_rollups(workspace, assessment.index, &edits, to == Status::Completed)
}

/// A milestone's document after its edits, and everything that repeats it. `attested` says that the change comes with
/// the attestation of its completion.
///
/// # Errors
/// When the edits do not fit their document, or would touch what Milepost does not own.
pub(crate) fn with_rollups(
    workspace: &Workspace,
    index: usize,
    edits: &EditSet,
    attested: bool,
) -> Result<Vec<DocumentChange>> {
    let (after, changed) = repeated(workspace, index, edits, attested)?;
    changed.into_iter().filter_map(|index| compared(workspace, &after, index).transpose()).collect()
}

/// The same for edits that change what the milestone's document says. All others change only in what Milepost owns.
///
/// # Errors
/// As [`with_rollups`].
pub(crate) fn with_rollups_around(
    workspace: &Workspace,
    index: usize,
    edits: &EditSet,
) -> Result<Vec<DocumentChange>> {
    let (after, changed) = repeated(workspace, index, edits, false)?;
    let own = |at: usize| {
        let (before, after) = (workspace.document(at), after.documents[at].document());
        DocumentChange {
            path: before.path.clone(),
            before: before.document().source.to_string(),
            after: after.source.to_string(),
        }
    };
    let change = |at: usize| {
        if at == index { Ok(Some(own(at))) } else { compared(workspace, &after, at) }
    };
    changed.into_iter().filter_map(|at| change(at).transpose()).collect()
}

/// All documents after edits of one, with those that repeat it, and which of them changed.
fn repeated(
    workspace: &Workspace,
    index: usize,
    edits: &EditSet,
    attested: bool,
) -> Result<(Portfolio, BTreeSet<usize>)> {
    let mut after = workspace.portfolio.clone();
    after.set_text(index, &edits.apply(workspace.document(index).text())?);
    let milestones = BTreeSet::from([index]);
    let scope = Scope { milestones: Some(&milestones), attested: &|other| attested && other == index };
    let mut changed = BTreeSet::from([index]);
    for file in rollup_edits(&after, scope).files {
        let at = found(&after, &file.path)?;
        let text = file.edits.apply(after.documents[at].text())?;
        after.set_text(at, &text);
        changed.insert(at);
    }
    Ok((after, changed))
}

/// The boxes of items that are proven and not yet ticked.
pub(crate) fn ticks(workspace: &Workspace, assessment: &Assessment) -> Result<EditSet> {
    let document = workspace.document(assessment.index).document();
    let mut edits = EditSet::default();
    for (binding, judged) in assessment.deciding() {
        // A tick there would say that the work is to be rolled back.
        if judged.standing == Standing::Proven
            && binding.kind != Some(SectionKind::WhenToRollback)
            && binding.ticked == Some(false)
            && let Subject::Item(item) = binding.subject
        {
            edits = edits.merged(view::tick(document, item, true))?;
        }
    }
    Ok(edits)
}

fn found(portfolio: &Portfolio, path: &str) -> Result<usize> {
    let missing = || EngineError::new(ErrorKind::Bug, format!("`{path}` is changed and not read"));
    portfolio.find(path).ok_or_else(missing)
}

/// What a document becomes; `None` when it stays. The law is checked each time: what a check can see of it stays the
/// same.
pub(crate) fn compared(
    workspace: &Workspace,
    after: &Portfolio,
    index: usize,
) -> Result<Option<DocumentChange>> {
    let loaded = workspace.document(index);
    let (before, text) = (loaded.text(), after.documents[index].text());
    if before == text {
        return Ok(None);
    }
    if project_in(&workspace.portfolio, index) != project_in(after, index) {
        return Err(EngineError::new(
            ErrorKind::Bug,
            format!(
                "the change of `{}` would touch more than milepost owns; nothing was written",
                loaded.path
            ),
        ));
    }
    let (before, after) = (before.to_string(), text.to_string());
    Ok(Some(DocumentChange { path: loaded.path.clone(), before, after }))
}

/// Writes documents and records as one.
///
/// # Errors
/// When a file changed in the meantime or cannot be written.
pub(crate) fn write(
    workspace: &Workspace,
    what: &str,
    documents: &[DocumentChange],
    records: Vec<milepost_ledger::Prepared>,
) -> Result<()> {
    write_with(workspace, what, documents, records, Vec::new())
}

/// Writes documents, records and other files as one.
///
/// # Errors
/// As [`write`].
pub(crate) fn write_with(
    workspace: &Workspace,
    what: &str,
    documents: &[DocumentChange],
    records: Vec<milepost_ledger::Prepared>,
    also: Vec<FileChange>,
) -> Result<()> {
    let system: &dyn System = workspace.system.as_ref();
    let mut files: Vec<FileChange> = documents
        .iter()
        .map(|change| {
            journal::change(
                workspace.root.join(&change.path),
                Some(change.before.as_bytes()),
                change.after.clone().into_bytes(),
            )
        })
        .collect();
    files.extend(records.into_iter().map(|record| journal::change(record.path, None, record.bytes)));
    files.extend(also);
    journal::apply(system, &workspace.root, &workspace.local, what, &files)
        .map_err(|error| EngineError::usage(format!("`{what}` was not written")).because(error))
}

//! The one atomic change of a move: the document's every copy of its status, its date and proven boxes, the roll-ups
//! above it, and the records.

use std::collections::BTreeMap;

use jiff::civil::Date;
use milepost_document::{EditSet, view, vocabulary::Status};
use milepost_portfolio::rollup::{Change, rollup_edits};
use milepost_system::System;

use crate::{
    EngineError, ErrorKind, Result, Workspace,
    binding::Subject,
    journal::{self, FileChange},
    plan::project_text,
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
    let mut sets: BTreeMap<String, EditSet> = BTreeMap::from([(loaded.path.clone(), edits)]);
    let guarding = assessment.guarding(crate::binding::Gate::Complete).count() as u32;
    let satisfied = assessment
        .guarding(crate::binding::Gate::Complete)
        .filter(|(_, judged)| judged.standing.satisfies())
        .count() as u32;
    let progress =
        (guarding > 0).then_some((if to == Status::Completed { guarding } else { satisfied }, guarding));
    let change = Change { path: loaded.path.clone(), status: to, progress };
    for file in rollup_edits(&workspace.portfolio, &[change]).files {
        let known = sets.remove(&file.path).unwrap_or_default();
        sets.insert(file.path, known.merged(file.edits)?);
    }
    sets.into_iter()
        .filter(|(_, edits)| !edits.is_empty())
        .map(|(path, edits)| applied(workspace, path, &edits))
        .collect()
}

/// The boxes of items that are proven and not yet ticked.
pub(crate) fn ticks(workspace: &Workspace, assessment: &Assessment) -> Result<EditSet> {
    let document = workspace.document(assessment.index).document();
    let mut edits = EditSet::default();
    for (binding, judged) in assessment.deciding() {
        if judged.standing == Standing::Proven
            && binding.ticked == Some(false)
            && let Subject::Item(item) = binding.subject
        {
            edits = edits.merged(view::tick(document, item, true))?;
        }
    }
    Ok(edits)
}

/// A document after its edits. The law is checked each time: what a check can see of it stays the same.
pub(crate) fn applied(workspace: &Workspace, path: String, edits: &EditSet) -> Result<DocumentChange> {
    let Some(index) = workspace.portfolio.find(&path) else {
        return Err(EngineError::new(ErrorKind::Bug, format!("`{path}` is changed and not read")));
    };
    let document = workspace.document(index).document();
    let after = edits.apply(&document.source)?;
    if project_text(workspace, index, &document.source) != project_text(workspace, index, &after) {
        return Err(EngineError::new(
            ErrorKind::Bug,
            format!("the change of `{path}` would touch more than milepost owns; nothing was written"),
        ));
    }
    Ok(DocumentChange { path, before: document.source.to_string(), after })
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
    journal::apply(system, &workspace.local, what, &files)
        .map_err(|error| EngineError::usage(format!("`{what}` was not written")).because(error))
}

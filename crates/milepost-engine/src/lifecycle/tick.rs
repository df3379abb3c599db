//! `verify --write`: boxes follow the evidence.

use milepost_document::{EditSet, view};

use super::change::{applied, ticks, write};
use crate::{
    Held, Result, binding::Subject, lifecycle::DocumentChange, session::Session, standing::Standing,
};

/// Ticks the boxes of proven items and opens those of refuted ones, in one document. Returns what changed.
///
/// # Errors
/// When the ledger fails or the file cannot be written.
pub fn write_ticks(session: &Session<'_>, index: usize, _held: &Held) -> Result<Option<DocumentChange>> {
    let workspace = session.workspace;
    let assessment = session.assess(index, false, false)?;
    let loaded = workspace.document(index);
    if assessment.frozen.is_some() || loaded.read_only {
        return Ok(None);
    }
    let mut edits: EditSet = ticks(workspace, &assessment)?;
    for (binding, judged) in assessment.deciding() {
        if judged.standing == Standing::Refuted
            && let Subject::Item(item) = binding.subject
        {
            edits = edits.merged(view::tick(loaded.document(), item, false))?;
        }
    }
    if edits.is_empty() {
        return Ok(None);
    }
    let change = applied(workspace, loaded.path.clone(), &edits)?;
    write(workspace, &format!("the boxes of `{}`", loaded.path), std::slice::from_ref(&change), Vec::new())?;
    Ok(Some(change))
}

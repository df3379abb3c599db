//! `verify --write`: boxes follow the evidence.

use milepost_document::{EditSet, ItemId, view};

use super::change::{ticks, with_rollups, write};
use crate::{
    Held, Result, Workspace,
    binding::{Check, Subject},
    lifecycle::DocumentChange,
    session::{Assessment, Session},
    standing::{Judged, Proof, Standing},
};

/// Ticks the boxes of proven items and opens those of refuted ones, in one document, and brings what counts them up to
/// date. Returns what changed.
///
/// # Errors
/// When the ledger fails or the file cannot be written.
pub fn write_ticks(session: &Session<'_>, index: usize, _held: &Held) -> Result<Vec<DocumentChange>> {
    let workspace = session.workspace;
    let assessment = session.assess(index, false, false)?;
    let loaded = workspace.document(index);
    if assessment.frozen.is_some() || loaded.read_only {
        return Ok(Vec::new());
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
        return Ok(Vec::new());
    }
    let changes = with_rollups(workspace, index, &edits, false)?;
    write(workspace, &format!("the boxes of `{}`", loaded.path), &changes, Vec::new())?;
    Ok(changes)
}

/// Whether a run came to an end and did not pass.
fn has_run(judged: &Judged) -> bool {
    matches!(judged.proof, Proof::Failed | Proof::NothingRan | Proof::Inconclusive)
}

/// Ticks the boxes of the steps whose commands have passed, opens those of `may_open` whose newest run did not pass, and brings what counts
/// them up to date. Returns what changed.
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn step_ticks(
    workspace: &Workspace,
    assessment: &Assessment,
    may_open: &[ItemId],
    _held: &Held,
) -> Result<Vec<DocumentChange>> {
    let loaded = workspace.document(assessment.index);
    let mut edits = EditSet::default();
    for (binding, judged) in assessment.deciding() {
        let (Check::Step(_), Subject::Item(item)) = (&binding.check, binding.subject) else { continue };
        let ticked = match judged.standing {
            Standing::Proven => true,
            // Who asked for it once more wants to know that it did not pass; also where nothing is shown.
            Standing::Refuted | Standing::Claimed if may_open.contains(&item) && has_run(judged) => false,
            _ => continue,
        };
        edits = edits.merged(view::tick(loaded.document(), item, ticked))?;
    }
    if edits.is_empty() || loaded.read_only {
        return Ok(Vec::new());
    }
    let changes = with_rollups(workspace, assessment.index, &edits, false)?;
    write(workspace, &format!("the boxes of `{}`", loaded.path), &changes, Vec::new())?;
    Ok(changes)
}

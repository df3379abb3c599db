//! What documents say of time that the ledger does not.

use milepost_ledger::{Access, Kind};
use milepost_portfolio::rollup::{CellChange, FileEdits, Rollup, Skipped};

use super::{booked::all_booked, earlier::Earlier, log::totals, rendering::render, task::tasks};
use crate::{Result, Workspace, signers::Signers};

/// The documents whose tables say less than what is booked, as after a merge, and what puts them right; and values that say
/// more, which somebody wrote.
///
/// # Errors
/// When the ledger cannot be read.
pub(crate) fn rendered(workspace: &Workspace) -> Result<Rollup> {
    if !workspace.system.is_dir(&workspace.shared().join("records")) {
        return Ok(Rollup::default());
    }
    let ledger = workspace.ledger(Access::Read)?;
    if ledger.all(&Kind::TimeEntry)?.is_empty() {
        return Ok(Rollup::default());
    }
    let all = all_booked(workspace, &ledger, &Signers::of(workspace)?)?;
    let mut rollup = Rollup::default();
    for (index, entries) in all.by_document {
        let loaded = workspace.document(index);
        let document = loaded.document();
        let tasks = tasks(document);
        let booked = totals(&tasks, &entries);
        let rendering = render(document, &tasks, &booked, &booked, &Earlier::of(&tasks, &entries), None);
        rollup.skipped.extend(rendering.left.iter().map(|left| Skipped {
            path: loaded.path.clone(),
            span: left.span,
            why: left.why.clone(),
        }));
        if loaded.read_only || rendering.written.is_empty() {
            continue;
        }
        let cells = rendering.written.iter().map(|one| CellChange {
            subject: loaded.path.clone(),
            column: one.name.to_owned(),
            old: document.text(one.span).to_owned(),
            new: one.new.clone(),
            span: one.span,
            why: if one.name == "Actual" { "the ledger says" } else { "the rows come to" }.to_owned(),
            source: None,
        });
        let (cells, edits) = (cells.collect(), rendering.edits()?);
        rollup.files.push(FileEdits { path: loaded.path.clone(), cells, edits });
    }
    Ok(rollup)
}

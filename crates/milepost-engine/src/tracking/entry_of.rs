//! Where an entry was booked.

use milepost_ledger::Access;

use super::booked::all_booked;
use crate::{EngineError, Result, Workspace, signers::Signers};

/// The milestone, by its place, on which the entry was booked whose record begins so.
///
/// # Errors
/// When no entry or several begin so, or its milestone is gone.
pub fn milestone_of_entry(workspace: &Workspace, prefix: &str) -> Result<usize> {
    let ledger = workspace.ledger(Access::Read)?;
    let all = all_booked(workspace, &ledger, &Signers::of(workspace)?)?;
    let fits = |one: &super::Booked| {
        prefix.len() >= 4 && one.record.to_string().trim_start_matches("sha256:").starts_with(prefix)
    };
    let mut found: Vec<(usize, String)> = Vec::new();
    for (index, entries) in &all.by_document {
        found.extend(entries.iter().filter(|one| fits(one)).map(|one| (*index, one.record.short())));
    }
    match found.as_slice() {
        [(index, _)] => Ok(*index),
        [] => match all.gone.iter().find(|one| fits(one)) {
            Some(gone) => Err(EngineError::usage(format!(
                "`{prefix}` was booked on `{}`, which is not there any more",
                gone.entry.document.id
            ))),
            None => Err(EngineError::usage(format!("no entry of any milestone has the record `{prefix}`"))
                .hint("`milepost log` without a time lists them")),
        },
        several => {
            let mut error = EngineError::usage(format!("several entries begin with `{prefix}`"));
            error.reasons = several
                .iter()
                .map(|(index, record)| format!("`{record}` of `{}`", workspace.document_id(*index)))
                .collect();
            Err(error.hint("write more of the record's name"))
        }
    }
}

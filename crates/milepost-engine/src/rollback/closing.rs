//! What the document says after a rollback: its state in every copy, the reason, and what is to be done now, as open boxes.

use jiff::civil::Date;
use milepost_document::{
    Document, Edit, EditSet, view,
    vocabulary::{SectionKind, Status},
};

use crate::{
    Result, Workspace,
    lifecycle::change::{DocumentChange, with_rollups_around},
};

/// The documents after it.
///
/// # Errors
/// When edits do not fit, or a document beside it would change in what Milepost does not own.
pub(super) fn documents(
    workspace: &Workspace,
    index: usize,
    reason: &str,
    today: Date,
) -> Result<Vec<DocumentChange>> {
    let loaded = workspace.document(index);
    let document = loaded.document();
    let edits = view::set_status_in(document, Status::RolledBack, loaded.identity.dialect)
        .merged(view::set_last_updated(document, today))?
        .merged(actions(document, reason, today)?)?;
    with_rollups_around(workspace, index, &edits)
}

/// The reason, and every action as an open box.
fn actions(document: &Document, reason: &str, today: Date) -> Result<EditSet> {
    let line_end = if document.source.contains("\r\n") { "\r\n" } else { "\n" };
    let why = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = format!("Rolled back on {today}: {why}");
    let mut edits = EditSet::default();
    for item in view::post_rollback_actions(document) {
        let entry = document.item(item);
        edits = if entry.checkbox.is_none() {
            edits.merged(EditSet::new(vec![Edit::insert(entry.text.start, "[ ] ")])?)?
        } else if entry.is_ticked() {
            edits.merged(view::tick(document, item, false))?
        } else {
            edits
        };
    }
    let of = |kind: SectionKind| document.sections.iter().find(|section| section.kind == Some(kind));
    let (after, heading) = if let Some(section) = of(SectionKind::PostRollbackActions) {
        (section.own.end, "")
    } else {
        let end =
            of(SectionKind::RollbackPlan).map_or(document.source.len() as u32, |section| section.body.end);
        (end, "### Post-Rollback Actions")
    };
    // Behind the last line of the section, before what divides it from the next one.
    let text = &document.source[..after as usize];
    let text = text.trim_end().trim_end_matches("---").trim_end();
    let at = text.len() as u32;
    let mut added = String::new();
    let action = if heading.is_empty() { "" } else { "- [ ] Find the cause" };
    for block in [heading, told.as_str(), action].into_iter().filter(|block| !block.is_empty()) {
        added.push_str(line_end);
        added.push_str(line_end);
        added.push_str(block);
    }
    if at == document.source.len() as u32 {
        added.push_str(line_end);
    }
    Ok(edits.merged(EditSet::new(vec![Edit::insert(at, added)])?)?)
}

//! The end of a task.

use milepost_document::{
    view,
    vocabulary::{Status, spell_like},
};
use milepost_ledger::{Access, NewRecord, Predicate, TaskEnd};
use serde::Serialize;

use super::{
    booked::booked,
    log::{Books, attested, paths, reference, unsigned},
    names::person,
    task::{find, tasks, typed},
};
use crate::{
    EngineError, Held, Result, Workspace,
    lifecycle::change::{with_rollups, write_with},
    notes::{OpenQuestion, open_questions},
    signers::Signers,
};

/// A task that was ended.
#[derive(Debug, Clone, Serialize)]
pub struct Done {
    /// The milestone.
    pub document: String,
    /// The task.
    pub task: String,
    /// What it was estimated at, in minutes.
    pub estimate: Option<i64>,
    /// What is booked on it, in minutes.
    pub booked: i64,
    /// The tasks that are left: without a tick and not completed.
    pub open: Vec<String>,
    /// The documents that changed.
    pub changed: Vec<String>,
    /// The record; `None` in a dry run.
    pub record: Option<String>,
}

/// Ends a task: its box is ticked, its row says completed, and the ledger keeps what was estimated and when it ended.
///
/// # Errors
/// When the task is not known, has ended, or something cannot be read or written.
pub fn done(workspace: &Workspace, _held: &Held, index: usize, text: &str, dry_run: bool) -> Result<Done> {
    let loaded = workspace.document(index);
    if loaded.read_only {
        return Err(EngineError::usage(format!("`{}` is not UTF-8 and is not written", loaded.path))
            .hint("save the file as UTF-8"));
    }
    let document = loaded.document();
    let all = tasks(document);
    let place = typed(&all, text)?;
    let task = &all[place];
    let (rows, owned) = (view::time_rows(document), view::owned_cells(document));
    let is_over = |task: &super::task::Task| {
        let row_done = task
            .rows
            .iter()
            .any(|row| matches!(rows[*row].status, Some((_, Some(Status::Completed | Status::Cancelled)))));
        row_done || task.item.is_some_and(|item| document.item(item).is_ticked())
    };
    let questions = open_questions(document);
    let in_the_way: Vec<String> =
        questions.iter().filter(|one| one.places.contains(&place)).map(OpenQuestion::reason).collect();
    if !in_the_way.is_empty() {
        return Err(EngineError::refused(
            format!("{} is blocked by an open question", task.name),
            in_the_way,
        )
        .hint("`milepost answer NUMBER ANSWER` answers it"));
    }
    let mut edits = milepost_document::EditSet::default();
    if let Some(item) = task.item.filter(|item| document.item(*item).checkbox.is_some()) {
        edits = edits.merged(view::tick(document, item, true))?;
    }
    for row in task.rows.iter().map(|row| &rows[*row]) {
        // What is not read as a status, or says that the work was given up, is somebody's word.
        if let Some((cell, Some(status))) = row.status
            && !matches!(status, Status::Completed | Status::Cancelled)
            && owned.contains(&cell)
        {
            let spelled = spell_like(document.text(cell), Status::Completed);
            edits = edits.merged(view::set_cell(document, cell, &spelled))?;
        }
    }
    if edits.is_empty() {
        return Err(EngineError::usage(if is_over(task) {
            format!("{} has ended", task.name)
        } else {
            format!("{} has neither a box nor a status to say that it ended", task.name)
        }));
    }
    let ledger = workspace.ledger(if dry_run { Access::Read } else { Access::Write })?;
    let signers = Signers::of(workspace)?;
    let entries = booked(workspace, &ledger, &signers, index)?;
    let of_task =
        entries.iter().filter(|one| one.entry.task.as_ref().and_then(|name| find(&all, name)) == Some(place));
    let minutes = of_task.map(|one| one.entry.minutes).sum();
    let books = Books { ledger: &ledger, signers: &signers, known: &entries };
    let changes = with_rollups(workspace, index, &edits, attested(workspace, &books, index)?)?;
    let left = all.iter().enumerate().filter(|(at, other)| *at != place && !is_over(other));
    let mut done = Done {
        document: workspace.document_id(index),
        task: task.name.to_string(),
        estimate: task.estimate,
        booked: minutes,
        open: left.map(|(_, other)| other.name.to_string()).collect(),
        changed: paths(&changes),
        record: None,
    };
    if dry_run {
        return Ok(done);
    }
    let day = workspace.system.now().to_zoned(workspace.system.time_zone()).date();
    let record = NewRecord::new(Predicate::TaskEnd(TaskEnd {
        document: reference(workspace, index),
        task: task.name.clone(),
        person: person(workspace)?,
        day,
        estimate: task.estimate,
    }));
    let prepared = unsigned(&ledger, &[record])?;
    done.record = prepared.first().map(|record| record.digest.short());
    write_with(
        workspace,
        &format!("end {} of `{}`", done.task, done.document),
        &changes,
        prepared,
        Vec::new(),
    )?;
    Ok(done)
}

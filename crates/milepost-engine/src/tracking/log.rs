//! Booking time.

use std::collections::BTreeMap;

use jiff::civil::Date;
use milepost_document::{
    EditSet, view,
    vocabulary::{Status, spell_like},
};
use milepost_ledger::{
    Access, DocumentReference, Ledger, NewRecord, Predicate, Prepared, Signers as LedgerSigners, TaskName,
    TimeEntry,
};
use milepost_time::Minutes;
use serde::Serialize;

use super::{
    booked::{Booked, booked},
    earlier::Earlier,
    missing_row::missing_row,
    names::person,
    refuse_absurd::refuse_absurd,
    rendering::{Left, Totals, is_shown, render, written},
    task::{Task, Tasks, find, tasks, typed},
};
use crate::{
    EngineError, Held, Result, Workspace,
    journal::FileChange,
    lifecycle::change::{DocumentChange, with_rollups, with_rollups_around, write_with},
    signers::Signers,
};

/// What is booked.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// Time on a task, or on the milestone where it has no tasks.
    Time {
        /// How long: more than zero.
        minutes: Minutes,
        /// The task, as somebody typed it.
        task: Option<String>,
    },
    /// Another length for an entry; the difference is booked.
    Correction {
        /// The beginning of its record's digest.
        record: String,
        /// How long it really was.
        minutes: Minutes,
    },
    /// What the document says of a task beyond what is booked.
    Adoption {
        /// The task, as somebody typed it.
        task: String,
    },
}

/// What somebody wants to book.
#[derive(Debug, Clone)]
pub struct LogRequest {
    /// What.
    pub wanted: Wanted,
    /// On which day; today where it is not said.
    pub day: Option<Date>,
    /// What was done.
    pub note: Option<String>,
    /// Change nothing.
    pub dry_run: bool,
}

/// What was booked.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Logged {
    /// The milestone.
    pub document: String,
    /// The entries.
    pub entries: Vec<LoggedEntry>,
    /// The task, as the document names it.
    pub task: Option<String>,
    /// All of its minutes now.
    pub task_minutes: i64,
    /// All minutes of the milestone now.
    pub total_minutes: i64,
    /// The documents that changed.
    pub changed: Vec<String>,
    /// Values that were left as somebody wrote them.
    pub left: Vec<Left>,
    /// What is odd about it.
    pub warnings: Vec<String>,
}

/// One entry that was booked.
#[derive(Debug, Clone, Serialize)]
pub struct LoggedEntry {
    /// Its record; `None` in a dry run.
    pub record: Option<String>,
    /// Who worked.
    pub person: String,
    /// When.
    pub day: Date,
    /// How long; below zero where it corrects.
    pub minutes: i64,
}

/// Books time on a milestone: the records and the document's table as one change.
///
/// # Errors
/// When the task is not known, the entry makes no sense, or something cannot be read or written.
pub fn log(workspace: &Workspace, held: &Held, index: usize, request: &LogRequest) -> Result<Logged> {
    let person = person(workspace)?;
    let ledger = workspace.ledger(if request.dry_run { Access::Read } else { Access::Write })?;
    let signers = Signers::of(workspace)?;
    let today = workspace.system.now().to_zoned(workspace.system.time_zone()).date();
    let day = request.day.unwrap_or(today);
    let document = workspace.document(index).document();
    let tasks = tasks(document);
    let known = booked(workspace, &ledger, &signers, index)?;
    let blank = TimeEntry {
        document: reference(workspace, index),
        task: None,
        person,
        day,
        minutes: 0,
        start: None,
        end: None,
        note: request.note.clone(),
        corrects: None,
        becomes: None,
        adopted: false,
    };
    let entry = match &request.wanted {
        Wanted::Time { minutes, task } => {
            TimeEntry { task: wanted_task(&tasks, task.as_deref())?, minutes: minutes.0, ..blank }
        }
        Wanted::Correction { record, minutes } => {
            let (corrected, stands) = corrected(&known, record)?;
            if stands == *minutes {
                return Err(EngineError::usage(format!("`{record}` is {stands} already")));
            }
            TimeEntry {
                task: corrected.entry.task.clone(),
                person: corrected.entry.person.clone(),
                day: corrected.entry.day,
                minutes: (*minutes - stands).0,
                corrects: Some(corrected.record),
                becomes: Some(minutes.0),
                ..blank
            }
        }
        Wanted::Adoption { task } => {
            let place = typed(&tasks, task)?;
            let task = &tasks[place];
            let stands = written(document, task).ok_or_else(|| {
                EngineError::usage(format!(
                    "the Actual cell of {} holds no time that can be booked",
                    task.name
                ))
            })?;
            let have = totals(&tasks, &known).get(&place).copied().unwrap_or_default();
            if stands <= have {
                let message = format!("{} stands at {stands}, and {have} are booked", task.name);
                return Err(EngineError::usage(message)
                    .hint("put `-` there, and `milepost sync` writes what is booked"));
            }
            TimeEntry { task: Some(task.name.clone()), minutes: (stands - have).0, adopted: true, ..blank }
        }
    };
    book(
        workspace,
        held,
        &Books { ledger: &ledger, signers: &signers, known: &known },
        index,
        vec![entry],
        Vec::new(),
        request.dry_run,
    )
}

/// What booking needs to know.
pub(super) struct Books<'a> {
    /// The records.
    pub(super) ledger: &'a Ledger,
    /// Whose records count.
    pub(super) signers: &'a Signers,
    /// What is booked on the milestone.
    pub(super) known: &'a [Booked],
}

/// Books entries, with other files that change with them.
pub(super) fn book(
    workspace: &Workspace,
    _held: &Held,
    books: &Books<'_>,
    index: usize,
    entries: Vec<TimeEntry>,
    also: Vec<FileChange>,
    dry_run: bool,
) -> Result<Logged> {
    let loaded = workspace.document(index);
    if loaded.read_only {
        return Err(EngineError::usage(format!("`{}` is not UTF-8 and is not written", loaded.path))
            .hint("save the file as UTF-8"));
    }
    let warnings = refuse_absurd(workspace, books, &entries)?;
    let document = loaded.document();
    let tasks = tasks(document);
    let before = totals(&tasks, books.known);
    let mut after = before.clone();
    let place = entries.first().and_then(|entry| find(&tasks, entry.task.as_ref()?));
    for entry in &entries {
        if let Some(place) = entry.task.as_ref().and_then(|task| find(&tasks, task)) {
            *after.entry(place).or_default() += Minutes(entry.minutes);
        }
    }
    let attested = attested(workspace, books, index)?;
    // What was attested says what it says.
    let missing = place.filter(|_| !attested).and_then(|place| {
        missing_row(document, &tasks, place, after.get(&place).copied().unwrap_or_default())
    });
    let is_new = missing.is_some();
    let rendering = render(document, &tasks, &before, &after, &Earlier::of(&tasks, books.known), missing);
    let mut edits = rendering.edits()?;
    if let Some(place) = place {
        edits = edits.merged(begun(workspace, index, &tasks[place])?)?;
    }
    let changes = if edits.is_empty() {
        Vec::new()
    } else if is_new {
        with_rollups_around(workspace, index, &edits)?
    } else {
        with_rollups(workspace, index, &edits, attested)?
    };
    let booked: Minutes = entries.iter().map(|entry| Minutes(entry.minutes)).sum();
    let all: Minutes = books.known.iter().map(|one| Minutes(one.entry.minutes)).sum();
    let task = entries.first().and_then(|entry| entry.task.as_ref());
    let mut warnings = warnings;
    if let Some(place) = place
        && !is_new
        && !is_shown(document, &tasks[place])
    {
        warnings.push(format!(
            "{} has no row of its own with an Actual cell, so the document does not show it",
            tasks[place].name
        ));
    }
    let mut logged = Logged {
        document: workspace.document_id(index),
        entries: entries
            .iter()
            .map(|entry| LoggedEntry {
                record: None,
                person: entry.person.clone(),
                day: entry.day,
                minutes: entry.minutes,
            })
            .collect(),
        task: task.map(|task| place.map_or(task, |place| &tasks[place].name).to_string()),
        task_minutes: place.and_then(|place| after.get(&place)).map_or(booked.0, |minutes| minutes.0),
        total_minutes: (all + booked).0,
        changed: changes.iter().map(|change| change.path.clone()).collect(),
        left: rendering.left,
        warnings,
    };
    if dry_run {
        return Ok(logged);
    }
    let records: Vec<NewRecord> =
        entries.into_iter().map(|entry| NewRecord::new(Predicate::TimeEntry(entry))).collect();
    let prepared = unsigned(books.ledger, &records)?;
    for (entry, record) in logged.entries.iter_mut().zip(&prepared) {
        entry.record = Some(record.digest.short());
    }
    let what = format!("log time on `{}`", logged.document);
    write_with(workspace, &what, &changes, prepared, also)?;
    Ok(logged)
}

/// Records that guard nothing, and so need no signature.
pub(super) fn unsigned(ledger: &Ledger, records: &[NewRecord]) -> Result<Vec<Prepared>> {
    Ok(ledger.prepare(records, &LedgerSigners { person: None, machine: None })?)
}

/// The status of the task's row, when its first time is booked: it has begun.
fn begun(workspace: &Workspace, index: usize, task: &Task) -> Result<EditSet> {
    let document = workspace.document(index).document();
    let (rows, owned) = (view::time_rows(document), view::owned_cells(document));
    let mut edits = EditSet::default();
    for row in task.rows.iter().map(|row| &rows[*row]) {
        if let Some((cell, Some(Status::Planned | Status::Ready))) = row.status
            && owned.contains(&cell)
        {
            let spelled = spell_like(document.text(cell), Status::InProgress);
            edits = edits.merged(view::set_cell(document, cell, &spelled))?;
        }
    }
    Ok(edits)
}

pub(super) fn reference(workspace: &Workspace, index: usize) -> DocumentReference {
    DocumentReference { id: workspace.document_id(index), path: workspace.document(index).path.clone() }
}

/// The task that is meant; none only where the milestone has none.
pub(super) fn wanted_task(tasks: &[Task], typed_text: Option<&str>) -> Result<Option<TaskName>> {
    match (typed_text, tasks) {
        (Some(text), _) => Ok(Some(tasks[typed(tasks, text)?].name.clone())),
        (None, []) => Ok(None),
        (None, [only]) => Ok(Some(only.name.clone())),
        (None, several) => {
            let mut error = EngineError::usage("the milestone has several tasks");
            error.reasons = several.iter().map(|task| task.name.to_string()).collect();
            Err(error.hint("name one of them with `--task`"))
        }
    }
}

/// The minutes of each task that the document still has.
pub(crate) fn totals(tasks: &Tasks, known: &[Booked]) -> Totals {
    let mut totals = BTreeMap::new();
    for one in known {
        if let Some(place) = one.entry.task.as_ref().and_then(|task| find(tasks, task)) {
            *totals.entry(place).or_default() += Minutes(one.entry.minutes);
        }
    }
    totals
}

/// The entry that is to be corrected, and what it stands at after earlier corrections.
fn corrected<'b>(known: &'b [Booked], prefix: &str) -> Result<(&'b Booked, Minutes)> {
    let fitting: Vec<&Booked> = known.iter().filter(|one| one.is_called(prefix)).collect();
    let one = match fitting.as_slice() {
        [one] => *one,
        [] => {
            return Err(EngineError::usage(format!("no entry of the milestone has the record `{prefix}`"))
                .hint("`milepost log` without a time lists them"));
        }
        _ => {
            return Err(EngineError::usage(format!("several entries begin with `{prefix}`"))
                .hint("write more of the record's name"));
        }
    };
    // A correction of a correction is one of the entry itself.
    let first =
        one.entry.corrects.and_then(|digest| known.iter().find(|one| one.record == digest)).unwrap_or(one);
    let corrections = known.iter().filter(|one| one.entry.corrects == Some(first.record));
    let stands = Minutes(first.entry.minutes) + corrections.map(|one| Minutes(one.entry.minutes)).sum();
    Ok((first, stands))
}

/// Whether the milestone is completed with an attestation, so that its boxes are not counted.
pub(super) fn attested(workspace: &Workspace, books: &Books<'_>, index: usize) -> Result<bool> {
    if !matches!(workspace.document(index).status(), Some(Status::Completed | Status::Archived)) {
        return Ok(false);
    }
    let id = workspace.document_id(index);
    Ok(books.signers.attestation(workspace, books.ledger, &id)?.is_some())
}

/// The texts before and after, for a caller that shows them.
pub(super) fn paths(changes: &[DocumentChange]) -> Vec<String> {
    changes.iter().map(|change| change.path.clone()).collect()
}

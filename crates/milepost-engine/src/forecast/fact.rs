//! What is known of each task by itself.

use jiff::civil::Date;
use milepost_document::{view, vocabulary::Status};
use milepost_ledger::TaskEnd;

use super::unit::Recorded;
use crate::{
    Workspace,
    tracking::{Task, Tasks, find, written_in},
};

/// What is known of a task.
#[derive(Debug)]
pub(super) struct Fact<'a> {
    /// Its row says that it was cancelled.
    pub(super) given_up: bool,
    /// Its box, its row or the milestone says that it is done.
    pub(super) is_over: bool,
    /// The newest record of its end.
    pub(super) end: Option<&'a TaskEnd>,
    /// Who booked how many minutes on which day.
    pub(super) minutes: Vec<(&'a str, Date, i64)>,
    /// Hours, of the ledger or of the table.
    pub(super) spent: f64,
    /// All of its words.
    pub(super) text: &'a str,
}

/// The facts of the tasks of a milestone.
pub(super) fn facts<'a>(
    workspace: &'a Workspace,
    index: usize,
    all: &'a Tasks,
    recorded: Recorded<'a>,
) -> Vec<Fact<'a>> {
    let loaded = workspace.document(index);
    let document = loaded.document();
    let rows = view::time_rows(document);
    let of_task = |task: &'a Task| {
        let item = task.item.map(|item| document.item(item));
        let says = |status| {
            task.rows.iter().any(|row| matches!(rows[*row].status, Some((_, Some(said))) if said == status))
        };
        Fact {
            given_up: says(Status::Cancelled),
            is_over: says(Status::Completed)
                || item.is_some_and(milepost_document::Item::is_ticked)
                || recorded.is_completed,
            end: None,
            minutes: Vec::new(),
            spent: 0.0,
            text: item.map_or(task.name.name.as_str(), |item| document.text(item.text)),
        }
    };
    let mut facts: Vec<Fact<'a>> = all.iter().map(of_task).collect();
    for end in recorded.ends {
        if let Some(place) = find(all, &end.task)
            && facts[place].end.is_none_or(|known| known.day <= end.day)
        {
            facts[place].end = Some(end);
        }
    }
    for one in recorded.entries {
        if let Some(place) = one.entry.task.as_ref().and_then(|name| find(all, name)) {
            facts[place].minutes.push((&one.entry.person, one.entry.day, one.entry.minutes));
        }
    }
    for (fact, task) in facts.iter_mut().zip(all.iter()) {
        let booked: i64 = fact.minutes.iter().map(|(.., minutes)| *minutes).sum();
        let shown = written_in(document, &rows, task).map_or(0, |minutes| minutes.0);
        fact.spent = hours_of(booked.max(shown).max(0));
    }
    facts
}

/// Minutes as hours.
pub(super) fn hours_of(minutes: i64) -> f64 {
    minutes as f64 / 60.0
}

//! Where the time went.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use milepost_ledger::Access;
use milepost_portfolio::owner;
use milepost_time::Minutes;
use serde::Serialize;

use super::{
    booked::{Booked, all_booked},
    task::{Tasks, find, tasks},
};
use crate::{Result, Workspace, signers::Signers};

/// What time is added up by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// By task.
    Task,
    /// By milestone.
    Milestone,
    /// By initiative.
    Initiative,
    /// By person.
    Person,
    /// By day.
    Day,
    /// By week of ISO 8601.
    Week,
    /// Each entry.
    Entry,
}

/// Where the time went.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// What it is added up by.
    pub by: By,
    /// One for each, in order.
    pub rows: Vec<ReportRow>,
    /// All minutes.
    pub minutes: i64,
}

/// One sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportRow {
    /// Of what.
    pub name: String,
    /// How long.
    pub minutes: i64,
    /// What was estimated, of tasks and milestones that state it.
    pub estimate: Option<i64>,
    /// The entry itself, where each is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<ReportEntry>,
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportEntry {
    /// Its record.
    pub record: String,
    /// When.
    pub day: Date,
    /// Who.
    pub person: String,
    /// The milestone.
    pub document: String,
    /// The task.
    pub task: Option<String>,
    /// What was done.
    pub note: Option<String>,
    /// The entry that it corrects.
    pub corrects: Option<String>,
}

/// Which entries are counted.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// From this day on.
    pub since: Option<Date>,
    /// Up to this day.
    pub until: Option<Date>,
    /// Of this person.
    pub person: Option<String>,
    /// Of these milestones, by place; of all where it is empty.
    pub documents: Vec<usize>,
}

/// Adds entries up. All rows together are all entries together.
///
/// # Errors
/// When the ledger cannot be read.
pub fn report(workspace: &Workspace, by: By, filter: &Filter) -> Result<Report> {
    let ledger = workspace.ledger(Access::Read)?;
    let signers = Signers::of(workspace)?;
    let all = all_booked(workspace, &ledger, &signers)?;
    let tasks_of = |index: &usize| (*index, tasks(workspace.document(*index).document()));
    let tasks: HashMap<usize, Tasks> = match by {
        By::Task => all.by_document.keys().map(tasks_of).collect(),
        _ => HashMap::new(),
    };
    let mut sums: BTreeMap<Key, ReportRow> = BTreeMap::new();
    let mut add = |index: Option<usize>, one: &Booked| {
        if !counts(filter, index, one) {
            return;
        }
        let (key, name, estimate) = key(workspace, by, &tasks, index, one);
        let row = sums.entry(key).or_insert_with(|| ReportRow { name, minutes: 0, estimate, entry: None });
        row.minutes += one.entry.minutes;
        if by == By::Entry {
            row.entry = Some(entry(workspace, index, one));
        }
    };
    for (index, entries) in &all.by_document {
        for one in entries {
            add(Some(*index), one);
        }
    }
    for one in &all.gone {
        add(None, one);
    }
    let rows: Vec<ReportRow> = sums.into_values().collect();
    let minutes = rows.iter().map(|row| row.minutes).sum();
    Ok(Report { by, rows, minutes })
}

/// What rows are ordered by.
type Key = (String, u32, String);

fn counts(filter: &Filter, index: Option<usize>, one: &Booked) -> bool {
    let entry = &one.entry;
    filter.since.is_none_or(|since| entry.day >= since)
        && filter.until.is_none_or(|until| entry.day <= until)
        && filter.person.as_ref().is_none_or(|person| *person == entry.person)
        && (filter.documents.is_empty() || index.is_some_and(|index| filter.documents.contains(&index)))
}

fn key(
    workspace: &Workspace,
    by: By,
    tasks: &HashMap<usize, Tasks>,
    index: Option<usize>,
    one: &Booked,
) -> (Key, String, Option<i64>) {
    let entry = &one.entry;
    let document = index.map_or_else(|| entry.document.id.clone(), |index| workspace.document_id(index));
    let named = |name: String| ((name.clone(), 0, String::new()), name, None);
    match by {
        By::Person => named(entry.person.clone()),
        By::Day => named(entry.day.to_string()),
        By::Week => {
            let week = entry.day.iso_week_date();
            named(format!("{}-W{:02}", week.year(), week.week()))
        }
        By::Milestone => {
            let estimate = index.and_then(|index| estimate(workspace, index));
            ((document.clone(), 0, String::new()), document, estimate)
        }
        By::Initiative => {
            let owning = index.and_then(|index| owner(&workspace.portfolio, index));
            named(owning.map_or_else(
                || "without an initiative".to_owned(),
                |owner| {
                    let folder = workspace.document(owner).folder();
                    if folder.is_empty() { ".".to_owned() } else { folder.to_owned() }
                },
            ))
        }
        By::Task => {
            let tasks = index.and_then(|index| tasks.get(&index));
            let place = entry.task.as_ref().and_then(|task| find(tasks?, task));
            let known = place.and_then(|place| tasks?.get(place));
            let name = known.map(|task| task.name.clone()).or_else(|| entry.task.clone());
            let words = match &name {
                Some(task) if place.is_none() => format!("{document} {task}, which is gone"),
                Some(task) => format!("{document} {task}"),
                None => document.clone(),
            };
            let order = place.map_or(u32::MAX, |place| place as u32);
            ((document, order, words.clone()), words, known.and_then(|task| task.estimate))
        }
        By::Entry => {
            let order = (entry.day.to_string(), 0, format!("{} {}", one.recorded, one.record));
            (order, document, None)
        }
    }
}

fn entry(workspace: &Workspace, index: Option<usize>, one: &Booked) -> ReportEntry {
    let entry = &one.entry;
    ReportEntry {
        record: one.record.short(),
        day: entry.day,
        person: entry.person.clone(),
        document: index.map_or_else(|| entry.document.id.clone(), |index| workspace.document_id(index)),
        task: entry.task.as_ref().map(ToString::to_string),
        note: entry.note.clone(),
        corrects: entry.corrects.map(|digest| digest.short()),
    }
}

/// The middle of a milestone's estimate, in minutes.
fn estimate(workspace: &Workspace, index: usize) -> Option<i64> {
    let stated = milepost_document::view::overview(workspace.document(index).document()).effort?;
    let hours = stated.effort?.hours?;
    Some(((hours.low + hours.high) * 30.0).round() as i64)
}

/// Minutes, as they are shown.
pub fn shown(minutes: i64) -> String {
    Minutes(minutes).to_string()
}

//! A piece of work of a milestone: a task, or the milestone itself where it has none.

use std::sync::LazyLock;

use jiff::civil::Date;
use milepost_document::{
    ItemId, view,
    vocabulary::{Effort, Status, plain_text},
};
use milepost_ledger::TaskEnd;
use regex::Regex;

use crate::{
    Workspace,
    task_numbers::{LIST, task_numbers},
    tracking::{Booked, Task, find, tasks, totals, written},
};

/// A piece of work.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unit {
    /// The milestone's id, and in it the task's number or words: unique in the project.
    pub(super) id: String,
    /// Its number in the milestone.
    pub(super) number: Option<String>,
    /// Its words.
    pub(super) words: String,
    /// How it stands.
    pub(super) state: State,
    /// The newest estimate, in hours.
    pub(super) estimate: Option<f64>,
    /// The estimate of when it ended, where the ledger knows it, in hours.
    pub(super) first: Option<f64>,
    /// What stands there instead of hours, such as a size.
    pub(super) said: Option<String>,
    /// Hours that went into it.
    pub(super) spent: f64,
    /// Whom the task names, else who booked most of it.
    pub(super) person: Option<String>,
    /// Numbers of tasks of the same milestone that have to be done first.
    pub(super) after: Vec<String>,
}

/// How a piece of work stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It is to be done.
    Open,
    /// It is done, since that day where it is known.
    Ended(Option<Date>),
    /// It was given up.
    Dropped,
}

/// What the ledger says of a milestone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recorded<'a> {
    /// Its time.
    pub(super) entries: &'a [Booked],
    /// The ends of its tasks.
    pub(super) ends: &'a [TaskEnd],
    /// When it was completed.
    pub(super) completed: Option<Date>,
}

/// The pieces of work of a milestone, in the order of the document.
///
/// Of nested tasks those count that are estimated: the outer one, or where only inner ones have an estimate these.
pub(super) fn units(workspace: &Workspace, index: usize, recorded: Recorded<'_>) -> Vec<Unit> {
    let loaded = workspace.document(index);
    let document = loaded.document();
    let id = workspace.document_id(index);
    let status = loaded.status();
    let all = tasks(document);
    if all.is_empty() {
        return vec![whole(workspace, index, recorded)];
    }
    let read = view::tasks(document);
    let rows = view::time_rows(document);
    let booked = totals(&all, recorded.entries);
    let even = even_share(workspace, index, &all);
    let mut found: Vec<Unit> = Vec::new();
    let counted = counted(workspace, index, &all);
    for (place, task) in all.iter().enumerate().filter(|(place, _)| counted[*place] == *place) {
        let item = task.item.map(|item| document.item(item));
        let given_up =
            task.rows.iter().any(|row| matches!(rows[*row].status, Some((_, Some(Status::Cancelled)))));
        let row_done =
            task.rows.iter().any(|row| matches!(rows[*row].status, Some((_, Some(Status::Completed)))));
        let is_over = row_done
            || item.is_some_and(milepost_document::Item::is_ticked)
            || status == Some(Status::Completed);
        let end =
            recorded.ends.iter().filter(|end| find(&all, &end.task) == Some(place)).max_by_key(|end| end.day);
        let mut minutes: Vec<(&str, Date, i64)> = Vec::new();
        for one in recorded.entries {
            let of = one.entry.task.as_ref().and_then(|name| find(&all, name));
            if of.is_some_and(|of| counted[of] == place) {
                minutes.push((&one.entry.person, one.entry.day, one.entry.minutes));
            }
        }
        let state = match (given_up, is_over, status.is_some_and(Status::is_final)) {
            (true, ..) | (_, false, true) => State::Dropped,
            (_, true, _) => State::Ended(
                end.map(|end| end.day)
                    .or(minutes.iter().map(|(_, day, _)| *day).max())
                    .or(recorded.completed),
            ),
            _ => State::Open,
        };
        let of_ledger: i64 = (0..all.len())
            .filter(|other| counted[*other] == place)
            .filter_map(|other| booked.get(&other))
            .map(|minutes| minutes.0)
            .sum();
        let shown = written(document, task).map_or(0, |minutes| minutes.0);
        let text = item.map_or(task.name.name.as_str(), |item| document.text(item.text));
        let estimate = task.estimate.map(hours_of);
        let effort = task.item.and_then(|item| read.iter().find(|one| one.item == item)?.estimate.as_ref());
        let named = task.name.number.clone().unwrap_or_else(|| plain_text(&task.name.name).replace(' ', "-"));
        let mut unit_id = format!("{id}#{named}");
        while found.iter().any(|other| other.id == unit_id) {
            unit_id.push('~');
        }
        found.push(Unit {
            id: unit_id,
            number: task.name.number.clone(),
            words: task.name.name.clone(),
            state,
            estimate: estimate.or(even),
            first: end.and_then(|end| end.estimate).map(hours_of),
            said: effort.filter(|_| estimate.is_none()).map(|effort| effort.raw.clone()),
            spent: hours_of(of_ledger.max(shown).max(0)),
            person: mentioned(workspace, text)
                .or_else(|| most(&minutes))
                .or_else(|| Some(end?.person.clone())),
            after: needed(text),
        });
    }
    found
}

/// A milestone without tasks.
fn whole(workspace: &Workspace, index: usize, recorded: Recorded<'_>) -> Unit {
    let loaded = workspace.document(index);
    let minutes: Vec<(&str, Date, i64)> = recorded
        .entries
        .iter()
        .map(|one| (one.entry.person.as_str(), one.entry.day, one.entry.minutes))
        .collect();
    let last = minutes.iter().map(|(_, day, _)| *day).max();
    let state = match loaded.status() {
        Some(Status::Completed) => State::Ended(recorded.completed.or(last)),
        Some(status) if status.is_final() => State::Dropped,
        _ => State::Open,
    };
    let stated = stated(workspace, index);
    Unit {
        id: workspace.document_id(index),
        number: None,
        words: crate::overview::title(loaded),
        state,
        estimate: stated.as_ref().and_then(middle),
        first: None,
        said: stated.filter(|effort| middle(effort).is_none()).map(|effort| effort.raw),
        spent: hours_of(minutes.iter().map(|(.., minutes)| *minutes).sum::<i64>().max(0)),
        person: most(&minutes),
        after: Vec::new(),
    }
}

/// The milestone's own estimate.
fn stated(workspace: &Workspace, index: usize) -> Option<Effort> {
    let overview = view::overview(workspace.document(index).document());
    [overview.effort, overview.duration].into_iter().flatten().find_map(|stated| stated.effort)
}

/// The middle of an effort, in hours.
pub(super) fn middle(effort: &Effort) -> Option<f64> {
    let hours = effort.hours.map(|hours| f64::midpoint(hours.low, hours.high))?;
    hours.is_finite().then_some(hours)
}

fn hours_of(minutes: i64) -> f64 {
    minutes as f64 / 60.0
}

/// Where no task is estimated and the milestone is: the same part of it for each.
fn even_share(workspace: &Workspace, index: usize, all: &[Task]) -> Option<f64> {
    if all.iter().any(|task| task.estimate.is_some()) {
        return None;
    }
    let outer =
        counted(workspace, index, all).iter().enumerate().filter(|(place, top)| place == *top).count();
    Some(middle(&stated(workspace, index)?)? / outer.max(1) as f64)
}

/// The task that stands for each: itself, the one around it, or for one whose inner ones are estimated the first of these.
fn counted(workspace: &Workspace, index: usize, all: &[Task]) -> Vec<usize> {
    let document = workspace.document(index).document();
    let place_of = |item: ItemId| all.iter().position(|task| task.item == Some(item));
    let parent = |place: usize| place_of(document.item(all[place].item?).parent?);
    let top = |place: usize| std::iter::successors(Some(place), |at| parent(*at)).last().unwrap_or(place);
    let tops: Vec<usize> = (0..all.len()).map(top).collect();
    let mut counted = tops.clone();
    for (place, top) in tops.iter().enumerate() {
        let inner = || (0..all.len()).filter(|other| tops[*other] == *top && other != top);
        if all[*top].estimate.is_some() || !inner().any(|other| all[other].estimate.is_some()) {
            continue;
        }
        let is_leaf = |other: usize| !inner().any(|below| parent(below) == Some(other));
        counted[place] = if place != *top && is_leaf(place) {
            place
        } else {
            inner().find(|other| is_leaf(*other)).unwrap_or(*top)
        };
    }
    counted
}

/// Who booked most.
fn most(minutes: &[(&str, Date, i64)]) -> Option<String> {
    let mut people: Vec<(&str, i64)> = Vec::new();
    for (person, _, minutes) in minutes {
        match people.iter_mut().find(|(known, _)| known == person) {
            Some((_, sum)) => *sum += minutes,
            None => people.push((person, *minutes)),
        }
    }
    let best = people
        .into_iter()
        .filter(|(_, sum)| *sum > 0)
        .reduce(|best, one| if one.1 > best.1 { one } else { best });
    best.map(|(person, _)| person.to_owned())
}

/// The member of the team whom a task names behind an `@`.
fn mentioned(workspace: &Workspace, text: &str) -> Option<String> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';' | '[' | ']'));
    let named: Vec<&str> = words.filter_map(|word| word.strip_prefix('@')).collect();
    let is_named = |mail: &str, name: Option<&str>| {
        let name = name.or_else(|| mail.split('@').next()).unwrap_or(mail);
        named.iter().any(|word| word.trim_end_matches(['.', ':']).eq_ignore_ascii_case(name))
    };
    let mut people = workspace.config.team.people.iter();
    people.find(|(mail, person)| is_named(mail, person.name.as_deref())).map(|(mail, _)| mail.clone())
}

/// Numbers of tasks that a task says it waits for: `after task 2`, `depends on tasks 1 and 3`.
fn needed(text: &str) -> Vec<String> {
    static NEEDED: LazyLock<Regex> = LazyLock::new(|| {
        let waits = r"(?i)\b(?:after|depends\s+on|needs|requires|waits\s+for|blocked\s+by)\s+tasks?\s+";
        Regex::new(&format!("{waits}{LIST}")).expect("a regular expression")
    });
    task_numbers(&NEEDED, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_say_what_they_wait_for() {
        assert_eq!(needed("Routes (after task 2) (Estimated: 3 hours)"), ["2"]);
        assert_eq!(needed("Routes, depends on tasks 1, 2.1 and 3. Then 4 more"), ["1", "2.1", "3"]);
        assert!(needed("Look after 2 children, needs 3 people").is_empty());
    }
}

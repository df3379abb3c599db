//! A piece of work of a milestone: a task, or the milestone itself where it has none.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use milepost_document::{
    ItemId, view,
    vocabulary::{Effort, Status, plain_text},
};
use milepost_ledger::TaskEnd;
use milepost_portfolio::find_reference;

use super::{
    fact::{Fact, facts, hours_of},
    order::{is_own_phase, is_surely_milestone, named},
    outline::Outline,
};
use crate::{
    Workspace,
    tracking::{Booked, Task, tasks},
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
    /// Ids of pieces of the same milestone that have to be done first.
    pub(super) after: Vec<String>,
    /// Tasks of other milestones that have to be done first, by their number.
    pub(super) elsewhere: Vec<(usize, String)>,
    /// What else it says it waits for, which nothing is called.
    pub(super) missing: Vec<String>,
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
    /// Whether it was completed, also where it is put away by now.
    pub(super) is_completed: bool,
    /// Those who can be named behind an `@`, with their address.
    pub(super) people: &'a [(String, String)],
}

/// The pieces of work of a milestone.
#[derive(Debug, Default)]
pub(super) struct Units {
    /// In the order of the document.
    pub(super) pieces: Vec<Unit>,
    /// For each number of a task the places of the pieces that it stands for.
    pub(super) by_number: HashMap<String, Vec<usize>>,
    /// The numbers of those tasks that are only a part of a piece.
    pub(super) inner: HashSet<String>,
}

/// The pieces of work of a milestone. Of nested tasks those count that are estimated: see [`Outline`].
pub(super) fn units(workspace: &Workspace, index: usize, recorded: Recorded<'_>) -> Units {
    let document = workspace.document(index).document();
    let id = workspace.document_id(index);
    let all = tasks(document);
    if all.is_empty() {
        return Units { pieces: vec![whole(workspace, index, recorded)], ..Units::default() };
    }
    let outline = Outline::of(document, &all);
    let facts = facts(workspace, index, &all, recorded);
    let efforts: HashMap<ItemId, Effort> =
        view::tasks(document).into_iter().filter_map(|task| Some((task.item, task.estimate?))).collect();
    let even = even_share(workspace, index, &all, &outline);
    let mut found = Units::default();
    let mut known = HashSet::new();
    let mut places: Vec<usize> = Vec::new();
    for place in outline.pieces() {
        let task = &all[place];
        let parts = outline.parts(place);
        let with_outer = || std::iter::once(place).chain(outline.around(place));
        let end = facts[place].end;
        let last = parts.iter().flat_map(|part| &facts[*part].minutes).map(|(_, day, _)| *day).max();
        let state = if with_outer().any(|at| facts[at].given_up) {
            State::Dropped
        } else if with_outer().any(|at| facts[at].is_over) {
            let end = with_outer().find_map(|at| facts[at].end).map(|end| end.day);
            State::Ended(end.or(last).or(recorded.completed))
        } else if are_over(&facts, &outline.inside(place)) {
            let end = parts.iter().filter_map(|part| facts[*part].end).map(|end| end.day).max();
            State::Ended(end.or(last))
        } else if workspace.document(index).status().is_some_and(Status::is_final) {
            State::Dropped
        } else {
            State::Open
        };
        let effort = task.item.and_then(|item| efforts.get(&item));
        let named = task.name.number.clone().unwrap_or_else(|| plain_text(&task.name.name).replace(' ', "-"));
        let mut unit_id = format!("{id}#{named}");
        while !known.insert(unit_id.clone()) {
            unit_id.push('~');
        }
        let minutes: Vec<(&str, Date, i64)> =
            parts.iter().flat_map(|part| facts[*part].minutes.iter().copied()).collect();
        let texts = || parts.iter().copied().chain(outline.around(place)).map(|at| facts[at].text);
        places.push(place);
        found.pieces.push(Unit {
            id: unit_id,
            number: task.name.number.clone(),
            words: task.name.name.clone(),
            state,
            estimate: task.estimate.map(hours_of).or(even),
            first: end.and_then(|end| end.estimate).map(hours_of),
            said: effort.filter(|_| task.estimate.is_none()).map(|effort| effort.raw.clone()),
            spent: parts.iter().map(|part| facts[*part].spent).sum(),
            person: texts()
                .find_map(|text| mentioned(recorded.people, text))
                .or_else(|| most(&minutes))
                .or_else(|| Some(end?.person.clone())),
            after: Vec::new(),
            elsewhere: Vec::new(),
            missing: Vec::new(),
        });
    }
    let unit_at: HashMap<usize, usize> =
        places.iter().enumerate().map(|(unit, place)| (*place, unit)).collect();
    for divided in outline.divided().filter(|place| facts[*place].spent > 0.0) {
        let inner: Vec<usize> = outline.meant(divided).iter().map(|place| unit_at[place]).collect();
        spread(&mut found.pieces, &inner, facts[divided].spent);
    }
    for (place, task) in all.iter().enumerate() {
        if let Some(number) = &task.name.number
            && !found.by_number.contains_key(number)
        {
            let meant = outline.meant(place).iter().map(|place| unit_at[place]).collect();
            found.by_number.insert(number.clone(), meant);
            if outline.is_part(place) {
                found.inner.insert(number.clone());
            }
        }
    }
    for (place, fact) in facts.iter().enumerate() {
        let own: Vec<usize> = outline.meant(place).iter().map(|place| unit_at[place]).collect();
        order(workspace, index, &mut found, &own, fact.text);
    }
    found
}

/// Whether parts are done, without those that were given up.
fn are_over(facts: &[Fact<'_>], parts: &[usize]) -> bool {
    parts.iter().any(|part| facts[*part].is_over)
        && parts.iter().all(|part| facts[*part].is_over || facts[*part].given_up)
}

/// Notes what a task waits for, for all pieces that it stands for.
fn order(workspace: &Workspace, index: usize, found: &mut Units, own: &[usize], text: &str) {
    for named in named(text) {
        let of = named.of.filter(|of| !is_own_phase(workspace, index, of));
        let milestone = of.and_then(|of| find_reference(&workspace.portfolio, index, of));
        let elsewhere = milestone.filter(|other| *other != index);
        // Of a milestone that is not there. What only looks like one, such as `sprint-3`, is not of the plan.
        let is_lost = milestone.is_none() && of.is_some_and(is_surely_milestone);
        for number in named.numbers {
            if let Some(other) = elsewhere {
                for unit in own {
                    found.pieces[*unit].elsewhere.push((other, number.clone()));
                }
                continue;
            }
            let Some(before) = found.by_number.get(&number).filter(|_| !is_lost).cloned() else {
                let of = of.map(|of| format!(" of {of}")).unwrap_or_default();
                for unit in own {
                    found.pieces[*unit].missing.push(format!("task {number}{of}"));
                }
                continue;
            };
            let ids: Vec<String> = before
                .iter()
                .filter(|unit| !own.contains(unit))
                .map(|unit| found.pieces[*unit].id.clone())
                .collect();
            // A part does not wait for the outer task that it lies in.
            for unit in own.iter().filter(|unit| !before.contains(unit)) {
                found.pieces[*unit].after.extend(ids.iter().cloned());
            }
        }
    }
}

/// Spreads hours that were booked on a divided task over what lies in it: by the estimates, as nobody said more.
fn spread(units: &mut [Unit], inner: &[usize], hours: f64) {
    let whole: f64 = inner.iter().filter_map(|unit| units[*unit].estimate).sum();
    for unit in inner {
        let unit = &mut units[*unit];
        let share = if whole > 0.0 { unit.estimate.unwrap_or(0.0) / whole } else { 1.0 / inner.len() as f64 };
        unit.spent += hours * share;
    }
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
        _ if recorded.is_completed => State::Ended(recorded.completed.or(last)),
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
        elsewhere: Vec::new(),
        missing: Vec::new(),
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

/// Where no task is estimated and the milestone is: the same part of it for each.
fn even_share(workspace: &Workspace, index: usize, all: &[Task], outline: &Outline) -> Option<f64> {
    if all.iter().any(|task| task.estimate.is_some()) {
        return None;
    }
    Some(middle(&stated(workspace, index)?)? / outline.pieces().count().max(1) as f64)
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

/// The address of whom a task names behind an `@`.
fn mentioned(people: &[(String, String)], text: &str) -> Option<String> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';' | '[' | ']'));
    let named: Vec<&str> = words.filter_map(|word| word.strip_prefix('@')).collect();
    let is_named =
        |name: &str| named.iter().any(|word| word.trim_end_matches(['.', ':']).eq_ignore_ascii_case(name));
    let found = people.iter().find(|(name, mail)| is_named(name) || is_named(mail));
    found.map(|(_, mail)| mail.clone())
}

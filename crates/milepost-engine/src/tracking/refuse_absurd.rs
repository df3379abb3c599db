//! Time that nobody can have worked.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use milepost_ledger::{Digest, TimeEntry};
use milepost_time::{Entry, EntryProblem, Interval, Minutes, check, overlaps};

use super::{
    booked::{AllBooked, Booked, all_booked},
    log::Books,
};
use crate::{EngineError, Result, Workspace};

/// Refuses entries that make a day or a task impossible which was possible before; answers with what is only odd.
///
/// # Errors
/// When they do so, or the ledger cannot be read.
pub(super) fn refuse_absurd(
    workspace: &Workspace,
    books: &Books<'_>,
    new: &[TimeEntry],
) -> Result<Vec<String>> {
    let today = workspace.system.now().to_zoned(workspace.system.time_zone()).date();
    // With corrections as they came to be, and not as each branch wrote them.
    let all = all_booked(workspace, books.ledger, books.signers)?;
    let problems = worse(books.known, &all, new, today);
    if !problems.is_empty() {
        let mut error = EngineError::usage("this time cannot be booked");
        error.reasons = problems.iter().map(ToString::to_string).collect();
        return Err(error.hint("`milepost log` lists what is booked; `--correct RECORD` changes an entry"));
    }
    let shared = shared(&all, new);
    Ok(if shared > Minutes(0) {
        vec![format!("{shared} of it are booked by another timer too")]
    } else {
        Vec::new()
    })
}

/// What new entries make impossible, or more so than it was: days of their people anywhere, tasks of the milestone.
fn worse(known: &[Booked], all: &AllBooked, new: &[TimeEntry], today: Date) -> Vec<EntryProblem> {
    let grown = |before: &[Entry], new: &[Entry]| {
        let was = check(before, today);
        let after: Vec<Entry> = before.iter().chain(new).cloned().collect();
        let is_worse = |problem: &EntryProblem| match problem {
            EntryProblem::LongDay { person, day, booked } => !was.iter().any(|old| {
                matches!(old, EntryProblem::LongDay { person: who, day: when, booked: then }
                    if who == person && when == day && then >= booked)
            }),
            EntryProblem::BelowZero { person, task, left } => !was.iter().any(|old| {
                matches!(old, EntryProblem::BelowZero { person: who, task: what, left: then }
                    if who == person && what == task && then <= left)
            }),
            other => !was.contains(other),
        };
        check(&after, today).into_iter().filter(is_worse).collect::<Vec<EntryProblem>>()
    };
    let undated = all.undated();
    let days: Vec<Entry> = all
        .entries()
        .filter(|one| is_of(&one.entry, new) && !undated.contains(&one.record))
        .map(|one| plain(&one.entry, false))
        .collect();
    let new_days: Vec<Entry> =
        new.iter().filter(|entry| is_dated(entry, &undated)).map(|entry| plain(entry, false)).collect();
    let mut problems = grown(&days, &new_days);
    problems.retain(|problem| !matches!(problem, EntryProblem::BelowZero { .. }));
    let tasks: Vec<Entry> = known.iter().map(|one| plain(&one.entry, true)).collect();
    let new_tasks: Vec<Entry> = new.iter().map(|entry| plain(entry, true)).collect();
    let below = grown(&tasks, &new_tasks);
    problems.extend(below.into_iter().filter(|problem| matches!(problem, EntryProblem::BelowZero { .. })));
    problems
}

/// Whether an entry is of somebody of whom new ones are.
fn is_of(entry: &TimeEntry, new: &[TimeEntry]) -> bool {
    new.iter().any(|one| one.person == entry.person)
}

/// Whether a new entry is of its day, and neither what a table said of several ones nor a correction of that.
fn is_dated(entry: &TimeEntry, undated: &HashSet<Digest>) -> bool {
    !entry.adopted && entry.corrects.is_none_or(|corrected| !undated.contains(&corrected))
}

/// An entry, with or without its task.
fn plain(entry: &TimeEntry, with_task: bool) -> Entry {
    let task = entry.task.as_ref().filter(|_| with_task);
    let task = task.map(|task| task.number.clone().unwrap_or_else(|| task.name.clone()));
    Entry {
        person: entry.person.clone(),
        task: task.unwrap_or_default(),
        day: entry.day,
        minutes: Minutes(entry.minutes),
    }
}

/// How much of the time of new timers earlier ones of the same people have too. What was corrected to nothing has none.
fn shared(all: &AllBooked, new: &[TimeEntry]) -> Minutes {
    let interval = |entry: &TimeEntry| Interval::new(entry.start?, entry.end?).ok();
    let mut stands: HashMap<Digest, i64> = HashMap::new();
    for one in all.entries() {
        *stands.entry(one.entry.corrects.unwrap_or(one.record)).or_default() += one.entry.minutes;
    }
    let stands = |record: &Digest| stands.get(record).is_some_and(|minutes| *minutes > 0);
    let earlier = all.entries().filter(|one| is_of(&one.entry, new) && stands(&one.record));
    let mut intervals: Vec<Interval> = earlier.filter_map(|one| interval(&one.entry)).collect();
    intervals.sort_unstable();
    intervals.dedup();
    let first = intervals.len();
    intervals.extend(new.iter().filter_map(interval));
    let is_new = |place: usize| place >= first;
    let overlaps = overlaps(&intervals);
    let with_earlier = overlaps.iter().filter(|overlap| is_new(overlap.first) != is_new(overlap.second));
    with_earlier.map(|overlap| overlap.minutes).sum()
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, civil::date};
    use milepost_ledger::DocumentReference;

    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_780_000_000 / 86_400 * 86_400 + minute * 60).unwrap()
    }

    fn entry(minutes: i64) -> TimeEntry {
        TimeEntry {
            document: DocumentReference { id: "plan/1".to_owned(), path: "plan/milestone-1.md".to_owned() },
            task: None,
            person: "ada".to_owned(),
            day: date(2026, 5, 4),
            minutes,
            start: None,
            end: None,
            note: None,
            corrects: None,
            becomes: None,
            adopted: false,
        }
    }

    fn timed(from: i64, to: i64) -> TimeEntry {
        TimeEntry { start: Some(at(from)), end: Some(at(to)), ..entry(to - from) }
    }

    fn booked(name: u8, entry: TimeEntry) -> Booked {
        Booked { record: Digest::of([name]), recorded: "2026-05-04T10:00:00Z".to_owned(), entry }
    }

    fn all(entries: Vec<Booked>) -> AllBooked {
        AllBooked { by_document: [(0, entries)].into(), gone: Vec::new() }
    }

    #[test]
    fn time_of_two_timers_is_told_also_over_midnight_and_not_where_it_was_corrected_to_nothing() {
        let first = booked(1, timed(-30, 0));
        let second = booked(2, timed(0, 45));
        let new = [timed(-10, 0), timed(0, 20)];
        assert_eq!(shared(&all(vec![first.clone(), second.clone()]), &new), Minutes(30));
        let nothing = TimeEntry { corrects: Some(second.record), becomes: Some(0), ..entry(-45) };
        assert_eq!(shared(&all(vec![first, second, booked(3, nothing)]), &new), Minutes(10));
        let of_bob = TimeEntry { person: "bob".to_owned(), ..timed(-30, 30) };
        assert_eq!(shared(&all(vec![booked(1, of_bob)]), &new), Minutes(0));
    }

    #[test]
    fn what_is_of_no_day_fills_none() {
        let adopted = booked(1, TimeEntry { adopted: true, ..entry(20 * 60) });
        let correction = booked(2, TimeEntry { corrects: Some(adopted.record), ..entry(4 * 60) });
        let known = vec![adopted.clone(), correction];
        let today = date(2026, 5, 4);
        assert_eq!(worse(&known, &all(known.clone()), &[entry(24 * 60)], today), []);
        let more = TimeEntry { corrects: Some(adopted.record), ..entry(30 * 60) };
        assert_eq!(worse(&known, &all(known.clone()), &[more], today), []);
        assert_eq!(worse(&known, &all(known.clone()), &[entry(24 * 60 + 1)], today).len(), 1);
    }
}

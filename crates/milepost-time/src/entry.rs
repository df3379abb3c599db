//! What was booked.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::minutes::Minutes;

/// Time of one person on one task on one day. A correction is an entry below zero; no entry is ever changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Who.
    pub person: String,
    /// On what.
    pub task: String,
    /// When.
    pub day: Date,
    /// How long.
    pub minutes: Minutes,
}

/// What is wrong with entries that are right each by itself.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EntryProblem {
    /// An entry of nothing.
    #[error("`{person}` booked nothing on `{task}` on {day}; leave the entry out")]
    Nothing {
        /// Who.
        person: String,
        /// On what.
        task: String,
        /// When.
        day: Date,
    },
    /// More hours than a day has.
    #[error("`{person}` has {booked} on {day}; a day has 24 hours, so one of the entries is wrong")]
    LongDay {
        /// Who.
        person: String,
        /// When.
        day: Date,
        /// The sum of the day.
        booked: Minutes,
    },
    /// Corrections take away more than was booked.
    #[error("corrections leave `{person}` with {left} on `{task}`; they can take away only what was booked")]
    BelowZero {
        /// Who.
        person: String,
        /// On what.
        task: String,
        /// What is left, below zero.
        left: Minutes,
    },
    /// A day that has not come.
    #[error("`{person}` booked time on {day}, and today is {today}; book what was done")]
    Future {
        /// Who.
        person: String,
        /// When.
        day: Date,
        /// Today.
        today: Date,
    },
}

const DAY: Minutes = Minutes(24 * 60);

/// Everything that is wrong with some entries, in a fixed order.
pub fn check(entries: &[Entry], today: Date) -> Vec<EntryProblem> {
    let mut problems = Vec::new();
    for Entry { person, task, day, minutes } in entries {
        if *minutes == Minutes(0) {
            problems.push(EntryProblem::Nothing { person: person.clone(), task: task.clone(), day: *day });
        }
        if *day > today {
            problems.push(EntryProblem::Future { person: person.clone(), day: *day, today });
        }
    }
    for ((person, day), booked) in totals(entries, |entry| (entry.person.clone(), entry.day)) {
        if booked > DAY {
            problems.push(EntryProblem::LongDay { person, day, booked });
        }
    }
    for ((person, task), left) in totals(entries, |entry| (entry.person.clone(), entry.task.clone())) {
        if left < Minutes(0) {
            problems.push(EntryProblem::BelowZero { person, task, left });
        }
    }
    problems
}

/// Adds entries up by whatever is asked for. All totals together are all entries together.
pub fn totals<K: Ord>(entries: &[Entry], key: impl Fn(&Entry) -> K) -> BTreeMap<K, Minutes> {
    let mut totals = BTreeMap::new();
    for entry in entries {
        *totals.entry(key(entry)).or_insert(Minutes(0)) += entry.minutes;
    }
    totals
}

#[cfg(test)]
mod tests {
    use jiff::{ToSpan, civil::date};
    use proptest::prelude::*;

    use super::*;

    fn entry(person: u8, task: u8, day: i32, minutes: i64) -> Entry {
        Entry {
            person: format!("p{person}"),
            task: task.to_string(),
            day: date(2026, 1, 1) + day.days(),
            minutes: Minutes(minutes),
        }
    }

    #[test]
    fn absurd_entries_are_named() {
        let entries = [
            entry(1, 1, 0, 400 * 60),
            entry(2, 1, 0, 60),
            entry(2, 1, 1, -90),
            entry(3, 1, 9, 5),
            entry(3, 2, 0, 0),
        ];
        let problems: Vec<String> =
            check(&entries, date(2026, 1, 5)).iter().map(ToString::to_string).collect();
        assert_eq!(
            problems,
            [
                "`p3` booked time on 2026-01-10, and today is 2026-01-05; book what was done",
                "`p3` booked nothing on `2` on 2026-01-01; leave the entry out",
                "`p1` has 400h on 2026-01-01; a day has 24 hours, so one of the entries is wrong",
                "corrections leave `p2` with -30m on `1`; they can take away only what was booked",
            ]
        );
        assert_eq!(
            check(&[entry(1, 1, 0, 24 * 60), entry(1, 1, 0, 60), entry(1, 1, 0, -60)], date(2026, 1, 5)),
            []
        );
    }

    proptest! {
        #[test]
        fn totals_lose_and_invent_nothing(
            all in prop::collection::vec((0u8..4, 0u8..5, 0i32..20, -600i64..600), 0..80),
        ) {
            let entries: Vec<Entry> = all.iter().map(|(who, what, when, long)| entry(*who, *what, *when, *long)).collect();
            let whole: i64 = all.iter().map(|(.., long)| long).sum();
            let by_task: Minutes = totals(&entries, |entry| entry.task.clone()).into_values().sum();
            let by_person_and_day: Minutes =
                totals(&entries, |entry| (entry.person.clone(), entry.day)).into_values().sum();
            prop_assert_eq!((by_task.0, by_person_and_day.0), (whole, whole));
            let mut backwards = entries.clone();
            backwards.reverse();
            prop_assert_eq!(totals(&entries, |entry| entry.task.clone()), totals(&backwards, |entry| entry.task.clone()));
        }
    }
}

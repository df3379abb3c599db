//! Who works on what is left.

use std::num::NonZeroU32;

use jiff::{ToSpan as _, civil::Date};
use milepost_forecast::{Calendar, Person};

use super::work::Work;
use crate::{EngineError, Result, Workspace};

/// Whoever booked nothing for so many days does not work on the project any more, where nobody says who does.
const GONE_AFTER_DAYS: i64 = 60;

/// Who works on the plans of a project.
#[derive(Debug, Clone)]
pub(super) struct Team {
    /// The people. Nobody is none: see [`Plan::workers`](milepost_forecast::Plan::workers).
    pub(super) people: Vec<Person>,
    /// Whether it is known who they are, so that tasks of others are told.
    pub(super) is_named: bool,
    /// Whether everybody of `[team]` has left.
    pub(super) has_left: bool,
}

/// The people of `[team]`, else those who booked time of late.
pub(super) fn team(workspace: &Workspace, work: &Work, today: Date) -> Team {
    let team = &workspace.config.team;
    let unnamed = |parallel| vec![Person { name: String::new(), parallel }];
    if let Some(size) = team.size {
        return Team { people: unnamed(size), is_named: false, has_left: false };
    }
    if !team.people.is_empty() {
        let here = team.people.iter().filter(|(_, person)| person.until.is_none_or(|until| until >= today));
        let people: Vec<Person> = here
            .map(|(mail, person)| Person {
                name: mail.clone(),
                parallel: person.parallel.unwrap_or(NonZeroU32::MIN),
            })
            .collect();
        let has_left = people.is_empty();
        let people = if has_left { unnamed(NonZeroU32::MIN) } else { people };
        return Team { people, is_named: true, has_left };
    }
    let recent = |last: &Date| today.checked_sub(GONE_AFTER_DAYS.days()).is_ok_and(|since| *last >= since);
    let here = work.last_day.iter().filter(|(_, last)| recent(last));
    let people = here.map(|(mail, _)| Person { name: mail.clone(), parallel: NonZeroU32::MIN }).collect();
    Team { people, is_named: true, has_left: false }
}

/// The days on which people work.
///
/// # Errors
/// When there is none.
pub(super) fn calendar(workspace: &Workspace) -> Result<Calendar> {
    let config = &workspace.config.calendar;
    let weekend = config.weekend.iter().map(|day| (*day).into());
    Calendar::new(weekend, config.holidays.iter().copied())
        .map_err(|error| EngineError::usage(error.to_string()).hint("change `[calendar]` in `milepost.toml`"))
}

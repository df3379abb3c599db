//! Who works on what is left.

use std::num::NonZeroU32;

use jiff::{ToSpan as _, civil::Date};
use milepost_forecast::{Calendar, Person};

use super::work::Work;
use crate::{EngineError, Result, Workspace};

/// Whoever booked nothing for so many days does not work on the project any more, where nobody says who does.
const GONE_AFTER_DAYS: i64 = 60;

/// The people of a plan: those of `[team]`, else those who booked time of late. Nobody is none: see
/// [`Plan::workers`](milepost_forecast::Plan::workers).
pub(super) fn people(workspace: &Workspace, work: &Work, today: Date) -> Vec<Person> {
    let team = &workspace.config.team;
    if let Some(size) = team.size {
        return vec![Person { name: String::new(), parallel: size }];
    }
    if !team.people.is_empty() {
        let here = team.people.iter().filter(|(_, person)| person.until.is_none_or(|until| until >= today));
        return here
            .map(|(mail, person)| Person {
                name: mail.clone(),
                parallel: person.parallel.unwrap_or(NonZeroU32::MIN),
            })
            .collect();
    }
    let recent = |last: &Date| today.checked_sub(GONE_AFTER_DAYS.days()).is_ok_and(|since| *last >= since);
    let here = work.last_day.iter().filter(|(_, last)| recent(last));
    here.map(|(mail, _)| Person { name: mail.clone(), parallel: NonZeroU32::MIN }).collect()
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

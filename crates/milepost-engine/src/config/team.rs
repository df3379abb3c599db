//! Who works, and on which days: what a forecast needs to know and no record says.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroU32,
};

use jiff::civil::{Date, Weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

/// Who works on the project, for `milepost forecast`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct TeamConfig {
    /// How many people work, where nobody is named; whoever booked time of late when absent.
    pub size: Option<NonZeroU32>,
    /// `[team.people."MAIL"]`: who works, by the address under which time is booked. Others do nothing more.
    pub people: BTreeMap<String, PersonConfig>,
}

/// Somebody who works on the project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct PersonConfig {
    /// What tasks call them behind an `@`; the part of the address before its `@` when absent.
    pub name: Option<String>,
    /// How many tasks they do at a time; 1 when absent.
    pub parallel: Option<NonZeroU32>,
    /// Their last day: `"2026-12-31"`. Afterwards anybody does their tasks.
    #[serde(deserialize_with = "one_day")]
    #[schemars(with = "Option<String>")]
    pub until: Option<Date>,
}

/// On which days nobody works.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct CalendarConfig {
    /// Free days of the week; Saturday and Sunday when absent.
    pub weekend: BTreeSet<DayOfWeek>,
    /// Free dates: `["2026-12-25"]`.
    #[serde(deserialize_with = "days")]
    #[schemars(with = "Vec<String>")]
    pub holidays: BTreeSet<Date>,
}

impl Default for CalendarConfig {
    fn default() -> Self {
        let weekend = BTreeSet::from([DayOfWeek::Saturday, DayOfWeek::Sunday]);
        Self { weekend, holidays: BTreeSet::new() }
    }
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "they are the days of the week")]
pub enum DayOfWeek {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl From<DayOfWeek> for Weekday {
    fn from(day: DayOfWeek) -> Self {
        match day {
            DayOfWeek::Monday => Self::Monday,
            DayOfWeek::Tuesday => Self::Tuesday,
            DayOfWeek::Wednesday => Self::Wednesday,
            DayOfWeek::Thursday => Self::Thursday,
            DayOfWeek::Friday => Self::Friday,
            DayOfWeek::Saturday => Self::Saturday,
            DayOfWeek::Sunday => Self::Sunday,
        }
    }
}

/// A date as TOML writes it, or as text.
fn day<E: serde::de::Error>(value: &toml::Value) -> Result<Date, E> {
    let text = match value {
        toml::Value::Datetime(date) => date.to_string(),
        toml::Value::String(text) => text.clone(),
        other => return Err(E::custom(format!("`{other}` is no date; write `\"2026-12-25\"`"))),
    };
    text.parse().map_err(|_| E::custom(format!("`{text}` is no date; write `\"2026-12-25\"`")))
}

fn one_day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    day(&toml::Value::deserialize(deserializer)?).map(Some)
}

fn days<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeSet<Date>, D::Error> {
    let values = Vec::<toml::Value>::deserialize(deserializer)?;
    values.iter().map(day::<D::Error>).collect()
}

#[cfg(test)]
mod tests {
    use crate::config::parse;

    #[test]
    fn people_and_free_days_are_read() {
        let text = "[team.people.'ada@x.org']\nname = 'ada'\nparallel = 2\nuntil = 2026-12-31\n\
                    [calendar]\nweekend = ['friday']\nholidays = [2026-12-25, '2027-01-01']\n";
        let config = parse(text.as_bytes()).unwrap();
        let ada = &config.team.people["ada@x.org"];
        assert_eq!((ada.name.as_deref(), ada.parallel.unwrap().get()), (Some("ada"), 2));
        assert_eq!(ada.until.unwrap().to_string(), "2026-12-31");
        assert_eq!((config.calendar.weekend.len(), config.calendar.holidays.len()), (1, 2));
        assert_eq!(parse(b"").unwrap().calendar.weekend.len(), 2);
    }

    #[test]
    fn what_is_no_day_is_told() {
        let error = |text: &str| parse(text.as_bytes()).unwrap_err().to_string();
        assert!(error("[calendar]\nholidays = ['soon']\n").contains("`soon` is no date"));
        assert!(error("[calendar]\nholidays = [2]\n").contains("`2` is no date"));
        assert!(error("[team]\nsize = 0\n").contains("line 2"));
        let week = "'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'";
        assert!(
            error(&format!("[calendar]\nweekend = [{week}]\n")).contains("every day of the week is free")
        );
        assert!(error("[team]\nsize = 2\n[team.people.'a@x']\n").contains("both a size and people"));
    }
}

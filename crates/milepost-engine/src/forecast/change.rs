//! What if: changes of a plan, as somebody types them.

use std::num::NonZeroU32;

use milepost_document::vocabulary::plain_text;
use milepost_forecast::{Change, OpenTask};
use milepost_time::Written;

use super::unit::Unit;
use crate::{EngineError, Result};

/// What can be typed.
pub const CHANGES: [&str; 6] =
    ["drop TASK", "add 8h WORDS", "estimate TASK 8h", "assign TASK WHO", "join WHO [N]", "leave WHO"];

/// Reads a change.
///
/// # Errors
/// When it is none, or its task is not known.
pub(super) fn change(text: &str, units: &[&Unit], people: &[String]) -> Result<Change> {
    let (verb, rest) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), ""));
    let rest = rest.trim();
    // The last word is the value where one follows a task.
    let split = || rest.rsplit_once(char::is_whitespace).map(|(first, last)| (first.trim(), last));
    match (verb.to_lowercase().as_str(), rest) {
        ("drop", task) if !task.is_empty() => Ok(Change::Drop { task: found(units, task)? }),
        ("add", rest) if !rest.is_empty() => {
            let (time, words) = rest.split_once(char::is_whitespace).unwrap_or((rest, "added"));
            let words = words.trim();
            Ok(Change::Add(OpenTask::new(format!("+{words}"), hours(time)?)))
        }
        ("estimate", _) if split().is_some() => {
            let (task, time) = split().unwrap_or_default();
            Ok(Change::Estimate { task: found(units, task)?, hours: hours(time)? })
        }
        ("assign", _) if split().is_some() => {
            let (task, who) = split().unwrap_or_default();
            let person = (who != "anybody").then(|| person(who, people));
            Ok(Change::Assign { task: found(units, task)?, person })
        }
        ("join", rest) if !rest.is_empty() => {
            let (who, parallel) = match split() {
                Some((who, number)) => match number.parse::<NonZeroU32>() {
                    Ok(parallel) => (who, parallel),
                    Err(_) => (rest, NonZeroU32::MIN),
                },
                None => (rest, NonZeroU32::MIN),
            };
            Ok(Change::Join { person: person(who, people), parallel })
        }
        ("leave", who) if !who.is_empty() => Ok(Change::Leave { person: person(who, people) }),
        _ => Err(EngineError::usage(format!("`{text}` is no change of a plan"))
            .hint(format!("write one of: {}", CHANGES.map(|form| format!("`{form}`")).join(", ")))),
    }
}

fn hours(text: &str) -> Result<f64> {
    let written = text.parse::<Written>().map_err(|error| EngineError::usage(error.to_string()))?;
    Ok(written.minutes.hours())
}

/// Somebody of the plan by the address or its beginning; anybody else is new.
fn person(text: &str, people: &[String]) -> String {
    let known = people.iter().find(|mail| *mail == text);
    let begun = || people.iter().find(|mail| mail.split('@').next() == Some(text.trim_start_matches('@')));
    known.or_else(begun).cloned().unwrap_or_else(|| text.to_owned())
}

/// An open task by its id, its number, or the beginning of its words.
fn found(units: &[&Unit], text: &str) -> Result<String> {
    if let Some(unit) = units.iter().find(|unit| unit.id == text) {
        return Ok(unit.id.clone());
    }
    let wanted = plain_text(text);
    let number = wanted.strip_prefix("task ").unwrap_or(&wanted).trim_start_matches('#');
    let fits = |unit: &&&Unit| {
        unit.number.as_deref() == Some(number)
            || unit.id.ends_with(&format!("/{text}"))
            || (!wanted.is_empty() && plain_text(&unit.words).starts_with(&wanted))
    };
    let fitting: Vec<&&Unit> = units.iter().filter(fits).collect();
    match fitting.as_slice() {
        [only] => Ok(only.id.clone()),
        several => {
            let problem = if several.is_empty() {
                format!("no open task is called `{text}`")
            } else {
                format!("several open tasks are called `{text}`")
            };
            let mut error = EngineError::usage(problem);
            let shown: Vec<&&Unit> =
                if several.is_empty() { units.iter().collect() } else { several.to_vec() };
            error.reasons =
                shown.iter().take(20).map(|unit| format!("`{}` {}", unit.id, unit.words)).collect();
            Err(error.hint("name a task by its id, its number or the beginning of its words"))
        }
    }
}

//! What if: changes of a plan, as somebody types them.

use std::num::NonZeroU32;

use milepost_document::vocabulary::plain_text;
use milepost_forecast::{Change, OpenTask, Plan};
use milepost_portfolio::nearest;
use milepost_time::Written;

use super::{
    dropped::dropped,
    named_task::{named_task, unknown},
    outlook::Scope,
    unit::Unit,
    work::Work,
};
use crate::{EngineError, Result, Workspace};

/// What can be typed.
pub const CHANGES: [&str; 8] = [
    "drop TASK",
    "drop MILESTONE",
    "drop scope WORDS",
    "add 8h WORDS",
    "estimate TASK 8h",
    "assign TASK WHO",
    "join WHO [N]",
    "leave WHO",
];

/// What a change is about.
pub(super) struct Known<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) work: &'a Work,
    pub(super) scope: &'a Scope,
    /// The plan as it is after the changes before.
    pub(super) plan: &'a Plan,
}

/// Reads a change, which can be several of the model.
///
/// # Errors
/// When it is none, or what it names is not known.
pub(super) fn change(known: &Known<'_>, text: &str) -> Result<Vec<Change>> {
    let (verb, rest) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), ""));
    let rest = rest.trim();
    let last = rest.rsplit_once(char::is_whitespace).map(|(first, last)| (first.trim(), last));
    let one = match (verb.to_lowercase().as_str(), last) {
        ("drop", _) if !rest.is_empty() => return dropped(known, rest),
        ("add", _) if !rest.is_empty() => added(known, rest)?,
        ("estimate", Some(_)) => estimated(known, rest)?,
        ("assign", Some(_)) => return assigned(known, rest),
        ("join", _) if !rest.is_empty() => {
            let (who, parallel) = match last.filter(|(_, last)| is_number(last)) {
                Some((who, number)) => (who, at_a_time(number)?),
                None => (rest, NonZeroU32::MIN),
            };
            Change::Join { person: person(known, who).unwrap_or_else(|| who.to_owned()), parallel }
        }
        ("leave", _) if !rest.is_empty() => {
            Change::Leave { person: person(known, rest).unwrap_or_else(|| rest.to_owned()) }
        }
        _ => {
            return Err(EngineError::usage(format!("`{text}` is no change of a plan"))
                .hint(format!("write one of: {}", CHANGES.map(|form| format!("`{form}`")).join(", "))));
        }
    };
    Ok(vec![one])
}

/// The prefix of tasks that come in; no document has an id that begins so.
const ADDED: char = '+';

/// Whether a task came in by a change.
pub(super) fn is_added(id: &str) -> bool {
    id.starts_with(ADDED)
}

fn added(known: &Known<'_>, rest: &str) -> Result<Change> {
    let words: Vec<&str> = rest.split_whitespace().collect();
    // As many words as make a time: `1h 30m`.
    let time = (1..=words.len()).rev().find_map(|count| Some((count, hours(&words[..count]).ok()?)));
    let Some((count, hours)) = time else {
        return Err(match hours(&words[..1]) {
            Err(error) if words[0].starts_with(|c: char| c.is_ascii_digit()) => error,
            _ => EngineError::usage(format!("`{}` is no time", words[0])).hint("write `add 8h WORDS`"),
        });
    };
    let words = if count == words.len() { "added".to_owned() } else { words[count..].join(" ") };
    let mut id = format!("{ADDED}{words}");
    while known.plan.tasks.iter().any(|task| task.id == id) {
        id.push('~');
    }
    Ok(Change::Add(OpenTask::new(id, hours)))
}

/// Of a divided task each piece.
fn assigned(known: &Known<'_>, rest: &str) -> Result<Vec<Change>> {
    let words: Vec<&str> = rest.split_whitespace().collect();
    let whom = |from: usize| match words[from..].join(" ").as_str() {
        "anybody" => Some(None),
        who => person(known, who).map(Some),
    };
    // A name can have several words: the longest end that is somebody.
    let found = (1..words.len()).find_map(|from| Some((from, whom(from)?)));
    let (from, person) = match found {
        Some(found) => found,
        None => (words.len() - 1, Some(worker(known, words[words.len() - 1])?)),
    };
    let units = task(known, &words[..from].join(" "))?;
    let assign = |unit: &Unit| Change::Assign { task: unit.id.clone(), person: person.clone() };
    Ok(units.into_iter().map(assign).collect())
}

/// The open pieces of a task.
fn task<'a>(known: &Known<'a>, text: &str) -> Result<Vec<&'a Unit>> {
    named_task(known, text)?.ok_or_else(|| unknown(known, text))
}

fn estimated(known: &Known<'_>, rest: &str) -> Result<Change> {
    let words: Vec<&str> = rest.split_whitespace().collect();
    let begins = |word: &str| word.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    // As many of the last words as make a time, each of which has a unit: in `estimate Task 1 3h` the task is `Task 1`.
    let has_unit = |word: &&str| begins(word) && word.contains(|c: char| c.is_alphabetic() || c == ':');
    let most = words[1..].iter().rev().take_while(|word| has_unit(word)).count().max(1);
    let from = (words.len() - most..words.len()).find(|from| hours(&words[*from..]).is_ok());
    let Some(from) = from else {
        let (name, last) = (words[..words.len() - 1].join(" "), words.len() - 1);
        let error = hours(&words[last..]).err().unwrap_or_else(|| EngineError::usage("no time"));
        return Err(
            error.hint(format!("write `estimate TASK 8h`, or `drop {name}` for a task that is not done"))
        );
    };
    let name = words[..from].join(" ");
    match task(known, &name)?.as_slice() {
        [only] => Ok(Change::Estimate { task: only.id.clone(), hours: hours(&words[from..])? }),
        several => {
            let mut error = EngineError::usage(format!("task `{name}` is divided into {}", several.len()));
            error.reasons = several.iter().map(|unit| format!("`{}` {}", unit.id, unit.words)).collect();
            Err(error.hint("estimate each of them"))
        }
    }
}

fn hours(words: &[&str]) -> Result<f64> {
    let written = words.join(" ").parse::<Written>();
    Ok(written.map_err(|error| EngineError::usage(error.to_string()))?.minutes.hours())
}

fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '+']);
    digits.starts_with(|c: char| c.is_ascii_digit()) && digits.parse::<f64>().is_ok()
}

/// More tasks at a time than anybody does.
const MOST_AT_A_TIME: u32 = 1_000;

fn at_a_time(text: &str) -> Result<NonZeroU32> {
    let number = text.parse::<NonZeroU32>().ok().filter(|number| number.get() <= MOST_AT_A_TIME);
    number.ok_or_else(|| {
        EngineError::usage(format!("`{text}` is no number of tasks at a time"))
            .hint(format!("write a whole number from 1 to {MOST_AT_A_TIME}, or `leave WHO`"))
    })
}

/// Somebody who works on the plan.
fn worker(known: &Known<'_>, text: &str) -> Result<String> {
    person(known, text).ok_or_else(|| {
        let name = text.trim_start_matches('@');
        let mut error = EngineError::usage(format!("`{name}` does not work on the plan"));
        let names = names(known);
        if let Some(near) =
            nearest(name, names.iter().flat_map(|(name, mail)| [name.as_str(), mail.as_str()]))
        {
            error = error.hint(format!("did you mean `{near}`?"));
        }
        error.reasons = names.into_iter().map(|(_, mail)| format!("`{mail}`")).collect();
        error.hint(format!("`join {name}` first, to see what somebody new would do"))
    })
}

/// Somebody of the plan, by their address, its beginning, or the name that tasks use.
fn person(known: &Known<'_>, text: &str) -> Option<String> {
    let wanted = plain_text(text.trim_start_matches('@'));
    let names = names(known);
    let exact = names.iter().find(|(_, mail)| *mail == text);
    let named = || names.iter().find(|(name, _)| plain_text(name) == wanted);
    exact.or_else(named).map(|(_, mail)| mail.clone())
}

/// The people of the plan: what tasks call them, and their address.
fn names(known: &Known<'_>) -> Vec<(String, String)> {
    let people = known.plan.workers().into_iter().filter(|person| !person.name.is_empty());
    let name = |mail: &String| {
        let configured = known.workspace.config.team.people.get(mail).and_then(|person| person.name.clone());
        configured.unwrap_or_else(|| mail.split('@').next().unwrap_or(mail).to_owned())
    };
    people.map(|person| (name(&person.name), person.name)).collect()
}

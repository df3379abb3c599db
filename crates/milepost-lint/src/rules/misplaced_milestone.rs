//! Milestones in a folder that says another status.

use milepost_document::{
    Severity,
    view::Place,
    vocabulary::{Status, StatusReading, parse_status, plain_text},
};
use milepost_portfolio::{LoadedDocument, Portfolio, path};

use crate::{Check, Finding, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "misplaced-milestone",
    severity: Severity::Warning,
    gravest: Severity::Warning,
    scope: Scope::Claim,
    page: include_str!("misplaced-milestone.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    let loaded = subject.loaded;
    // What is done of a part may lie either way, and a word at the end of a report is not the status of work.
    let header = loaded.status_place().is_some_and(|place| place.place != Place::Footer);
    let Some((place, reading)) = loaded
        .status_reading()
        .filter(|(_, reading)| header && !is_done_of_all(reading) && (loaded.is_plan() || loaded.is_owner()))
    else {
        return;
    };
    let portfolio = subject.context.portfolio;
    let finished = reading.status.is_final();
    let message = match folder_status(loaded.folder()) {
        // What was put off may be planned, blocked or cancelled; it is not worked on and not done.
        Some((folder, Status::Deferred))
            if matches!(reading.status, Status::InProgress | Status::Review | Status::Completed) =>
        {
            format!("`{}` in the folder `{folder}`", reading.raw)
        }
        Some((folder, Status::Completed)) if !finished => {
            format!("`{}` in the folder `{folder}`", reading.raw)
        }
        Some((folder, Status::InProgress)) if finished && is_finished_unit(portfolio, loaded, folder) => {
            format!("`{}` in the folder `{folder}`", reading.raw)
        }
        None if finished => match put_away(portfolio, loaded) {
            Some(folder) => format!("`{}`, but finished ones lie in `{folder}`", reading.raw),
            None => return,
        },
        _ => return,
    };
    out.push(
        subject
            .finding(RULE.id, RULE.severity, place, message)
            .with_hint("move the file, or correct the status: one of the two is not so"),
    );
}

/// `Complete (with follow-ups)`, `Substantially complete`: done as far as this document goes. `Phase 1 complete` counts the
/// parts that are left.
fn is_done_of_all(reading: &StatusReading) -> bool {
    let head = reading.raw.split(['(', ';', ',', '–', '—']).next().unwrap_or_default();
    let says_done = plain_text(head)
        .split(' ')
        .any(|word| parse_status(word).is_some_and(|reading| reading.status == Status::Completed));
    // A date is no number of a part.
    let counts = head.split(' ').any(|word| word.len() <= 4 && word.contains(|c: char| c.is_ascii_digit()));
    let worked_on = matches!(reading.status, Status::InProgress | Status::Review);
    reading.qualified && worked_on && says_done && !counts
}

/// The innermost folder whose name says completed, in progress or deferred, and what it says.
fn folder_status(folder: &str) -> Option<(&str, Status)> {
    let mut folder = folder;
    while !folder.is_empty() {
        if let Some(status) = name_status(path::file_name(folder)) {
            return Some((folder, status));
        }
        folder = path::folder(folder);
    }
    None
}

fn name_status(name: &str) -> Option<Status> {
    let word = name.trim_start_matches('_');
    let plain = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let status = parse_status(word).filter(|reading| plain && !reading.qualified)?.status;
    // Other words name a subject as often as a status: `review`, `planning`, `release`.
    let is_sorted = match status {
        Status::Completed => word.ends_with("ed") || word == "done",
        Status::InProgress => matches!(word, "active" | "in-progress"),
        Status::Deferred => word.ends_with("ed"),
        _ => false,
    };
    is_sorted.then_some(status)
}

/// Whether all of the work in which a document stands is finished: itself, when it lies in the folder directly, else
/// what lies in the same folder below it. A finished phase inside of work that goes on is as it should be.
fn is_finished_unit(portfolio: &Portfolio, loaded: &LoadedDocument, folder: &str) -> bool {
    let Some(rest) = loaded.path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')) else {
        return false;
    };
    let Some((unit, _)) = rest.split_once('/') else { return true };
    let unit = format!("{folder}/{unit}/");
    let first = portfolio.documents.partition_point(|document| document.path.as_str() < unit.as_str());
    portfolio.documents[first..]
        .iter()
        .take_while(|document| document.path.starts_with(&unit))
        .filter(|document| document.is_plan() || document.is_owner())
        .filter_map(LoadedDocument::status)
        .all(Status::is_final)
}

/// The folder beside a document that holds finished ones, when that is how this project keeps them.
fn put_away(portfolio: &Portfolio, loaded: &LoadedDocument) -> Option<String> {
    if !loaded.is_milestone() {
        return None;
    }
    let folder = loaded.folder();
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let first = portfolio.documents.partition_point(|document| document.path.as_str() < prefix.as_str());
    let mut found: Option<(&str, usize)> = None;
    for document in portfolio.documents[first..].iter().take_while(|other| other.path.starts_with(&prefix)) {
        let Some((name, rest)) = document.path[prefix.len()..].split_once('/') else { continue };
        if !rest.contains('/')
            && name_status(name) == Some(Status::Completed)
            && document.is_milestone()
            && document.status() == Some(Status::Completed)
        {
            let count = found.filter(|(known, _)| *known == name).map_or(0, |(_, count)| count);
            found = Some((name, count + 1));
        }
    }
    found.filter(|(_, count)| *count >= 2).map(|(name, _)| format!("{prefix}{name}"))
}

//! The block of an initiative's current status: active milestone, overall progress, blockers, total effort.

use milepost_document::{
    Field, Span, view,
    vocabulary::{LabelKey, Status, plain_text},
};

use super::{change::Found, progress::respell_progress, state::State};
use crate::{Initiative, find_reference, path, references::scan};

/// Reads the labels of an initiative's README.
pub(super) fn read(state: &State, owner: usize, found: &mut Found) {
    let Some(initiative) = state.initiative(owner).filter(|initiative| state.concerns(initiative)) else {
        return;
    };
    let document = state.portfolio.documents[owner].document();
    for field in document.fields.iter().filter(|field| !field.value.is_empty()) {
        let value = document.text(field.value);
        let new = match field.kind {
            Some(LabelKey::ActiveMilestone) => {
                names(state, initiative, field, value, &[Status::InProgress, Status::Review], found)
            }
            Some(LabelKey::Blockers) => names(state, initiative, field, value, &[Status::Blocked], found),
            Some(LabelKey::OverallProgress) => state.finished(initiative).and_then(|(done, total)| {
                let new = respell_progress(value, done, total);
                if new.is_none() {
                    found.skip(field.value, format!("`{value}` is not a progress of {done} out of {total}"));
                }
                new
            }),
            Some(LabelKey::TotalEffort) => effort(state, initiative, value),
            _ => None,
        };
        if let Some(new) = new.filter(|new| new != value) {
            found.label(owner, document.text(field.key), field.value, new);
        }
    }
}

/// A list of milestones by name, or "None": the milestones that have one of these statuses.
fn names(
    state: &State,
    initiative: &Initiative,
    field: &Field,
    value: &str,
    wanted: &[Status],
    found: &mut Found,
) -> Option<String> {
    let right: Vec<usize> = initiative
        .milestones
        .iter()
        .copied()
        .filter(|index| state.status(*index).is_some_and(|status| wanted.contains(&status)))
        .collect();
    let written = written(state, initiative, field.value, value);
    match written {
        Some(written) if written == right => None,
        Some(written) if right.is_empty() && written.is_empty() => None,
        Some(_) if right.is_empty() => Some("None".to_owned()),
        Some(_) => {
            let linked = value.contains("](");
            let spelled: Vec<String> = right
                .iter()
                .map(|index| {
                    let name = state.name(*index);
                    let target = path::relative(&initiative.folder, &state.portfolio.documents[*index].path);
                    if linked { format!("[{name}]({target})") } else { name }
                })
                .collect();
            Some(spelled.join(", "))
        }
        None => {
            found.skip(
                field.value,
                format!("`{value}` names something else than milestones of this initiative"),
            );
            None
        }
    }
}

/// The milestones that a value names, when it names nothing else; empty for "None".
fn written(state: &State, initiative: &Initiative, span: Span, value: &str) -> Option<Vec<usize>> {
    let plain = plain_text(value);
    let first = plain.split(|c: char| !c.is_alphanumeric() && c != '/').next();
    if matches!(first, Some("none" | "n/a")) || plain.chars().all(|c| matches!(c, '-' | '–' | '—')) {
        return Some(Vec::new());
    }
    let portfolio = state.portfolio;
    let document = portfolio.documents[initiative.readme].document();
    let mut found: Vec<usize> = document
        .links
        .iter()
        .filter(|link| span.contains(link.span))
        .filter_map(|link| portfolio.find(&path::resolve(&initiative.folder, document.text(link.target))?))
        .collect();
    if found.is_empty() {
        let references = scan(value);
        let rest = references.iter().rev().fold(value.to_owned(), |mut rest, reference| {
            rest.replace_range(reference.range.clone(), "");
            rest
        });
        // A name behind the number is part of it; a sentence is not.
        if rest.contains(['.', '(']) || rest.split_whitespace().count() > 6 {
            return None;
        }
        found = references
            .iter()
            .filter_map(|reference| {
                find_reference(portfolio, initiative.readme, &value[reference.range.clone()])
            })
            .collect();
    }
    found.sort_unstable();
    found.dedup();
    (!found.is_empty() && found.iter().all(|index| initiative.milestones.contains(index))).then_some(found)
}

/// The sum of the estimates, when each is one number of hours and the value is `N hours`.
fn effort(state: &State, initiative: &Initiative, value: &str) -> Option<String> {
    let number = value.find(|c: char| !c.is_ascii_digit() && c != '.').map_or(value, |end| &value[..end]);
    if number.is_empty() || !matches!(value[number.len()..].trim(), "h" | "hours" | "hrs") {
        return None;
    }
    let mut sum = 0.0;
    for index in &initiative.milestones {
        let hours = view::overview(state.portfolio.documents[*index].document()).effort?.effort?.hours?;
        if (hours.low - hours.high).abs() > f64::EPSILON {
            return None;
        }
        sum += hours.low;
    }
    let written: f64 = number.parse().ok()?;
    ((written - sum).abs() > 0.005)
        .then(|| format!("{}{}", (sum * 100.0).round() / 100.0, &value[number.len()..]))
}

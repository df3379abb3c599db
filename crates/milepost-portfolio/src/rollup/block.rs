//! The block of an initiative's current status: active milestone, overall progress, blockers, total effort.

use milepost_document::{
    Field, Link, Span, view,
    vocabulary::{LabelKey, Status, plain_text},
};

use super::{
    found::Found,
    state::{Reason, State},
    subject::Subjects,
    values::{self, Judged},
};
use crate::{Initiative, find_reference, path, references::scan};

/// Compares the labels of an initiative's README with what is right.
pub(super) fn read(state: &State, owner: usize, subjects: &Subjects, found: &mut Found) {
    let Some(initiative) = state.initiative(owner).filter(|_| subjects.hold(owner)) else { return };
    let document = state.portfolio.documents[owner].document();
    for field in document.fields.iter().filter(|field| !field.value.is_empty()) {
        let value = document.text(field.value);
        let judged = match field.kind {
            Some(LabelKey::ActiveMilestone) => {
                names(state, initiative, field, value, &[Status::InProgress, Status::Review])
            }
            Some(LabelKey::Blockers) => names(state, initiative, field, value, &[Status::Blocked]),
            Some(LabelKey::OverallProgress) => match values::progress(state, owner, value, 0) {
                Judged::Wrong(new, _) => Judged::Wrong(new, by_milestones()),
                other => other,
            },
            Some(LabelKey::TotalEffort) => match effort(state, initiative, value) {
                Some(new) => Judged::Wrong(new, by_milestones()),
                None => Judged::Right,
            },
            _ => continue,
        };
        let key = document.text(field.key);
        judged.tell(found, field.value, |found, new, reason| {
            found.label(owner, key, field.value, new, reason);
        });
    }
}

fn by_milestones() -> Reason {
    Reason { why: "its milestones make it".to_owned(), source: None }
}

/// A list of milestones by name, or "None": the milestones that have one of these statuses.
fn names(state: &State, initiative: &Initiative, field: &Field, value: &str, wanted: &[Status]) -> Judged {
    let right: Vec<usize> = initiative
        .milestones
        .iter()
        .copied()
        .filter(|index| state.status(*index).is_some_and(|status| wanted.contains(&status)))
        .collect();
    let written = written(state, initiative, field.value, value);
    match written {
        Some((written, _)) if written == right => Judged::Right,
        Some((_, false)) => Judged::Unclear(format!("`{value}` says more than which milestones are meant")),
        Some(_) if right.is_empty() => Judged::Wrong("None".to_owned(), by_milestones()),
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
            Judged::Wrong(spelled.join(", "), by_milestones())
        }
        None => Judged::Unclear(format!("`{value}` names something else than milestones of this initiative")),
    }
}

/// The milestones that a value names, empty for "None", and whether it says nothing else; `None` when it names something
/// else.
fn written(state: &State, initiative: &Initiative, span: Span, value: &str) -> Option<(Vec<usize>, bool)> {
    let plain = plain_text(value);
    let first = plain.split(|c: char| !c.is_alphanumeric() && c != '/').next();
    if matches!(first, Some("none" | "n/a")) || plain.chars().all(|c| matches!(c, '-' | '–' | '—')) {
        return Some((Vec::new(), plain.split_whitespace().count() <= 1));
    }
    let portfolio = state.portfolio;
    let document = portfolio.documents[initiative.readme].document();
    let links: Vec<&Link> = document.links.iter().filter(|link| span.contains(link.span)).collect();
    let beside: usize = links.iter().map(|link| document.text(link.span).len()).sum();
    let mut bare = value.len() <= beside + 7 * links.len();
    let mut found: Vec<usize> = links
        .iter()
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
        bare = true;
        found = references
            .iter()
            .filter_map(|reference| {
                find_reference(portfolio, initiative.readme, &value[reference.range.clone()])
            })
            .collect();
    }
    found.sort_unstable();
    found.dedup();
    (!found.is_empty() && found.iter().all(|index| initiative.milestones.contains(index)))
        .then_some((found, bare))
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

//! The task that somebody names.

use std::collections::HashSet;

use milepost_document::vocabulary::plain_text;

use super::{change::Known, unit::Unit};
use crate::{EngineError, Result};

/// The open pieces of the task that is called so: by its id, its number, or the beginning of its words; of a divided task
/// all that lie in it. What the forecast is about comes before what that waits for. `None` where nothing is called so.
///
/// # Errors
/// When several tasks are called so, only a part of one is, or it is a number of no open task.
pub(super) fn named_task<'a>(known: &Known<'a>, text: &str) -> Result<Option<Vec<&'a Unit>>> {
    let plan = Pieces::of(known);
    if let Some(unit) = plan.all().find(|unit| unit.id == text) {
        return Ok(Some(vec![unit]));
    }
    if let Some((id, number)) = text.rsplit_once('#')
        && let Some(index) = plan.milestones().find(|index| known.workspace.document_id(*index) == id)
    {
        let found = plan.numbered(&[index], number)?.pop();
        return found.map(Some).ok_or_else(|| unknown(known, text));
    }
    let wanted = plain_text(text);
    let number = wanted.strip_prefix("task ").unwrap_or(&wanted).trim_start_matches('#').trim();
    for group in &plan.groups {
        match plan.numbered(group, number)?.as_slice() {
            [] => {}
            [only] => return Ok(Some(only.clone())),
            several => return Err(unclear(text, SEVERAL, &several.concat())),
        }
        // One that is over stands here: nobody means that of another milestone.
        if *group == known.scope.own && group.iter().any(|index| plan.meant(*index, number).is_some()) {
            return Err(unknown(known, text));
        }
    }
    let is_number = number.starts_with(|c: char| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || c == '.');
    if is_number {
        return Err(unknown(known, text));
    }
    let end = format!("/{text}");
    for group in &plan.groups {
        let fits = |unit: &&Unit| {
            unit.id.ends_with(&end) || (!wanted.is_empty() && plain_text(&unit.words).starts_with(&wanted))
        };
        let fitting: Vec<&Unit> = plan.among(group).filter(fits).collect();
        match fitting.len() {
            0 => {}
            1 => return Ok(Some(fitting)),
            _ => return Err(unclear(text, SEVERAL, &fitting)),
        }
    }
    Ok(None)
}

/// That no open task is called so, with those that there are.
pub(super) fn unknown(known: &Known<'_>, text: &str) -> EngineError {
    unclear(text, "no open task is called", &pieces(known))
}

const SEVERAL: &str = "several open tasks are called";

fn unclear(text: &str, problem: &str, shown: &[&Unit]) -> EngineError {
    let mut error = EngineError::usage(format!("{problem} `{text}`"));
    error.reasons = shown.iter().take(20).map(|unit| format!("`{}` {}", unit.id, unit.words)).collect();
    error.hint("name a task by its id, its number or the beginning of its words")
}

/// The tasks of the plan that documents have.
pub(super) fn pieces<'a>(known: &Known<'a>) -> Vec<&'a Unit> {
    Pieces::of(known).all().collect()
}

/// Pieces of a plan: those that it is about, and those that these wait for.
struct Pieces<'k, 'a> {
    known: &'k Known<'a>,
    ids: HashSet<&'k str>,
    groups: [Vec<usize>; 2],
}

impl<'k, 'a> Pieces<'k, 'a> {
    fn of(known: &'k Known<'a>) -> Self {
        let own = known.scope.own.clone();
        let others = known.work.milestones.keys().copied().filter(|index| !own.contains(index)).collect();
        let ids = known.plan.tasks.iter().map(|task| task.id.as_str()).collect();
        Self { known, ids, groups: [own, others] }
    }

    fn all(&self) -> impl Iterator<Item = &'a Unit> {
        self.groups.iter().flat_map(|group| self.among(group))
    }

    fn among(&self, group: &[usize]) -> impl Iterator<Item = &'a Unit> {
        let milestones = group.iter().filter_map(move |index| self.known.work.milestones.get(index));
        let units = milestones.flat_map(|milestone| &milestone.units);
        units.filter(move |unit| self.ids.contains(unit.id.as_str()))
    }

    fn milestones(&self) -> impl Iterator<Item = usize> {
        self.groups.iter().flatten().copied()
    }

    /// The pieces, open or not, that a number of a milestone stands for, and the number as it is written there.
    fn meant(&self, index: usize, number: &str) -> Option<(&'a str, Vec<&'a Unit>)> {
        let work = self.known.work;
        let milestone = work.milestones.get(&index)?;
        let (written, places) =
            milestone.by_number.iter().find(|(key, _)| key.eq_ignore_ascii_case(number))?;
        Some((written, places.iter().map(|place| &milestone.units[*place]).collect()))
    }

    /// The open pieces of each task of some milestones that has the number.
    fn numbered(&self, group: &[usize], number: &str) -> Result<Vec<Vec<&'a Unit>>> {
        let mut found = Vec::new();
        for index in group {
            let Some((written, units)) = self.meant(*index, number) else { continue };
            let open: Vec<&Unit> =
                units.into_iter().filter(|unit| self.ids.contains(unit.id.as_str())).collect();
            match open.as_slice() {
                [] => {}
                [whole] if self.known.work.milestones[index].inner.contains(written) => {
                    let message =
                        format!("task `{number}` is a part of `{}`, which is estimated as one", whole.id);
                    return Err(EngineError::usage(message).hint(format!("name `{}`", whole.id)));
                }
                _ => found.push(open),
            }
        }
        Ok(found)
    }
}

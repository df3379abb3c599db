//! What is not done: a task, a milestone, or an entry of the scope.

use std::collections::HashSet;

use milepost_document::{view, vocabulary::plain_text};
use milepost_forecast::Change;
use milepost_portfolio::resolve_address;

use super::{change::Known, unit::Unit};
use crate::{EngineError, Result};

/// The tasks that go with what somebody names: `TASK`, `MILESTONE`, or `scope WORDS` for those that name an entry of the scope.
///
/// # Errors
/// When nothing or several things are called so, or no open task belongs to it.
pub(super) fn dropped(known: &Known<'_>, text: &str) -> Result<Vec<Change>> {
    let drop = |ids: Vec<String>| ids.into_iter().map(|task| Change::Drop { task }).collect();
    if let Some((first, words)) = text.split_once(char::is_whitespace)
        && first.eq_ignore_ascii_case("scope")
    {
        return of_entry(known, words.trim()).map(drop);
    }
    let fitting = fitting(known, text);
    if let [only] = fitting.as_slice() {
        return Ok(drop(vec![only.id.clone()]));
    }
    if fitting.is_empty()
        && let Ok(index) = resolve_address(&known.workspace.portfolio, text)
        && known.workspace.document(index).is_milestone()
    {
        return of_milestone(known, index).map(drop);
    }
    Err(unclear(known, text, &fitting))
}

/// An open task by its id, its number, or the beginning of its words.
///
/// # Errors
/// When no task or several fit.
pub(super) fn task(known: &Known<'_>, text: &str) -> Result<String> {
    match fitting(known, text).as_slice() {
        [only] => Ok(only.id.clone()),
        several => Err(unclear(known, text, several)),
    }
}

fn fitting<'a>(known: &Known<'a>, text: &str) -> Vec<&'a Unit> {
    let units = units(known);
    if let Some(unit) = units.iter().find(|unit| unit.id == text) {
        return vec![unit];
    }
    let wanted = plain_text(text);
    let number = wanted.strip_prefix("task ").unwrap_or(&wanted).trim_start_matches('#');
    let fits = |unit: &&Unit| {
        unit.number.as_deref() == Some(number)
            || unit.id.ends_with(&format!("/{text}"))
            || (!wanted.is_empty() && plain_text(&unit.words).starts_with(&wanted))
    };
    units.into_iter().filter(fits).collect()
}

/// The tasks of the plan that a document has.
fn units<'a>(known: &Known<'a>) -> Vec<&'a Unit> {
    let ids: HashSet<&str> = known.plan.tasks.iter().map(|task| task.id.as_str()).collect();
    let all = known.work.milestones.values().flat_map(|milestone| &milestone.units);
    all.filter(|unit| ids.contains(unit.id.as_str())).collect()
}

fn unclear(known: &Known<'_>, text: &str, fitting: &[&Unit]) -> EngineError {
    let (problem, shown) = if fitting.is_empty() {
        (format!("no open task is called `{text}`"), units(known))
    } else {
        (format!("several open tasks are called `{text}`"), fitting.to_vec())
    };
    let mut error = EngineError::usage(problem);
    error.reasons = shown.iter().take(20).map(|unit| format!("`{}` {}", unit.id, unit.words)).collect();
    error.hint("name a task by its id, its number or the beginning of its words")
}

fn of_milestone(known: &Known<'_>, index: usize) -> Result<Vec<String>> {
    let own: HashSet<&str> = known.work.open_units(&[index]).map(|unit| unit.id.as_str()).collect();
    let ids = known.plan.tasks.iter().map(|task| &task.id).filter(|id| own.contains(id.as_str()));
    let ids: Vec<String> = ids.cloned().collect();
    if ids.is_empty() {
        let id = known.workspace.document_id(index);
        return Err(EngineError::usage(format!("`{id}` has no open task in this forecast")));
    }
    Ok(ids)
}

/// The tasks that name the entry under In Scope that somebody means.
fn of_entry(known: &Known<'_>, text: &str) -> Result<Vec<String>> {
    let wanted = plain_text(text);
    let mut entries: Vec<(usize, String)> = Vec::new();
    for index in known.scope.own.iter().chain(&known.scope.needed) {
        let document = known.workspace.document(*index).document();
        for item in view::in_scope(document) {
            let words = document.text(document.item(item).text);
            if !wanted.is_empty() && plain_text(words).starts_with(&wanted) {
                entries.push((*index, title(words).to_owned()));
            }
        }
    }
    let (index, entry) = match entries.as_slice() {
        [] => {
            return Err(EngineError::usage(format!("no entry under In Scope begins with `{text}`"))
                .hint("write the beginning of the entry's words"));
        }
        [only] => only,
        several => {
            let mut error = EngineError::usage(format!("several entries of the scope begin with `{text}`"));
            let id = |index: usize| known.workspace.document_id(index);
            error.reasons =
                several.iter().map(|(index, entry)| format!("`{}` {entry}", id(*index))).collect();
            return Err(error.hint("name the tasks by their numbers"));
        }
    };
    let own: HashSet<&str> = known.work.open_units(&[*index]).map(|unit| unit.id.as_str()).collect();
    let of_entry =
        units(known).into_iter().filter(|unit| own.contains(unit.id.as_str()) && names(&unit.words, entry));
    let ids: Vec<String> = of_entry.map(|unit| unit.id.clone()).collect();
    if ids.is_empty() {
        return Err(EngineError::usage(format!("no open task names `{entry}`, an entry of the scope"))
            .hint("name the tasks by their numbers"));
    }
    Ok(ids)
}

/// What an entry is about, without what explains it.
fn title(words: &str) -> &str {
    let ends = [": ", ":**", " - ", " – ", " — ", " ("];
    let end = ends.iter().filter_map(|end| words.find(end)).min().unwrap_or(words.len());
    words[..end].trim().trim_matches('*')
}

/// Whether a task names an entry: all words of one stand in the other.
fn names(task: &str, entry: &str) -> bool {
    let words = |text: &str| -> HashSet<String> {
        let plain = plain_text(text);
        let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2);
        words.filter(|word| !matches!(*word, "the" | "and" | "for" | "with")).map(singular).collect()
    };
    let (task, entry) = (words(task), words(entry));
    !task.is_empty() && !entry.is_empty() && (entry.is_subset(&task) || task.is_subset(&entry))
}

fn singular(word: &str) -> String {
    word.strip_suffix('s').filter(|rest| rest.len() > 2).unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_names_an_entry_by_its_words() {
        assert_eq!(title("**Vouchers**: codes for the cart"), "Vouchers");
        assert!(names("Table of vouchers", "Voucher"));
        assert!(names("Voucher codes", "Voucher codes at the checkout"));
        assert!(!names("Invoices", "Voucher codes"));
        assert!(!names("", "Voucher codes") && !names("Of a", "In an"));
    }
}

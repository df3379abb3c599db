//! What is not done: a task, a milestone, or an entry of the scope.

use std::collections::HashSet;

use milepost_document::{view, vocabulary::plain_text};
use milepost_forecast::Change;
use milepost_portfolio::resolve_address;

use super::{
    change::Known,
    named_task::{named_task, pieces, unknown},
};
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
    if let Some(units) = named_task(known, text)? {
        return Ok(drop(units.into_iter().map(|unit| unit.id.clone()).collect()));
    }
    match resolve_address(&known.workspace.portfolio, text) {
        Ok(index) if known.workspace.document(index).is_milestone() => of_milestone(known, index).map(drop),
        _ => Err(unknown(known, text)),
    }
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
        pieces(known).into_iter().filter(|unit| own.contains(unit.id.as_str()) && names(&unit.words, entry));
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

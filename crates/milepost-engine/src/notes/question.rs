//! Questions that are open, and the tasks that they block.

use std::sync::LazyLock;

use milepost_document::{Document, view::NoteKind, vocabulary::plain_text};
use regex::Regex;
use serde::Serialize;

use super::{
    blank::is_blank,
    columns::Columns,
    entries::{Entry, Form, entries},
};
use crate::{
    task_numbers::{LIST, task_numbers},
    tracking::tasks,
};

/// A question without an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenQuestion {
    /// Its number.
    pub number: u32,
    /// The line, from 1.
    pub line: u32,
    /// Its words.
    pub text: String,
    /// The places of the tasks that it names among those of the document.
    #[serde(skip)]
    pub(crate) places: Vec<usize>,
    /// Numbers that it names and that no task has.
    #[serde(skip)]
    pub(crate) unknown: Vec<String>,
    /// These tasks, as the document names them.
    pub blocks: Vec<String>,
}

impl OpenQuestion {
    /// As a reason for which something has to wait.
    pub(crate) fn reason(&self) -> String {
        format!(
            "line {}: question {} is open and blocks {}: {}",
            self.line,
            self.number,
            self.blocks.join(", "),
            self.text
        )
    }
}

/// The open questions of a document. One is answered by an answer behind it, as `milepost answer` writes it, by a word such
/// as *(resolved)*, a tick, the column of a table that says so, or by being struck through.
pub fn open_questions(document: &Document) -> Vec<OpenQuestion> {
    let questions = entries(document, NoteKind::Question);
    if questions.is_empty() {
        return Vec::new();
    }
    let all = tasks(document);
    let mut open = Vec::new();
    for entry in questions {
        let text = document.text(entry.words);
        let struck = text.trim().len() > 4 && text.trim().starts_with("~~") && text.trim().ends_with("~~");
        if struck || says_so(document, &entry) || is_answered(document.text(entry.whole)) {
            continue;
        }
        let numbers = named(text);
        let is_named =
            |place: &usize| all[*place].name.number.as_ref().is_some_and(|number| numbers.contains(number));
        let places: Vec<usize> = (0..all.len()).filter(is_named).collect();
        open.push(OpenQuestion {
            number: entry.number,
            line: document.position(entry.whole.start).line,
            text: text.split_whitespace().collect::<Vec<_>>().join(" "),
            unknown: numbers
                .iter()
                .filter(|number| all.iter().all(|task| task.name.number.as_ref() != Some(number)))
                .cloned()
                .collect(),
            blocks: places.iter().map(|place| all[*place].name.to_string()).collect(),
            places,
        });
    }
    open
}

/// Whether a tick or a cell says that a question is answered.
fn says_so(document: &Document, entry: &Entry) -> bool {
    match entry.form {
        Form::Item(item) => document.item(item).is_ticked(),
        Form::Heading(_) => false,
        Form::Row(id, row) => {
            let table = document.table(id);
            let columns = Columns::of(document, table, NoteKind::Question);
            let cell = |column: Option<usize>| {
                let cell = table.rows[row].cells.get(column?)?;
                Some(plain_text(document.text(*cell)).trim().to_lowercase())
            };
            let is_over = |status: String| {
                ["answered", "resolved", "closed"].iter().any(|word| status.starts_with(word))
            };
            let is_answer = |answer: String| {
                !is_blank(&answer) && !["open", "pending", "?", "unknown"].contains(&answer.as_str())
            };
            cell(columns.status).is_some_and(is_over) || cell(columns.answer).is_some_and(is_answer)
        }
    }
}

/// Whether words say that there is an answer. `Answer:` counts where a line begins with it, or in bold.
fn is_answered(text: &str) -> bool {
    static ANSWERED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?im)\*\*answer(?:ed)?:?\*\*|^\s*(?:[-*+]\s+)?answer(?:ed)?\s*:|[(\[]\s*(?:answered|resolved|closed)\s*(?:[)\],:;]|\d|(?:on|by|in|at)\s)|\bstatus\**\s*:\**\s*(?:answered|resolved|closed)\b",
        )
        .expect("a regular expression")
    });
    ANSWERED.is_match(text)
}

/// Numbers behind `task` or `tasks`.
fn named(text: &str) -> Vec<String> {
    static TASKS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(&format!(r"(?i)\btasks?\s+{LIST}")).expect("a regular expression"));
    task_numbers(&TASKS, text)
}

#[cfg(test)]
mod tests {
    use milepost_document::parse;

    use super::*;

    #[test]
    fn open_questions_block_what_they_name() {
        let text = "# Milestone 1: X\n\n### Task Breakdown\n\n- [ ] Task 1: One\n- [ ] Task 2: Two\n- [ ] Task 3: Three\n\n\
                    ### Open Questions\n\n- **Question 1**: Which tax, for tasks 1 and 3?\n\
                    - **Question 2**: Whose task 2 is it? **Answer** (2026-01-02): ours\n\
                    - ~~Who does task 1~~\n- Is it unanswered (who knows)?\n- Which colour? (resolved)\n\
                    - Why task 2?\n  - Answer: because\n\
                    - A (closed or open) set, answer: a or b, for task 2?\n";
        let found = open_questions(&parse(text).document);
        let told: Vec<(u32, Vec<usize>)> = found.iter().map(|one| (one.number, one.places.clone())).collect();
        assert_eq!(told, [(1, vec![0, 2]), (4, vec![]), (7, vec![1])]);
    }

    #[test]
    fn tables_and_headings_hold_questions_too() {
        let text = "# Milestone 1: X\n\n### Task Breakdown\n\n- [ ] Task 1: One\n- [ ] Task 2: Two\n\n### Open Questions\n\n\
                    | ID | Question | Status | Answer |\n|---|---|---|---|\n| Q3 | Task 1? | Open | |\n\
                    | Q4 | Task 1? | Resolved | |\n| Q5 | Task 1? | | Yes |\n\n\
                    #### Q6: Who does task 2?\n\n- some words\n\n#### Q7: And task 1?\n\nAnswer: me\n";
        let found = open_questions(&parse(text).document);
        let told: Vec<(u32, Vec<usize>)> = found.iter().map(|one| (one.number, one.places.clone())).collect();
        assert_eq!(told, [(3, vec![0]), (6, vec![1])]);
    }
}

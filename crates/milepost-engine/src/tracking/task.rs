//! The tasks of a milestone, as its breakdown and its table name them together.

use std::{collections::HashMap, ops::Deref};

use milepost_document::{
    Document, ItemId, view,
    vocabulary::{PARTS, plain_text},
};
use milepost_ledger::TaskName;

use crate::{EngineError, Result};

/// A task of a milestone.
#[derive(Debug, Clone)]
pub(crate) struct Task {
    /// How the document names it.
    pub(crate) name: TaskName,
    /// Its entry in the Task Breakdown.
    pub(crate) item: Option<ItemId>,
    /// The places of its rows among the rows of Time Tracking.
    pub(crate) rows: Vec<usize>,
    /// The middle of its estimate, in minutes.
    pub(crate) estimate: Option<i64>,
}

/// Tasks, to be found by their words and numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tasks {
    list: Vec<Task>,
    /// The only one of these words; `None` where several have them.
    by_words: HashMap<String, Option<usize>>,
    /// The first of each number.
    by_number: HashMap<String, usize>,
}

impl Deref for Tasks {
    type Target = [Task];

    fn deref(&self) -> &[Task] {
        &self.list
    }
}

impl Tasks {
    fn push(&mut self, task: Task) {
        let place = self.list.len();
        let words = plain_text(&task.name.name);
        self.by_words.entry(words).and_modify(|only| *only = None).or_insert(Some(place));
        if let Some(number) = &task.name.number {
            self.by_number.entry(number.clone()).or_insert(place);
        }
        self.list.push(task);
    }
}

/// The tasks of a document: the entries of the breakdown with their rows, then rows about anything else but totals.
pub(crate) fn tasks(document: &Document) -> Tasks {
    // Of what is open upwards or beyond all bounds, no middle can be told.
    let minutes = |effort: &milepost_document::vocabulary::Effort| {
        let minutes = effort.hours.map(|hours| ((hours.low + hours.high) * 30.0).round())?;
        (minutes.is_finite() && minutes.abs() < 1e12).then_some(minutes as i64)
    };
    let mut found = Tasks::default();
    for task in view::tasks(document) {
        found.push(Task {
            name: task_name(document.text(task.name)),
            item: Some(task.item),
            rows: Vec::new(),
            estimate: task.estimate.as_ref().and_then(minutes),
        });
    }
    for (at, row) in view::time_rows(document).iter().enumerate() {
        let text = document.text(row.task);
        if view::is_total_row(document, row) {
            continue;
        }
        let name = task_name(text);
        let estimate = row.estimated.as_ref().and_then(|(_, effort)| minutes(effort.as_ref()?));
        match find(&found, &name) {
            Some(task) => {
                let task = &mut found.list[task];
                task.rows.push(at);
                task.estimate = task.estimate.or(estimate);
            }
            None => found.push(Task { name, item: None, rows: vec![at], estimate }),
        }
    }
    found
}

/// The task that a recorded name means: the one of these words, else the one of this number.
pub(crate) fn find(tasks: &Tasks, name: &TaskName) -> Option<usize> {
    let words = plain_text(&name.name);
    let by_words = (!words.is_empty()).then(|| tasks.by_words.get(&words).copied().flatten()).flatten();
    by_words.or_else(|| tasks.by_number.get(name.number.as_ref()?).copied())
}

/// The task that somebody typed: a number, or the beginning of its words.
///
/// # Errors
/// When no task or several fit; the hint names those that there are.
pub(super) fn typed(tasks: &[Task], text: &str) -> Result<usize> {
    let name = task_name(text);
    if name.name.is_empty()
        && let Some(place) = tasks.iter().position(|task| task.name.number == name.number)
    {
        return Ok(place);
    }
    let wanted = plain_text(&name.name);
    let words: Vec<String> = tasks.iter().map(|task| plain_text(&task.name.name)).collect();
    let places = |fits: &dyn Fn(&str) -> bool| -> Vec<usize> {
        (0..words.len()).filter(|at| !wanted.is_empty() && fits(&words[*at])).collect()
    };
    let (exact, begun) = (places(&|words| words == wanted), places(&|words| words.starts_with(&wanted)));
    let problem = match (exact.as_slice(), begun.as_slice()) {
        ([only], _) | ([], [only]) => return Ok(*only),
        ([], []) => format!("no task is called `{text}`"),
        ([], _) => format!("several tasks begin with `{text}`"),
        _ => format!("several tasks are called `{text}`"),
    };
    let mut error = EngineError::usage(problem);
    error.reasons = tasks.iter().map(|task| task.name.to_string()).collect();
    Err(error.hint("name a task by its number or by the beginning of its words"))
}

/// `Task 2: Vouchers` is number 2 with the words "Vouchers"; `2.1 Vouchers` and a bare `2` are the same.
fn task_name(text: &str) -> TaskName {
    let text = text.trim().trim_matches('*').trim();
    let behind = |word: &&&str| {
        let head = text.get(..word.len()).filter(|head| head.to_lowercase() == ***word)?;
        let rest = text[head.len()..].trim_start_matches([' ', '#']);
        rest.starts_with(|c: char| c.is_ascii_digit()).then_some(rest)
    };
    let word = PARTS.iter().find_map(|word| behind(&word));
    let rest = word.unwrap_or(text);
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let (number, name) = rest.split_at(end);
    let number = number.trim_end_matches('.');
    let separated = name.is_empty() || name.starts_with([' ', ':', '*', ')', '-', '–', '—']);
    if number.is_empty() || !separated {
        return TaskName { number: None, name: text.to_owned() };
    }
    let name = name.trim_start_matches(['*', ' ', ':', ')', '-', '–', '—']).trim();
    // `2 factors of trust` is no second task.
    if word.is_none()
        && !name.is_empty()
        && !rest[end..].starts_with([':', ')'])
        && !rest[..end].ends_with('.')
    {
        return TaskName { number: None, name: text.to_owned() };
    }
    TaskName { number: Some(number.to_owned()), name: name.to_owned() }
}

#[cfg(test)]
mod tests {
    use milepost_document::parse;

    use super::*;

    #[test]
    fn names_have_numbers_and_words() {
        for (text, number, name) in [
            ("Task 2: Vouchers", Some("2"), "Vouchers"),
            ("**Task 2.1**: Vouchers", Some("2.1"), "Vouchers"),
            ("task 2", Some("2"), ""),
            ("2", Some("2"), ""),
            ("3. Export", Some("3"), "Export"),
            ("1) Export", Some("1"), "Export"),
            ("Fase 4 – Pruebas", Some("4"), "Pruebas"),
            ("2 factors of trust", None, "2 factors of trust"),
            ("Tasks of all", None, "Tasks of all"),
            ("3D view", None, "3D view"),
            ("Tas\u{212a} 2: Kelvin", None, "Tas\u{212a} 2: Kelvin"),
        ] {
            let found = task_name(text);
            assert_eq!((found.number.as_deref(), found.name.as_str()), (number, name), "{text}");
        }
    }

    const TEXT: &str = "# Milestone 1: X\n\n### Task Breakdown\n\n- [ ] Task 1: Tables (Estimated: 2 hours)\n\
                        - [ ] Task 2: Vouchers (Estimated: 2-4 hours)\n- [ ] Task 3: Voucher codes\n\n\
                        ### Time Tracking\n\n| Task | Estimated | Actual | Status |\n|---|---|---|---|\n\
                        | Task 1 | 2 hours | - | Planned |\n| Vouchers | 3 hours | - | Planned |\n\
                        | Review | 1 hour | - | Planned |\n| **Total** | 6 hours | - | |\n";

    #[test]
    fn rows_belong_to_entries_by_number_or_words() {
        let document = parse(TEXT).document;
        let tasks = tasks(&document);
        let told: Vec<_> =
            tasks.iter().map(|task| (task.name.to_string(), task.rows.clone(), task.estimate)).collect();
        assert_eq!(
            told,
            [
                ("task 1 (Tables)".to_owned(), vec![0], Some(120)),
                ("task 2 (Vouchers)".to_owned(), vec![1], Some(180)),
                ("task 3 (Voucher codes)".to_owned(), vec![], None),
                ("`Review`".to_owned(), vec![2], Some(60)),
            ]
        );
    }

    #[test]
    fn what_is_typed_means_one_task_or_none() {
        let tasks = tasks(&parse(TEXT).document);
        let name = |text| typed(&tasks, text).map(|place| tasks[place].name.to_string());
        assert_eq!(name("2").unwrap(), "task 2 (Vouchers)");
        assert_eq!(name("Task 3").unwrap(), "task 3 (Voucher codes)");
        assert_eq!(name("vouchers").unwrap(), "task 2 (Vouchers)");
        assert_eq!(name("rev").unwrap(), "`Review`");
        assert_eq!(name("voucher").unwrap_err().to_string(), "several tasks begin with `voucher`");
        assert_eq!(name("9").unwrap_err().to_string(), "no task is called `9`");
    }

    #[test]
    fn a_renamed_task_keeps_its_number() {
        let tasks = tasks(&parse(TEXT).document);
        let name =
            |number: Option<&str>, name: &str| TaskName { number: number.map(Into::into), name: name.into() };
        assert_eq!(find(&tasks, &name(Some("2"), "Coupons")), Some(1));
        assert_eq!(find(&tasks, &name(Some("1"), "Vouchers")), Some(1), "its words moved to another number");
        assert_eq!(find(&tasks, &name(Some("7"), "Gone")), None);
    }
}

//! A row for a task that has none, such as one that was split off after the table was written.

use milepost_document::{
    Document, Edit, TableId, view,
    vocabulary::{Status, spell_like},
};
use milepost_ledger::TaskName;
use milepost_time::Minutes;

use super::{rendering::spelled, task::Tasks};

/// A row that is to be written.
#[derive(Debug)]
pub(super) struct MissingRow {
    /// In which table.
    pub(super) table: TableId,
    /// What it shows under Actual.
    pub(super) minutes: Minutes,
    /// What writes it.
    pub(super) edit: Edit,
}

/// The row of a task that has none, behind that of the last task before it which has one, named as that is. Its estimate is
/// not written: the total of the estimates is somebody's. `None` where no table has a row of a task with an Actual cell.
pub(super) fn missing_row(
    document: &Document,
    tasks: &Tasks,
    place: usize,
    minutes: Minutes,
) -> Option<MissingRow> {
    let task = &tasks[place];
    if !task.rows.is_empty() || minutes <= Minutes(0) {
        return None;
    }
    let rows = view::time_rows(document);
    let only_row = |at: usize| match tasks[at].rows.as_slice() {
        [row] => Some((at, &rows[*row])),
        _ => None,
    };
    let (model, beside) = (0..place).rev().chain(place + 1..tasks.len()).find_map(only_row)?;
    let table = document.table(beside.table);
    let at = table.rows.iter().position(|row| row.span == beside.span)?;
    let cells = &table.rows[at].cells;
    if cells.len() != table.header.len() {
        return None;
    }
    let column = |cell| cells.iter().position(|other| *other == cell);
    let name = named_like(document.text(beside.task), &tasks[model].name, &task.name);
    let mut texts =
        vec![(column(beside.task)?, name), (column(beside.actual.as_ref()?.0)?, spelled(minutes))];
    if let Some((cell, Some(_))) = beside.status {
        texts.push((column(cell)?, spell_like(document.text(cell), Status::InProgress)));
    }
    if let Some((cell, _)) = beside.estimated {
        texts.push((column(cell)?, "-".to_owned()));
    }
    let edit = view::insert_row(document, beside.table, at, &texts);
    Some(MissingRow { table: beside.table, minutes, edit })
}

/// The name of a task in the form in which the table writes that of another: `Task 1`, `Task 1: Tables`, `Tables`.
fn named_like(written: &str, model: &TaskName, task: &TaskName) -> String {
    let (Some(old), Some(new)) = (&model.number, &task.number) else { return task.name.clone() };
    let Some(at) = written.find(old.as_str()) else { return task.name.clone() };
    let (before, behind) = (&written[..at], &written[at + old.len()..]);
    match behind.find(model.name.as_str()).filter(|_| !model.name.is_empty()) {
        Some(words) => {
            let (between, rest) = (&behind[..words], &behind[words + model.name.len()..]);
            format!("{before}{new}{between}{}{rest}", task.name)
        }
        // A number alone, perhaps in bold.
        None if !behind.contains(char::is_alphanumeric) => format!("{before}{new}{behind}"),
        None => format!("{before}{new}: {}", task.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_the_form_of_the_one_beside_it() {
        let name = |number: &str, words: &str| TaskName {
            number: (!number.is_empty()).then(|| number.to_owned()),
            name: words.to_owned(),
        };
        let new = name("12", "Redeem");
        for (written, model, wanted) in [
            ("Task 1", name("1", "Tables"), "Task 12"),
            ("**Task 1**", name("1", "Tables"), "**Task 12**"),
            ("Task 1: Tables", name("1", "Tables"), "Task 12: Redeem"),
            ("1. Tables", name("1", "Tables"), "12. Redeem"),
            ("Tables", name("1", "Tables"), "Redeem"),
            ("Task 1: Older words", name("1", "Tables"), "Task 12: Redeem"),
            ("Review", name("", "Review"), "Redeem"),
        ] {
            assert_eq!(named_like(written, &model, &new), wanted, "{written}");
        }
        assert_eq!(named_like("Task 1", &name("1", "Tables"), &name("", "Review")), "Review");
    }
}

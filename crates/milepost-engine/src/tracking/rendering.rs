//! What is booked, in the document's table.

use std::collections::BTreeMap;

use milepost_document::{
    Document, Edit, EditSet, Span, TableId,
    view::{self, TimeColumn},
    vocabulary::{Effort, parse_effort},
};
use milepost_time::Minutes;
use serde::Serialize;

use super::{earlier::Earlier, missing_row::MissingRow, task::Task};
use crate::Result;

/// A value that was left, because somebody wrote something else there than what was booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Left {
    /// The line, from 1.
    pub line: u32,
    /// What stands there.
    pub value: String,
    /// Why it was left.
    pub why: String,
    /// Where it stands.
    #[serde(skip)]
    pub span: Span,
}

/// The minutes of each task, by its place.
pub(crate) type Totals = BTreeMap<usize, Minutes>;

/// One value that is written.
#[derive(Debug)]
pub(super) struct Written {
    /// Where.
    pub(super) span: Span,
    /// What stands above it.
    pub(super) name: &'static str,
    /// What is written.
    pub(super) new: String,
    edit: Edit,
}

/// What the table has to become.
#[derive(Debug, Default)]
pub(super) struct Rendering {
    /// In order of place.
    pub(super) written: Vec<Written>,
    /// What somebody wrote and was left.
    pub(super) left: Vec<Left>,
    /// A row that is new.
    added: Option<Edit>,
}

impl Rendering {
    /// The edits, one for each value.
    ///
    /// # Errors
    /// When two overlap, which would be a bug.
    pub(super) fn edits(&self) -> Result<EditSet> {
        Ok(EditSet::new(self.written.iter().map(|one| &one.edit).chain(&self.added).cloned().collect())?)
    }

    fn write(&mut self, document: &Document, span: Span, name: &'static str, new: String, in_table: bool) {
        let edit = if in_table {
            view::set_cell(document, span, &new).edits().first().cloned()
        } else {
            Some(Edit::replace(span, new.clone()))
        };
        self.written.extend(edit.map(|edit| Written { span, name, new, edit }));
    }

    fn leave(&mut self, document: &Document, span: Span, why: String) {
        let line = document.position(span.start).line;
        self.left.push(Left { line, value: document.text(span).to_owned(), why, span });
    }
}

/// Makes the table say what is booked `after`, where it says what was booked `before` or what was written `earlier`, from a
/// part of these entries: anything else somebody wrote, and it is left. Writes cells under Actual, total rows and Total
/// Actual; the total is the sum of the rows, of one that is `added` too.
pub(super) fn render(
    document: &Document,
    tasks: &[Task],
    before: &Totals,
    after: &Totals,
    earlier: &Earlier,
    added: Option<MissingRow>,
) -> Rendering {
    let rows = view::time_rows(document);
    let owned = view::owned_cells(document);
    let mut rendering = Rendering::default();
    // The minutes of each row as they stand afterwards; `None` where that cannot be told.
    let mut shown: Vec<Option<Minutes>> =
        rows.iter().map(|row| cell_minutes(document, row.actual.as_ref())).collect();
    let sum = |table| shown_sum(document, &rows, &shown, table);
    let mut totals: Vec<Total> = Vec::new();
    for row in rows.iter().filter(|row| view::is_total_row(document, row)) {
        let table = Some(row.table);
        totals.extend(row.actual.iter().map(|(cell, effort)| Total {
            span: *cell,
            effort: effort.clone(),
            table,
            earlier: sum(table),
        }));
    }
    let stated = view::totals(document).into_iter().filter(|total| total.column == TimeColumn::Actual);
    let whole = sum(None);
    totals.extend(stated.map(|total| Total {
        span: total.value,
        effort: total.effort,
        table: None,
        earlier: whole,
    }));
    let mut by_hand: Vec<Minutes> = Vec::new();
    for (place, task) in tasks.iter().enumerate() {
        let [row] = task.rows.as_slice() else { continue };
        let Some((cell, _)) = &rows[*row].actual else { continue };
        let of = |totals: &Totals| totals.get(&place).copied().unwrap_or_default();
        let (was, is) = (of(before), of(after));
        if shown[*row] == Some(is) {
            continue;
        }
        if !owned.contains(cell) {
            rendering.leave(
                document,
                *cell,
                "its row has another number of cells than its header".to_owned(),
            );
            continue;
        }
        if shown[*row].is_none_or(|shown| shown != was && !earlier.has_shown(place, shown)) {
            by_hand.extend(shown[*row]);
            if before.contains_key(&place) || after.contains_key(&place) {
                let why = match shown[*row] {
                    Some(shown) if shown > was => {
                        format!("{} more than is booked; `milepost log --adopt` books it", shown - was)
                    }
                    Some(shown) => format!(
                        "{} less than is booked, and it was not written from a part of that; put `-` there to have the \
                         {was} written, or make an entry shorter with `milepost log --correct`",
                        was - shown
                    ),
                    None => format!("it says more than a time, and {was} are booked"),
                };
                rendering.leave(document, *cell, why);
            }
            continue;
        }
        shown[*row] = Some(is);
        rendering.write(document, *cell, "Actual", spelled(is), true);
    }
    let written = earlier;
    for Total { span, effort, table, earlier } in
        totals.into_iter().filter(|total| owned.contains(&total.span))
    {
        let more = added.as_ref().filter(|row| table.is_none_or(|table| table == row.table));
        let more = more.map_or(Minutes(0), |row| row.minutes);
        let later = shown_sum(document, &rows, &shown, table).map(|sum| sum + more);
        let text = document.text(span);
        let stated = if is_blank(text) { Some(Minutes(0)) } else { minutes(text, effort.as_ref()) };
        match later {
            Some(later) if stated == Some(later) => {}
            Some(later)
                if stated.is_some_and(|stated| {
                    Some(stated) == earlier || written.has_added_up(&by_hand, stated)
                }) =>
            {
                let name = if table.is_some() { "Actual" } else { "Total Actual" };
                rendering.write(document, span, name, spelled(later), table.is_some());
            }
            _ if earlier == later => {}
            _ => rendering.leave(document, span, "it is not the sum of the rows as they were".to_owned()),
        }
    }
    rendering.written.sort_by_key(|one| one.span);
    rendering.added = added.map(|row| row.edit);
    rendering
}

/// A place that holds a sum.
struct Total {
    span: Span,
    effort: Option<Effort>,
    /// The table that it adds up; all of them where it stands below.
    table: Option<TableId>,
    /// The sum as the rows were.
    earlier: Option<Minutes>,
}

/// What stands under Actual in the task's row; `None` where it cannot be read, or there is no such cell.
pub(crate) fn written(document: &Document, task: &Task) -> Option<Minutes> {
    written_in(document, &view::time_rows(document), task)
}

/// The same, of rows that were read before.
pub(crate) fn written_in(document: &Document, rows: &[view::TimeRow], task: &Task) -> Option<Minutes> {
    let [row] = task.rows.as_slice() else { return None };
    cell_minutes(document, Some(rows[*row].actual.as_ref()?))
}

/// Whether the table shows what is booked on a task.
pub(super) fn is_shown(document: &Document, task: &Task) -> bool {
    let rows = view::time_rows(document);
    matches!(task.rows.as_slice(), [row] if rows[*row].actual.is_some())
}

/// The sum of all rows but totals, of one table or of all; `None` where one of them cannot be read.
fn shown_sum(
    document: &Document,
    rows: &[view::TimeRow],
    shown: &[Option<Minutes>],
    table: Option<TableId>,
) -> Option<Minutes> {
    let of_table = |row: &view::TimeRow| table.is_none_or(|table| row.table == table);
    let rows = rows.iter().zip(shown).filter(|(row, _)| of_table(row) && !view::is_total_row(document, row));
    rows.map(|(_, minutes)| *minutes).sum::<Option<Minutes>>()
}

/// What a cell under Actual says; nothing is no time.
fn cell_minutes(document: &Document, cell: Option<&(Span, Option<Effort>)>) -> Option<Minutes> {
    let Some((cell, effort)) = cell else { return Some(Minutes(0)) };
    let text = document.text(*cell);
    if is_blank(text) { Some(Minutes(0)) } else { minutes(text, effort.as_ref()) }
}

/// The time that a value states; nothing is no time, and `None` what is more than a time.
pub(crate) fn stated_minutes(text: &str) -> Option<Minutes> {
    if is_blank(text) { Some(Minutes(0)) } else { minutes(text, parse_effort(text).as_ref()) }
}

/// A time and nothing else: what stands beside it would be lost.
fn minutes(text: &str, effort: Option<&Effort>) -> Option<Minutes> {
    let remark = text.contains(['(', '[', ',', ';', ':', '/', '|', '#']);
    effort.filter(|_| !remark).and_then(exact)
}

/// An effort that is one number of minutes.
fn exact(effort: &Effort) -> Option<Minutes> {
    let hours = effort.hours.filter(|hours| {
        (hours.low - hours.high).abs() < 1e-9 && !effort.open_ended && !effort.approximate && hours.low < 1e6
    })?;
    let minutes = hours.low * 60.0;
    ((minutes - minutes.round()).abs() < 1e-6).then_some(Minutes(minutes.round() as i64))
}

/// Whether a value says nothing: dashes, a stand-in such as `- hours`, `X hours` or `TBD`, nothing at all.
fn is_blank(text: &str) -> bool {
    const NOTHING: [&str; 13] =
        ["x", "tbd", "tba", "todo", "n", "a", "na", "none", "h", "hrs", "hour", "hours", "minutes"];
    let words = text.to_lowercase();
    words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .all(|word| NOTHING.contains(&word))
}

/// Minutes as the document shows them: whole hours in words, else hours and minutes such as `1h 30m`. What it reads back is the same.
pub fn spelled(minutes: Minutes) -> String {
    match (minutes.0 % 60, minutes.0 / 60) {
        (0, 1) => "1 hour".to_owned(),
        (0, hours) => format!("{hours} hours"),
        (1, 0) => "1 minute".to_owned(),
        (minutes, 0) => format!("{minutes} minutes"),
        _ => minutes.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use milepost_document::parse;
    use proptest::prelude::*;

    use super::*;
    use crate::tracking::task::tasks;

    const TEXT: &str = "# Milestone 1: X\n\n### Task Breakdown\n\n- [ ] Task 1: Tables\n- [ ] Task 2: Vouchers\n\n\
                        ### Time Tracking\n\n| Task | Estimated | Actual | Status |\n|---|---|---|---|\n\
                        | Task 1 | 2 hours | - | Planned |\n| Task 2 | 3 hours |  | Planned |\n\n\
                        **Total Estimated**: 5 hours\n**Total Actual**: - hours\n";

    fn rendered(text: &str, before: &[(usize, i64)], after: &[(usize, i64)]) -> (String, Vec<String>) {
        rendered_from(text, before, after, &[])
    }

    /// With entries of tasks from which the text could have been written.
    fn rendered_from(
        text: &str,
        before: &[(usize, i64)],
        after: &[(usize, i64)],
        entries: &[(usize, i64)],
    ) -> (String, Vec<String>) {
        let document = parse(text).document;
        let earlier = Earlier::of_minutes(entries);
        let totals =
            |all: &[(usize, i64)]| all.iter().map(|(task, minutes)| (*task, Minutes(*minutes))).collect();
        let found = render(&document, &tasks(&document), &totals(before), &totals(after), &earlier, None);
        let left = found.left.iter().map(|left| format!("{}: {}", left.line, left.value)).collect();
        (found.edits().unwrap().apply(text).unwrap(), left)
    }

    #[test]
    fn rows_and_total_say_what_is_booked() {
        let (first, left) = rendered(TEXT, &[], &[(0, 150)]);
        assert!(first.contains("| Task 1 | 2 hours | 2h 30m | Planned |"), "{first}");
        assert!(first.contains("**Total Actual**: 2h 30m"), "{first}");
        assert!(left.is_empty());
        let (second, left) = rendered(&first, &[(0, 150)], &[(0, 180), (1, 60)]);
        assert!(
            second.contains("| 3 hours | Planned |") && second.contains("| 1 hour | Planned |"),
            "{second}"
        );
        assert!(second.contains("**Total Actual**: 4 hours"), "{second}");
        assert!(left.is_empty());
        assert_eq!(rendered(&second, &[(0, 180), (1, 60)], &[(0, 180), (1, 60)]), (second, vec![]));
    }

    #[test]
    fn what_somebody_wrote_is_left() {
        let text = TEXT.replace("| 2 hours | - |", "| 2 hours | 5 hours |").replace("- hours", "9 hours");
        let (same, left) = rendered(&text, &[], &[(0, 60)]);
        assert_eq!((same, left), (text.clone(), vec!["12: 5 hours".to_owned()]));
        for written in ["two days", "see Jira", "3 hours (incl. review)"] {
            let text = TEXT.replace("| 2 hours | - |", &format!("| 2 hours | {written} |"));
            let (same, left) = rendered(&text, &[], &[(0, 60)]);
            assert_eq!((same, left.len()), (text, 1), "{written}");
        }
        let (other, left) = rendered(&text, &[], &[(1, 60)]);
        assert!(other.contains("| 3 hours | 1 hour | Planned |"), "{other}");
        assert_eq!(left, ["16: 9 hours"]);
    }

    #[test]
    fn less_than_is_booked_is_written_only_where_it_could_have_been_written_before() {
        let booked = [(0, 90), (0, 45), (1, 60)];
        let (all, shown) = ([(0, 135), (1, 60)], |value: &str, total: &str| {
            TEXT.replace("| 2 hours | - |", &format!("| 2 hours | {value} |")).replace("- hours", total)
        });
        for (value, total) in
            [("45 minutes", "45 minutes"), ("1h 30m", "2h 30m"), ("-", "1 hour"), ("1h 30m", "-")]
        {
            let (text, left) = rendered_from(&shown(value, total), &all, &all, &booked);
            assert!(
                text.contains("| 2 hours | 2h 15m |") && text.contains("Actual**: 3h 15m"),
                "{value} {total}: {text}"
            );
            assert!(left.is_empty(), "{left:?}");
        }
        for value in ["1 hour", "2 hours", "0.5 hours"] {
            let (text, left) = rendered_from(&shown(value, "-"), &all, &all, &booked);
            assert!(text.contains(&format!("| 2 hours | {value} |")), "{text}");
            assert_eq!(left, [format!("12: {value}")]);
        }
        let (text, left) = rendered_from(&shown("-", "100 minutes"), &all, &all, &booked);
        assert!(text.contains("Actual**: 100 minutes") && left.len() == 1, "{text}");
    }

    #[test]
    fn a_row_of_the_total_follows() {
        let text = TEXT.replace("| Planned |\n\n**", "| Planned |\n| **Total** | 5 hours | - | |\n\n**");
        let (text, left) = rendered(&text, &[], &[(0, 45), (1, 30)]);
        assert!(text.contains("| **Total** | 5 hours | 1h 15m | |") && left.is_empty(), "{text}");
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back_to_the_minute(first in 0_i64..6000, second in 0_i64..6000, more in 0_i64..6000) {
            let (text, left) = rendered(TEXT, &[], &[(0, first), (1, second)]);
            prop_assert!(left.is_empty());
            let (text, left) = rendered(&text, &[(0, first), (1, second)], &[(0, first + more), (1, second)]);
            prop_assert!(left.is_empty(), "{text}");
            let document = parse(&text).document;
            let rows: Vec<i64> = view::time_rows(&document)
                .iter()
                .map(|row| cell_minutes(&document, row.actual.as_ref()).unwrap().0)
                .collect();
            prop_assert_eq!(rows, vec![first + more, second]);
            let total = view::totals(&document).into_iter().find(|total| total.column == TimeColumn::Actual).unwrap();
            let total = if is_blank(document.text(total.value)) { 0 } else { exact(&total.effort.unwrap()).unwrap().0 };
            prop_assert_eq!(total, first + second + more);
        }
    }
}

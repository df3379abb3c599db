//! Totals that do not add up.

use milepost_document::{
    Document, Edit, EditSet, Severity, Span, view,
    view::TimeColumn,
    vocabulary::{Effort, EffortKind, TimeUnit},
};

use crate::{Check, Finding, Grade, Rule, Scope, Subject};

pub(super) const RULE: Rule = Rule {
    id: "wrong-total",
    severity: Severity::Warning,
    gravest: Severity::Warning,
    scope: Scope::Claim,
    page: include_str!("wrong-total.md"),
    check: Check::Document(check),
};

fn check(subject: &Subject, out: &mut Vec<Finding>) {
    let document = subject.document();
    let totals = view::totals(document);
    let rows = view::time_rows(document);
    if totals.is_empty() && rows.is_empty() {
        return;
    }
    for column in [TimeColumn::Estimated, TimeColumn::Actual] {
        let entries: Vec<(bool, Span, &Option<Effort>)> = rows
            .iter()
            .filter_map(|row| {
                let (cell, effort) = if column == TimeColumn::Estimated {
                    row.estimated.as_ref()?
                } else {
                    row.actual.as_ref()?
                };
                Some((view::is_total_row(document, row), *cell, effort))
            })
            .collect();
        let in_table = sum(
            document,
            entries.iter().filter(|(total, ..)| !total).map(|(_, cell, effort)| (*cell, effort.as_ref())),
        );
        let in_tasks = || {
            let tasks = view::tasks(document);
            let estimates =
                tasks.iter().filter_map(|task| Some((task.estimate_span?, task.estimate.as_ref())));
            if column == TimeColumn::Estimated { sum(document, estimates) } else { None }
        };
        let Some((hours, of)) =
            in_table.map(|hours| (hours, "table")).or_else(|| in_tasks().map(|hours| (hours, "tasks")))
        else {
            continue;
        };
        let stated = totals
            .iter()
            .filter(|total| total.column == column)
            .map(|total| (total.value, total.effort.as_ref()));
        let total_rows =
            entries.iter().filter(|(total, ..)| *total).map(|(_, cell, effort)| (*cell, effort.as_ref()));
        for (value, effort) in stated.chain(total_rows) {
            if let Some(stated) = effort.and_then(single_hours)
                && (stated - hours).abs() > 0.005
            {
                out.push(finding(subject, value, hours, of));
            }
        }
    }
}

fn finding(subject: &Subject, value: Span, hours: f64, of: &str) -> Finding {
    let text = subject.document().text(value);
    let finding = subject
        .finding(
            RULE.id,
            RULE.severity,
            value,
            format!("`{text}`, but the {of} add up to {} hours", shown(hours)),
        )
        .with_hint("`milepost track` writes both");
    let finding =
        Finding { message: finding.message.replace("the table add up", "the rows add up"), ..finding };
    // Only `N hours` is rewritten; a total in other units keeps its words.
    let digits = text.find(|c: char| c.is_ascii_digit());
    let end = digits.and_then(|start| {
        text[start..].find(|c: char| !c.is_ascii_digit() && c != '.').map(|length| start + length)
    });
    let (Some(start), Some(end)) = (digits, end) else { return finding };
    if !matches!(text[end..].trim().trim_end_matches('*'), "h" | "hour" | "hours" | "hrs") {
        return finding;
    }
    let number = Span::new(value.start + start as u32, value.start + end as u32);
    match EditSet::new(vec![Edit::replace(number, shown(hours))]) {
        Ok(edits) => finding.with_fix(Grade::NeedsReview, format!("write `{}`", shown(hours)), edits),
        Err(_) => finding,
    }
}

/// The sum of efforts; dashes and empty cells count nothing. `None` when there is no effort, or one that cannot be added.
fn sum<'a>(document: &Document, values: impl Iterator<Item = (Span, Option<&'a Effort>)>) -> Option<f64> {
    let mut total = None;
    for (value, effort) in values {
        match effort {
            Some(effort) => *total.get_or_insert(0.0) += single_hours(effort)?,
            None if document.text(value).trim_matches(['-', '–', '—', ' ', '*']).is_empty() => {}
            None => return None,
        }
    }
    total
}

/// The hours of an effort in hours or minutes without a range: a day is not everybody's eight hours.
fn single_hours(effort: &Effort) -> Option<f64> {
    let hours = effort.hours?;
    let exact = matches!(effort.kind, EffortKind::Time(TimeUnit::Hour | TimeUnit::Minute))
        && !effort.open_ended
        && effort.second.is_none();
    (exact && (hours.low - hours.high).abs() < f64::EPSILON).then_some(hours.low)
}

fn shown(hours: f64) -> String {
    ((hours * 100.0).round() / 100.0).to_string()
}

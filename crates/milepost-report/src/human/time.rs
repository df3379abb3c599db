//! `log`, `track`, `done` and `report time`.

use milepost_engine::tracking::{Done, KnownBy, Logged, Report, Running, Suggestions, named, shown};

use crate::{
    Page, Role,
    layout::{cut, fit, printable, width},
    put::put,
    words::plural,
};

/// What was booked, and what it makes of the task and the milestone.
pub fn logged(logged: &Logged) -> String {
    let mut out = String::new();
    for entry in &logged.entries {
        let record = entry.record.as_ref().map(|record| Role::Faint.paint(format!(" {record}")));
        put!(
            out,
            "{} {} on {}{}\n",
            Role::Good.paint(if logged.entries.iter().all(|one| one.record.is_some()) {
                "✔"
            } else {
                "would book"
            }),
            shown(entry.minutes),
            entry.day,
            record.unwrap_or_default()
        );
    }
    let whole = format!("`{}`", printable(&logged.document));
    let sums = match &logged.task {
        Some(task) => format!(
            "{} of {whole}: {}, the milestone {}",
            printable(task),
            shown(logged.task_minutes),
            shown(logged.total_minutes)
        ),
        None => format!("{whole}: {}", shown(logged.total_minutes)),
    };
    put!(out, "{sums}\n");
    for left in &logged.left {
        put!(
            out,
            "{} line {}: `{}`: {}\n",
            Role::Attention.paint("left"),
            left.line,
            printable(&left.value),
            left.why
        );
    }
    out
}

/// The timer that runs, and the one that ended.
pub fn track(
    timer: Option<&Running>,
    minutes: i64,
    ended: Option<&Running>,
    booked: Option<&Logged>,
) -> String {
    let mut out = String::new();
    match (ended, booked) {
        (Some(_), Some(booked)) => out.push_str(&logged(booked)),
        (Some(ended), None) => {
            put!(out, "nothing was booked on {}\n", printable(&named(ended)));
        }
        _ => {}
    }
    if let Some(timer) = timer {
        let what = printable(&named(timer));
        put!(out, "{} {} on {what}\n", Role::Attention.paint("●"), shown(minutes));
    } else if ended.is_none() {
        out.push_str("no timer runs\n");
    }
    out
}

/// Work that commits tell of.
pub fn suggestions(found: &Suggestions) -> String {
    let mut out = String::new();
    for one in &found.suggestions {
        let (milestone, by) = match (&one.milestone, one.by) {
            (Some(id), Some(by)) => (format!("`{}`", printable(id)), known_by(by)),
            _ => ("no milestone is known".to_owned(), "several could be meant, or none is in progress"),
        };
        put!(
            out,
            "{} {} {milestone} {}\n",
            one.day,
            shown(one.minutes),
            Role::Faint.paint(format!("({by})"))
        );
        if one.booked > 0 {
            put!(out, "    {}\n", Role::Faint.paint(format!("beyond {} that are booked", shown(one.booked))));
        }
        for commit in &one.commits {
            let name: String = commit.commit.chars().take(9).collect();
            put!(out, "    {} {}\n", Role::Faint.paint(name), printable(&commit.subject));
        }
        if let Some(command) = &one.command {
            put!(out, "    {} {}\n", Role::Good.paint("→"), printable(command));
        }
    }
    if found.suggestions.is_empty() {
        put!(out, "your commits since {} tell of no time that is not booked\n", found.since);
    }
    out
}

const fn known_by(by: KnownBy) -> &'static str {
    match by {
        KnownBy::Trailer => "its commits say so",
        KnownBy::Document => "its document was changed",
        KnownBy::Files => "its plan names the files",
        KnownBy::OnlyOne => "the only one in progress",
    }
}

/// A task that was ended.
pub fn done(done: &Done) -> String {
    let mark = if done.record.is_some() { "✔" } else { "would end" };
    let estimate =
        done.estimate.map(|minutes| format!(" of {} estimated", shown(minutes))).unwrap_or_default();
    let mut out =
        format!("{} {}: {}{estimate}\n", Role::Good.paint(mark), printable(&done.task), shown(done.booked));
    if done.open.is_empty() {
        put!(out, "no task of `{}` is left\n", printable(&done.document));
    } else {
        put!(out, "{} left: {}\n", plural(done.open.len(), "task"), printable(&done.open.join(", ")));
    }
    out
}

/// Sums as a table, with the estimate beside each where there is one.
pub fn time(report: &Report, page: Page) -> String {
    if report.rows.is_empty() {
        return "no time is booked\n".to_owned();
    }
    let room = page.cells().saturating_sub(30).max(20);
    let names = report.rows.iter().map(|row| width(&cut(&row.name, room))).max().unwrap_or(0).max(5);
    let mut out = String::new();
    for row in &report.rows {
        let estimate = row.estimate.map(|minutes| format!("of {}", shown(minutes))).unwrap_or_default();
        let line = format!("{}  {:>10}  {estimate}", fit(&row.name, names), shown(row.minutes));
        put!(out, "{}\n", line.trim_end());
    }
    put!(out, "{}  {:>10}\n", Role::Strong.paint(fit("total", names)), shown(report.minutes));
    out
}

/// Entries, one to a line.
pub fn time_entries(report: &Report, page: Page) -> String {
    if report.rows.is_empty() {
        return "no time is booked\n".to_owned();
    }
    let mut out = String::new();
    for row in &report.rows {
        let Some(entry) = &row.entry else { continue };
        let task = entry.task.as_ref().map(|task| format!(" {task}")).unwrap_or_default();
        let note = entry.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
        let corrects =
            entry.corrects.as_ref().map(|record| format!(" (corrects {record})")).unwrap_or_default();
        let lead = format!("{} {} {:>8}  ", entry.record, entry.day, shown(row.minutes));
        let rest = format!("{} {}{task}{note}{corrects}", entry.person, entry.document);
        let room = page.cells().saturating_sub(width(&lead)).max(20);
        put!(out, "{}{}\n", Role::Faint.paint(&lead), cut(&rest, room));
    }
    put!(out, "{} in all\n", shown(report.minutes));
    out
}

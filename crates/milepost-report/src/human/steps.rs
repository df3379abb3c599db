//! The steps of a milestone, and where a run of them stands.

use milepost_engine::steps::{StepReport, StepsReport};

use crate::{Page, Role, layout::printable, put::put, words::plural};

const INDENT: usize = 6;

/// What became of the steps.
pub fn steps(report: &StepsReport, page: Page) -> String {
    let id = Role::Strong.paint(printable(&report.id));
    if report.steps.is_empty() {
        return format!("{id}  {}\nno steps stand under Implementation Steps\n", faint(&report.path));
    }
    let settled = report.steps.iter().filter(|step| is_settled(step)).count();
    let count = format!("{settled} of {} done or left out", plural(report.steps.len(), "step"));
    let run = report.run.as_deref().map_or_else(String::new, |run| format!("  {}", faint(run)));
    let mut out = format!("{id}  {}{run}\n", faint(&report.path));
    for step in &report.steps {
        out.push_str(&line(step, report.state == "planned", page));
    }
    for written in &report.written {
        put!(out, "  {}\n", printable(written));
    }
    let end = if report.state == "aborted" { "; the run is aborted, and what it did stays done" } else { "" };
    put!(out, "{count}{end}\n");
    for warning in &report.warnings {
        out.push_str(&page.hanging(&format!("{} ", Role::Attention.paint("warning:")), 9, warning));
    }
    if report.stopped.is_some() {
        out.push_str(&steps_stop(report, page));
    } else if report.state == "open" {
        put!(out, "{} {}\n", Role::Command.paint("→"), "`--resume` goes on, `--abort` gives it up");
    }
    out
}

/// Why a run stopped, and what can be done.
pub fn steps_stop(report: &StepsReport, page: Page) -> String {
    let Some(stopped) = &report.stopped else { return String::new() };
    let role = if stopped.why == "failed" { Role::Bad } else { Role::Attention };
    let mut out = page.hanging(&format!("{} ", role.paint("stopped:")), 9, &stopped.words);
    for line in stopped.tail.iter().flat_map(|tail| tail.lines()) {
        put!(out, "    {} {}\n", Role::Faint.paint("│"), printable(line));
    }
    for hint in &stopped.hints {
        out.push_str(&page.hanging(&format!("{} ", Role::Command.paint("→")), 2, hint));
    }
    out
}

fn is_settled(step: &StepReport) -> bool {
    matches!(step.state.as_str(), "done" | "found" | "declared" | "skipped")
}

fn faint(text: &str) -> String {
    Role::Faint.paint(printable(text))
}

fn line(step: &StepReport, planned: bool, page: Page) -> String {
    let (role, glyph) = match step.state.as_str() {
        "done" | "found" | "declared" => (Role::Good, "✔"),
        "skipped" | "passed-over" => (Role::Note, "–"),
        "failed" => (Role::Bad, "✖"),
        "interrupted" => (Role::Attention, "?"),
        _ => (Role::Faint, "○"),
    };
    let word = match step.state.as_str() {
        "found" => "done before",
        "declared" => "done by somebody",
        "skipped" => "left out",
        "passed-over" => "passed over",
        "open" if step.is_manual => "to be done by somebody",
        other => other,
    };
    let head = format!("  {} {}. ", role.paint(glyph), step.number);
    let words = format!("{}: {word}", step.title.trim_end_matches(':'));
    let mut out = page.hanging(&head, INDENT, &words);
    if let Some(note) = step.note.as_deref().filter(|note| !note.is_empty()) {
        out.push_str(&page.hanging("      ", INDENT, note));
    }
    for command in &step.commands {
        let verdict = command.verdict.as_deref().filter(|_| !planned).unwrap_or("");
        let record = command.record.as_deref().filter(|_| !planned).unwrap_or("");
        put!(out, "      {} {}\n", Role::Faint.paint(format!("line {}", command.line)), {
            let shown = format!("{verdict} {record}");
            let shown = shown.trim();
            let label = printable(&command.label);
            if shown.is_empty() { label } else { format!("{label}  {}", Role::Faint.paint(shown)) }
        });
        if planned && !is_settled(step) {
            for text in command.script.trim_end().lines() {
                put!(out, "      {} {}\n", Role::Faint.paint("│"), printable(text));
            }
        }
    }
    for (line, why) in &step.not_run {
        put!(
            out,
            "      {} {}\n",
            Role::Faint.paint(format!("line {line}")),
            Role::Faint.paint(printable(why))
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use milepost_engine::steps::{CommandReport, Stopped};

    use super::*;

    fn step(number: usize, title: &str, state: &str) -> StepReport {
        StepReport {
            number,
            title: title.to_owned(),
            line: 10,
            state: state.to_owned(),
            is_manual: false,
            ticked: None,
            commands: Vec::new(),
            not_run: Vec::new(),
            note: None,
        }
    }

    #[test]
    fn a_run_that_stopped_says_where_and_what_can_be_done() {
        let command = CommandReport {
            line: 21,
            label: "pnpm build".to_owned(),
            script: "pnpm build\n".to_owned(),
            verdict: Some("fail".to_owned()),
            record: Some("abcdef12".to_owned()),
            ran: true,
            duration_ms: Some(3),
        };
        let report = StepsReport {
            id: "shop/2".to_owned(),
            path: "docs/2.md".to_owned(),
            run: Some("20260101T101010-0a0b0c".to_owned()),
            state: "open".to_owned(),
            steps: vec![
                step(1, "Install", "found"),
                StepReport { commands: vec![command], ..step(2, "Build", "failed") },
                StepReport { note: Some("not ours".to_owned()), ..step(3, "Tell", "skipped") },
                StepReport {
                    is_manual: true,
                    not_run: vec![(40, "not run: sql".to_owned())],
                    ..step(4, "Look", "open")
                },
            ],
            stopped: Some(Stopped {
                step: 2,
                why: "failed".to_owned(),
                words: "step 2: `docs/2.md` line 21: `pnpm build`: it ended with 1".to_owned(),
                tail: Some("error TS1005".to_owned()),
                hints: vec!["put right what is wrong, then `milepost run shop/2 --resume`".to_owned()],
            }),
            written: Vec::new(),
            warnings: Vec::new(),
            changes: Vec::new(),
        };
        assert_snapshot!(crate::unstyled(&steps(&report, Page { width: 80 })), @r"
        shop/2  docs/2.md  20260101T101010-0a0b0c
          ✔ 1. Install: done before
          ✖ 2. Build: failed
              line 21 pnpm build  fail abcdef12
          – 3. Tell: left out
              not ours
          ○ 4. Look: to be done by somebody
              line 40 not run: sql
        2 of 4 steps done or left out
        stopped: step 2: `docs/2.md` line 21: `pnpm build`: it ended with 1
            │ error TS1005
        → put right what is wrong, then `milepost run shop/2 --resume`
        ");
    }
}

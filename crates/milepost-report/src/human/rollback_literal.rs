//! The document's own rollback commands: what they lose, what they did, and what is not as before.

use milepost_engine::rollback::literal::LiteralReport;

use crate::{Page, Role, layout::printable, put::put};

const INDENT: usize = 4;

/// What they would do, or did.
pub fn rollback_literal(report: &LiteralReport, page: Page) -> String {
    let (id, path) = (Role::Strong.paint(printable(&report.id)), Role::Faint.paint(printable(&report.path)));
    let mut out = format!("{id}  {path}  {}\n", printable(&report.state));
    let is_planned = report.state == "planned";
    for command in &report.commands {
        let (role, glyph) = match command.state.as_str() {
            "done" => (Role::Good, "✔"),
            "failed" => (Role::Bad, "✖"),
            "interrupted" => (Role::Attention, "?"),
            _ => (Role::Faint, "○"),
        };
        let line = command.line.map_or_else(String::new, |line| format!("  line {line}"));
        put!(out, "  {} {}{}\n", role.paint(glyph), printable(&command.label), Role::Faint.paint(line));
        for text in command.script.trim_end().lines().filter(|_| is_planned) {
            put!(out, "    {} {}\n", Role::Faint.paint("│"), printable(text));
        }
    }
    if is_planned || report.state == "open" {
        put!(out, "{}\n", Role::Attention.paint("what these commands lose"));
        for loss in &report.loses {
            out.push_str(&page.hanging(&format!("  {} ", Role::Attention.paint("!")), INDENT, loss));
        }
    }
    if is_planned {
        put!(out, "plan  {}\n", Role::Strong.paint(&report.token));
    }
    if let Some(stopped) = &report.stopped {
        out.push_str(&page.hanging(&format!("{} ", Role::Bad.paint("stopped:")), 9, stopped));
    }
    for line in report.tail.iter().flat_map(|tail| tail.lines()) {
        put!(out, "    {} {}\n", Role::Faint.paint("│"), printable(line));
    }
    if report.state == "finished" && !report.differs.is_empty() {
        put!(out, "{}\n", Role::Attention.paint("not as before the work"));
        for line in &report.differs {
            out.push_str(&page.hanging("  · ", INDENT, line));
        }
    }
    if let Some(kept) = &report.kept {
        put!(out, "what the branch held is kept by {}\n", printable(kept));
    }
    out
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use milepost_engine::rollback::literal::LiteralCommandReport;

    use super::*;

    #[test]
    fn what_is_lost_stands_before_the_plan() {
        let report = LiteralReport {
            id: "shop/2".to_owned(),
            path: "plan/2.md".to_owned(),
            run: None,
            state: "planned".to_owned(),
            token: "0123".to_owned(),
            branch: "work".to_owned(),
            base: "0".repeat(40),
            old: "1".repeat(40),
            kept: None,
            commands: vec![LiteralCommandReport {
                line: Some(30),
                label: "git checkout 000".to_owned(),
                script: "git checkout 000\n".to_owned(),
                state: "open".to_owned(),
                note: None,
            }],
            loses: vec!["`git checkout 000` leaves HEAD on no branch".to_owned()],
            stopped: None,
            tail: None,
            differs: Vec::new(),
        };
        assert_snapshot!(crate::unstyled(&rollback_literal(&report, Page { width: 80 })), @r"
        shop/2  plan/2.md  planned
          ○ git checkout 000  line 30
            │ git checkout 000
        what these commands lose
          ! `git checkout 000` leaves HEAD on no branch
        plan  0123
        ");
    }
}

//! What a rollback would do, and what it did.

use milepost_engine::rollback::{Proposal, RollbackReport};

use crate::{Page, Role, layout::printable, put::put, words::plural};

/// Files and commits that are shown of one list.
const SHOWN: usize = 20;
const INDENT: usize = 4;

/// What it would do, with every statement that would run.
pub fn rollback_plan(proposal: &Proposal, page: Page) -> String {
    let path = Role::Faint.paint(printable(&proposal.path));
    let mut out = format!("{}  {path}\n", Role::Strong.paint(printable(&proposal.id)));
    put!(
        out,
        "  branch    {} gets one commit that takes {} back\n",
        printable(&proposal.branch),
        plural(proposal.commits.len(), "commit")
    );
    list(&mut out, proposal.commits.iter());
    put!(out, "  files     {} as at {:.12}\n", plural(proposal.files.len(), "file"), proposal.base);
    list(&mut out, proposal.files.iter());
    if let Some(migration) = &proposal.migration {
        put!(out, "  migration {} is added\n", printable(migration));
    }
    match &proposal.database {
        None => put!(out, "  database  stays as it is\n"),
        Some(database) => {
            put!(
                out,
                "  database  {} at {}, named by {}\n",
                database.engine,
                printable(&database.place),
                printable(&database.variable)
            );
            for script in &database.scripts {
                put!(out, "    {}\n", Role::Note.paint(printable(&script.name)));
                for line in script.sql.trim().lines() {
                    put!(out, "    {} {}\n", Role::Faint.paint("│"), printable(line));
                }
            }
            for taken in &database.taken_out {
                let words = format!("takes out {taken} values, which are saved first");
                out.push_str(&page.hanging(&format!("  {} ", Role::Attention.paint("!")), INDENT, &words));
            }
        }
    }
    for note in &proposal.notes {
        out.push_str(&page.hanging("  · ", INDENT, note));
    }
    put!(out, "  plan      {}\n", Role::Strong.paint(&proposal.token));
    out
}

fn list<'t>(out: &mut String, lines: impl ExactSizeIterator<Item = &'t String>) {
    let count = lines.len();
    for line in lines.take(SHOWN) {
        put!(out, "    {}\n", printable(line));
    }
    if count > SHOWN {
        put!(out, "    and {} more\n", count - SHOWN);
    }
}

/// What it did, or how it stands.
pub fn rollback(report: &RollbackReport, page: Page) -> String {
    let (role, glyph) = match report.state.as_str() {
        "finished" => (Role::Good, "✔"),
        "aborted" => (Role::Note, "✖"),
        _ => (Role::Attention, "…"),
    };
    let mut out = format!(
        "{} {} rollback {}  {}\n",
        role.paint(glyph),
        Role::Strong.paint(printable(&report.id)),
        role.paint(&report.state),
        Role::Faint.paint(&report.run)
    );
    for step in &report.steps {
        let role = if step.state == "open" { Role::Attention } else { Role::Good };
        let note = step.note.as_deref().map_or_else(String::new, |note| format!("  {}", printable(note)));
        put!(out, "  {:<10}{}{note}\n", step.name, role.paint(&step.state));
    }
    if report.state == "finished" {
        put!(
            out,
            "  {} is at {:.12}, one commit after {:.12}\n",
            printable(&report.branch),
            report.new,
            report.old
        );
    }
    for file in &report.taken_out {
        put!(out, "  saved     {}\n", printable(file));
    }
    if let Some((digest, path)) = &report.attestation {
        put!(out, "  attestation  {digest} in {}\n", printable(path));
    }
    for warning in &report.warnings {
        out.push_str(&page.hanging(&format!("{} ", Role::Attention.paint("warning:")), 9, warning));
    }
    if report.state == "open" {
        let next = if report.can_abort {
            "`--resume` goes on, `--abort` gives it up"
        } else {
            "`--resume` brings it to its end"
        };
        put!(out, "  {next}\n");
    }
    if let Some(message) = &report.message {
        put!(out, "\n{}\n", Role::Faint.paint("A message for those who have to know:"));
        for line in message.lines() {
            put!(out, "  {}\n", printable(line));
        }
        put!(out, "\nNothing is pushed: `git push` does that.\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn a_run_that_was_stopped_says_what_can_be_done() {
        let step = |name: &str, state: &str| milepost_engine::rollback::StepReport {
            name: name.to_owned(),
            state: state.to_owned(),
            note: None,
        };
        let report = RollbackReport {
            id: "shop/2".to_owned(),
            run: "20260101T101010-0a0b0c".to_owned(),
            state: "open".to_owned(),
            reason: "too slow".to_owned(),
            steps: vec![step("hold", "done"), step("database", "open")],
            branch: "milestone/2".to_owned(),
            old: "0".repeat(40),
            new: "1".repeat(40),
            can_abort: true,
            taken_out: Vec::new(),
            attestation: None,
            message: None,
            warnings: Vec::new(),
        };
        assert_snapshot!(crate::unstyled(&rollback(&report, Page { width: 80 })), @r"
        … shop/2 rollback open  20260101T101010-0a0b0c
          hold      done
          database  open
          `--resume` goes on, `--abort` gives it up
        ");
    }
}

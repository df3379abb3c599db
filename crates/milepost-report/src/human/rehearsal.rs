//! What the rehearsal of a rollback showed.

use std::time::Duration;

use milepost_engine::rehearsal::{FaultOutcome, Level, RehearsalReport, Rehearsed};

use crate::{
    Page, Role,
    layout::printable,
    put::put,
    style::verdict_glyph,
    words::{duration, plural},
};

const INDENT: usize = 4;
/// Lines that are shown of one list.
const LINES: usize = 20;

/// The whole report.
pub fn rehearsal(report: &RehearsalReport, page: Page) -> String {
    let path = Role::Faint.paint(printable(&report.path));
    let mut out = format!("{}  {path}\n", Role::Strong.paint(printable(&report.id)));
    for command in &report.plan {
        put!(out, "  {}\n", printable(command));
    }
    if let Some(found) = &report.rehearsal {
        out.push_str(&shown(found, page));
    }
    for line in report.tail.iter().flat_map(|tail| tail.lines()) {
        let line = anstream::adapter::strip_str(line).to_string();
        put!(out, "    {} {}\n", Role::Faint.paint("│"), printable(&line));
    }
    if let (Some(record), false) = (&report.record, report.ran) {
        put!(
            out,
            "  {}\n",
            Role::Faint.paint(format!("known from record {record}; `--force` rehearses anew"))
        );
    }
    for warning in &report.warnings {
        out.push_str(&page.hanging(&format!("{} ", Role::Attention.paint("warning:")), 9, warning));
    }
    out
}

fn shown(found: &Rehearsed, page: Page) -> String {
    let mut out = String::new();
    for step in &found.steps {
        let (role, glyph) = (Role::of_verdict(&step.verdict), verdict_glyph(&step.verdict));
        let time = Role::Faint.paint(duration(Duration::from_millis(step.duration_ms)));
        put!(out, "  {} {} {time}\n", role.paint(glyph), printable(&step.name));
    }
    list(&mut out, "the change", &found.changed, Role::Note, page);
    list(&mut out, "not as before", &found.differences, Role::Bad, page);
    if let Some(made) = &found.made {
        put!(out, "  {}\n", Role::Note.paint("the way back, as the migration tool makes it"));
        for line in made.trim().lines() {
            put!(out, "    {} {}\n", Role::Faint.paint("│"), printable(line));
        }
    }
    locks(&mut out, found, page);
    for loss in &found.losses {
        let words = match &loss.column {
            None => format!("the way back discards `{}`: {} rows", loss.table, loss.of),
            Some(column) => {
                format!(
                    "the way back discards `{}.{column}`: {} of {} values",
                    loss.table, loss.values, loss.of
                )
            }
        };
        out.push_str(&page.hanging(&format!("  {} ", Role::Attention.paint("-")), INDENT, &words));
    }
    for fault in &found.faults {
        let (role, glyph) = match fault.outcome {
            FaultOutcome::Held => (Role::Good, "✔"),
            FaultOutcome::Left => (Role::Attention, "!"),
            FaultOutcome::Broken => (Role::Bad, "✖"),
            FaultOutcome::NotTried => (Role::Faint, "○"),
        };
        let words = format!("{}: {}", fault.fault, fault.words);
        out.push_str(&page.hanging(&format!("  {} ", role.paint(glyph)), INDENT, &words));
    }
    for note in &found.notes {
        out.push_str(&page.hanging(&format!("  {} ", Role::Attention.paint("!")), INDENT, note));
    }
    let role = if found.proven { Role::Good } else { Role::Bad };
    let glyph = if found.proven { "✔" } else { "✖" };
    put!(out, "  {}\n", role.paint(format!("{glyph} {}", found.verdict)));
    out.push_str(&page.wrapped(&found.words, INDENT));
    if let (Some(level), Some(why)) = (found.level, &found.level_because) {
        let what = match level {
            Level::Code => "taking the code back is enough (L1)",
            Level::Forward => "code and database have to go back, the database by one more migration (L2)",
            Level::Database => "code and database have to go back (L3)",
        };
        out.push_str(&page.wrapped(&format!("{what}: {why}"), INDENT));
    }
    out
}

/// Which tables others have to wait for.
fn locks(out: &mut String, found: &Rehearsed, page: Page) {
    if !found.locks.is_empty() {
        put!(out, "  {}\n", Role::Note.paint("locks, measured on the data of the rehearsal"));
    }
    for lock in &found.locks {
        let time = duration(Duration::from_millis(lock.held_ms));
        let kept = lock.keeps_out.as_deref().map(|who| {
            let name = lock.lock.as_deref().unwrap_or_default();
            let seen = if lock.sampled { "seen for" } else { "for" };
            format!("keeps out {who} {seen} {time} ({name})")
        });
        let anew = lock.rewritten.then(|| match lock.rows {
            Some(rows) => format!("is written anew, {}", plural(rows as usize, "row")),
            None => "is written anew".to_owned(),
        });
        let what: Vec<String> = kept.into_iter().chain(anew).collect();
        let rules = if lock.rules.is_empty() {
            String::new()
        } else {
            format!("; as told by {}", lock.rules.join(", "))
        };
        let line = format!("{}: `{}` {}{rules}", lock.step, lock.table, what.join(", "));
        out.push_str(&page.wrapped(&line, INDENT));
    }
    for note in &found.lock_notes {
        out.push_str(&page.hanging(&format!("  {} ", Role::Faint.paint("·")), INDENT, note));
    }
}

fn list(out: &mut String, what: &str, lines: &[String], role: Role, page: Page) {
    if lines.is_empty() {
        return;
    }
    put!(out, "  {}\n", role.paint(format!("{what}: {}", plural(lines.len(), "difference"))));
    for line in lines.iter().take(LINES).flat_map(|text| text.lines()) {
        out.push_str(&page.wrapped(line, INDENT));
    }
    if lines.len() > LINES {
        put!(out, "    and {} more\n", lines.len() - LINES);
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use milepost_engine::ledger::{Loss, RehearsedFault, RehearsedLock, RehearsedStep};

    use super::*;

    #[test]
    fn what_is_lost_is_named() {
        let step = |name: &str, verdict: &str| RehearsedStep {
            name: name.to_owned(),
            verdict: verdict.to_owned(),
            reason: None,
            duration_ms: 120,
        };
        let report = RehearsalReport {
            id: "shop/2".to_owned(),
            path: "plan/milestone-2.md".to_owned(),
            ran: true,
            plan: Vec::new(),
            rehearsal: Some(Rehearsed {
                verdict: "broken".to_owned(),
                proven: false,
                words: "`customers.phone` lost 3 of 3 values".to_owned(),
                base: None,
                candidate: None,
                engine: Some("SQLite 3.54.1".to_owned()),
                steps: vec![step("change", "pass"), step("way back", "pass")],
                statements: None,
                made: Some("ALTER TABLE customers DROP COLUMN phone;\n".to_owned()),
                level: None,
                level_because: None,
                losses: vec![Loss {
                    table: "customers".to_owned(),
                    column: Some("phone".to_owned()),
                    values: 3,
                    of: 4,
                }],
                faults: vec![RehearsedFault {
                    fault: "twice".to_owned(),
                    outcome: FaultOutcome::Held,
                    words: "refused the second time".to_owned(),
                }],
                rows: Some(3),
                locks: vec![RehearsedLock {
                    step: "change".to_owned(),
                    table: "customers".to_owned(),
                    lock: Some("AccessExclusiveLock".to_owned()),
                    keeps_out: Some("readers and writers".to_owned()),
                    held_ms: 12,
                    rewritten: true,
                    rows: Some(3),
                    sampled: false,
                    rules: vec!["table-rewrite".to_owned()],
                }],
                lock_notes: vec!["change: the rule `changed-type` says otherwise".to_owned()],
                changed: vec!["+ table vouchers".to_owned()],
                differences: vec!["~ table customers: rows 3 -> 3, phone has 3 -> 0 values".to_owned()],
                notes: vec!["HEAD is on no branch afterwards".to_owned()],
            }),
            record: Some("0123456789ab".to_owned()),
            tail: None,
            warnings: Vec::new(),
        };
        assert_snapshot!(crate::unstyled(&rehearsal(&report, Page { width: 80 })), @r"
        shop/2  plan/milestone-2.md
          ✔ change 120 ms
          ✔ way back 120 ms
          the change: 1 difference
            + table vouchers
          not as before: 1 difference
            ~ table customers: rows 3 -> 3, phone has 3 -> 0 values
          the way back, as the migration tool makes it
            │ ALTER TABLE customers DROP COLUMN phone;
          locks, measured on the data of the rehearsal
            change: `customers` keeps out readers and writers for 12 ms
            (AccessExclusiveLock), is written anew, 3 rows; as told by table-rewrite
          · change: the rule `changed-type` says otherwise
          - the way back discards `customers.phone`: 3 of 4 values
          ✔ twice: refused the second time
          ! HEAD is on no branch afterwards
          ✖ broken
            `customers.phone` lost 3 of 3 values
        ");
    }
}

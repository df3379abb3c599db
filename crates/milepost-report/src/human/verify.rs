//! What `verify` found: refuted claims first, then what failed, then what is outstanding.

use std::{collections::BTreeMap, time::Duration};

use milepost_engine::{
    binding::Gate,
    exit::Exit,
    explain::ExplainedItem,
    standing::Standing,
    verify::{RanRun, VerifiedDocument, VerifyReport},
};

use super::{hints::Hints, triggers::triggers};
use crate::{
    Page, Role,
    layout::{cut, printable},
    put::put,
    style::verdict_glyph,
    words::{duration, plural},
};

/// Tests that are named of one command.
const NAMED: usize = 10;

/// The whole report.
pub fn verify(report: &VerifyReport, page: Page) -> String {
    let mut out = String::new();
    for document in &report.documents {
        out.push_str(&one(document, page));
    }
    for warning in &report.warnings {
        out.push_str(&page.hanging(&format!("{} ", Role::Attention.paint("warning:")), 9, warning));
    }
    out
}

fn one(document: &VerifiedDocument, page: Page) -> String {
    let path = Role::Faint.paint(printable(&document.path));
    let mut out = format!("{}  {path}\n", Role::Strong.paint(&document.id));
    // Reasons to roll back are told below.
    let is_below = |item: &&ExplainedItem| document.triggers.triggers.iter().any(|one| one.id == item.id);
    let items: Vec<&ExplainedItem> =
        document.explanation.items.iter().filter(|item| !is_below(item)).collect();
    let with = |standing| items.iter().copied().filter(move |item| item.standing == Some(standing));
    let weak = || with(Standing::Proven).filter(|item| item.weak.is_some());
    let open = || items.iter().copied().filter(|item| outstanding(item));
    let later = || open().chain(weak()).chain(with(Standing::Waived));
    let hints = Hints::of(with(Standing::Refuted).chain(later()));
    for item in with(Standing::Refuted) {
        out.push_str(&hints.item(item, page));
    }
    for run in document.runs.iter().filter(|run| !matches!(run.verdict.as_str(), "pass" | "planned")) {
        out.push_str(&not_passed(run, page));
    }
    let planned: Vec<_> = document.runs.iter().filter(|run| run.verdict == "planned").collect();
    for run in planned {
        let because = run.because.iter().take(3).cloned().collect::<Vec<_>>().join("; ");
        put!(out, "  {} {}\n", Role::Note.paint("· would run"), cut(&run.label, page.cells() - 14));
        out.push_str(&page.wrapped(&because, INDENT));
    }
    for item in later() {
        out.push_str(&hints.item(item, page));
    }
    out.push_str(&hints.shared(page));
    if !document.triggers.triggers.is_empty() {
        put!(out, "  {}\n", Role::Strong.paint("When to roll back"));
        out.push_str(&triggers(&document.triggers, page));
    }
    for line in &document.written {
        put!(out, "  {line}\n");
    }
    out
}

const INDENT: usize = 14;

fn outstanding(item: &ExplainedItem) -> bool {
    let stands = matches!(item.standing, Some(Standing::Open | Standing::Claimed | Standing::Stale));
    stands && item.gate == Gate::Complete
}

fn not_passed(run: &RanRun, page: Page) -> String {
    let role = Role::of_verdict(&run.verdict);
    let glyph = role.paint(format!("{} {:<9} ", verdict_glyph(&run.verdict), run.verdict));
    let time = Role::Faint.paint(duration(Duration::from_millis(run.duration_ms)));
    let mut out = format!("  {glyph}{} {time}\n", Role::Command.paint(cut(&run.label, page.cells() - 24)));
    if let Some(reason) = &run.reason {
        out.push_str(&page.wrapped(reason, INDENT));
    }
    if run.tests_unknown {
        out.push_str(&page.wrapped("how many tests ran is unknown", INDENT));
    }
    for test in run.failed.iter().take(NAMED) {
        out.push_str(&page.hanging(
            &format!("{}{} ", " ".repeat(INDENT), Role::Bad.paint("✖")),
            INDENT + 2,
            test,
        ));
    }
    if run.failed.len() > NAMED {
        out.push_str(&page.wrapped(&format!("and {} more", run.failed.len() - NAMED), INDENT + 2));
    }
    for line in run.tail.iter().flat_map(|tail| tail.lines()) {
        let bar = Role::Faint.paint("│");
        // Colours of the command would be noise between ours; what else could steer a terminal becomes visible.
        let line = anstream::adapter::strip_str(line).to_string();
        put!(out, "{}{bar} {}\n", " ".repeat(INDENT), printable(&line));
    }
    out
}

/// One line for all: `3 proven, 1 refuted, 2 open; exit 1`.
pub fn verify_summary(report: &VerifyReport, exit: Exit) -> String {
    let mut counts: BTreeMap<Standing, usize> = BTreeMap::new();
    let items = report.documents.iter().flat_map(|document| &document.explanation.items);
    for standing in items.filter_map(|item| item.standing) {
        *counts.entry(standing).or_insert(0) += 1;
    }
    let order = [
        Standing::Proven,
        Standing::Waived,
        Standing::Refuted,
        Standing::Stale,
        Standing::Claimed,
        Standing::Open,
    ];
    let known: Vec<String> = order
        .into_iter()
        .filter_map(|standing| {
            let count = *counts.get(&standing)?;
            Some(Role::of_standing(standing).paint(format!("{count} {}", standing.word())))
        })
        .collect();
    let known = if known.is_empty() { plural(0, "item") } else { known.join(", ") };
    let role = if exit == Exit::Ok { Role::Good } else { Role::Bad };
    let meaning = Role::Faint.paint(format!("({})", exit.meaning()));
    format!("{known}; {} {meaning}\n", role.paint(format!("exit {}", exit.code())))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use milepost_engine::{
        binding::{Class, Rule},
        explain::Explanation,
    };

    use super::*;

    fn item(text: &str, standing: Standing, reason: Option<&str>) -> ExplainedItem {
        ExplainedItem {
            id: text.into(),
            line: 7,
            section: None,
            text: text.into(),
            ticked: Some(true),
            gate: Gate::Complete,
            rule: Rule::SignOff,
            check: "signature".into(),
            must_fail_with: Vec::new(),
            decides: true,
            class: Class::Change,
            standing: Some(standing),
            reason: reason.map(str::to_owned),
            hint: None,
            weak: None,
            coverage: None,
        }
    }

    fn report() -> VerifyReport {
        let run = RanRun {
            label: "pnpm test".into(),
            must_fail_with: None,
            ran: true,
            verdict: "fail".into(),
            reason: Some("1 test failed".into()),
            duration_ms: 3210,
            tests: Some((3, 2)),
            tests_unknown: false,
            failed: vec!["cart > expires".into()],
            because: Vec::new(),
            tail: Some("expected 1\nfound \u{1b}[31m2\u{1b}[0m".into()),
            record: None,
            sandbox: None,
            measurement: None,
        };
        let items = vec![
            item("Somebody agrees", Standing::Open, None),
            item("All tests passing", Standing::Refuted, Some("1 test failed")),
            item("It builds", Standing::Proven, None),
            item("Review approved", Standing::Waived, Some("waived by ada until 2031-01-01: alone")),
        ];
        let explanation = Explanation {
            id: "shop/1".into(),
            path: "plan/1.md".into(),
            items,
            runs: Vec::new(),
            not_run: Vec::new(),
            problems: Vec::new(),
        };
        let document = VerifiedDocument {
            id: "shop/1".into(),
            path: "plan/1.md".into(),
            runs: vec![run],
            explanation,
            triggers: milepost_engine::triggers::Triggers::default(),
            written: Vec::new(),
            exit: Exit::Failed,
        };
        VerifyReport { documents: vec![document], warnings: Vec::new() }
    }

    #[test]
    fn refuted_claims_come_first_and_waivers_are_shown() {
        let text = verify(&report(), Page { width: 80 });
        assert_snapshot!(anstream::adapter::strip_str(&text).to_string(), @r"
        shop/1  plan/1.md
          ✖ refuted   All tests passing
                      1 test failed
          ✖ fail      pnpm test 3.2 s
                      1 test failed
                      ✖ cart > expires
                      │ expected 1
                      │ found 2
          ○ open      Somebody agrees
          ! waived    Review approved
                      waived by ada until 2031-01-01: alone
        ");
    }

    #[test]
    fn what_three_items_need_is_said_once() {
        let hint = "let it fail once";
        let mut report = report();
        let items = &mut report.documents[0].explanation.items;
        items.extend(["a", "b", "c"].map(|text| ExplainedItem {
            hint: Some(hint.into()),
            weak: Some("it passed before".into()),
            ..item(text, Standing::Proven, None)
        }));
        items.push(ExplainedItem { hint: Some("ask".into()), ..item("d", Standing::Claimed, None) });
        let text = verify(&report, Page { width: 80 });
        assert_eq!(text.matches(hint).count(), 1, "{text}");
        assert!(anstream::adapter::strip_str(&text).to_string().contains("→ let it fail once (3 items)"));
        assert_eq!(text.matches("→ ask").count(), 1, "{text}");
    }

    #[test]
    fn the_summary_counts_and_names_the_exit_code() {
        let text = verify_summary(&report(), Exit::Failed);
        assert_eq!(
            anstream::adapter::strip_str(&text).to_string(),
            "1 proven, 1 waived, 1 refuted, 1 open; exit 1 (a check failed, or a finding stands)\n"
        );
    }
}

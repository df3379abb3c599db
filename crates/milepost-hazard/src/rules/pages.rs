//! Every page is the test of its rule: the scripts of its examples have exactly the findings that it shows.

use std::fmt::Write;

use milepost_database::Engine;
use milepost_document::{FenceId, LineIndex, Severity, parse};

use crate::{Down, Finding, Migration, RULES, Rule, Schema, Script, Side, lint};

struct Example {
    line: u32,
    migration: Migration,
    findings: String,
}

fn examples(page: &str) -> Vec<Example> {
    let document = parse(page).document;
    let mut found = Vec::new();
    let mut open: Option<Migration> = None;
    let mut base = Schema::default();
    for (at, fence) in document.fences.iter().enumerate() {
        let info = document.text(fence.info);
        let text = document.fence_text(FenceId(at as u32));
        let engine = match info.split_once("engine=").map(|(_, name)| name.split(' ').next().unwrap_or("")) {
            Some("sqlite") => Engine::Sqlite,
            Some("mariadb") => Engine::Mariadb,
            Some(other) => panic!("no engine is called {other}"),
            None => Engine::Postgresql,
        };
        let script = |name: &str| Script::read(engine, name, text.clone());
        if info.starts_with("sql base") {
            base.apply(&script("base"));
        } else if info.starts_with("sql up") {
            let down = if info.contains("down=missing") { Down::Missing } else { Down::Unknown };
            open = Some(Migration { engine, up: script("up"), down, base: std::mem::take(&mut base) });
        } else if info.starts_with("sql down") {
            let migration = open.as_mut().expect("a way there before the way back");
            migration.down = Down::Script(Script::read(migration.engine, "down", text));
        } else if info == "findings" {
            let migration = open.take().expect("a migration before its findings");
            found.push(Example { line: document.position(fence.span.start).line, migration, findings: text });
        }
    }
    assert!(open.is_none(), "a migration without a findings fence behind it");
    found
}

fn run(example: &Example, rule: &Rule) -> Vec<Finding> {
    lint(&example.migration).into_iter().filter(|finding| finding.rule == rule.id).collect()
}

fn shown(migration: &Migration, findings: &[Finding]) -> String {
    let mut out = String::new();
    for finding in findings {
        let script = migration.script(finding.side);
        let place = LineIndex::new(&script.text).position(&script.text, finding.span.start);
        let severity = match finding.severity {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        let side = if finding.side == Side::Up { "up" } else { "down" };
        let _ = writeln!(out, "{side}:{}:{}: {severity}: {}", place.line, place.column, finding.message);
        let _ = writeln!(out, "  instead: {}", finding.instead);
    }
    out
}

#[test]
fn the_examples_have_the_findings_shown() {
    let mut wrong = String::new();
    for rule in RULES {
        for example in examples(rule.page) {
            let findings = shown(&example.migration, &run(&example, rule));
            if findings != example.findings {
                let _ = writeln!(
                    wrong,
                    "{}.md:{}: shown\n{}found\n{findings}",
                    rule.id, example.line, example.findings
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_page_has_the_same_headings_and_an_example_of_its_severity() {
    for rule in RULES {
        let document = parse(rule.page).document;
        let headings: Vec<&str> =
            document.sections.iter().skip(1).map(|section| document.text(section.title)).collect();
        assert_eq!(headings, [rule.id, "What it finds", "Why", "Example", "Fix"], "{}", rule.id);
        let found: Vec<Severity> = examples(rule.page)
            .iter()
            .flat_map(|example| run(example, rule))
            .map(|finding| finding.severity)
            .collect();
        assert!(found.contains(&rule.severity), "{}: no example of its own severity", rule.id);
    }
}

#[test]
fn rules_are_sorted_and_their_ids_are_pages() {
    assert!(RULES.is_sorted_by(|a, b| a.id < b.id));
    for rule in RULES {
        assert!(rule.page.starts_with(&format!("# {}\n", rule.id)), "{}", rule.id);
        assert!(!rule.classes.is_empty(), "{}", rule.id);
    }
}

#[test]
fn every_rule_of_squawk_counts_for_one_of_ours() {
    let mut all: Vec<String> = RULES.iter().flat_map(|rule| rule.squawk).map(ToString::to_string).collect();
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count);
}

//! Every page is the test of its rule: the documents of its examples have exactly the findings that it shows.

use std::fmt::Write;

use milepost_document::{FenceId, ItemId, Severity, parse, view};
use milepost_portfolio::{LoadedDocument, Portfolio, portfolio_of};

use crate::{
    Edited, Evidence, Facts, FileHistory, Finding, Grade, History, RULES, Rule, Scope, audit, fixes, lint,
};

/// The documents before one `findings` fence.
#[derive(Debug, Clone, Default)]
struct Example {
    line: u32,
    files: Vec<(String, String)>,
    latin_1: bool,
    evidence: Vec<(String, String)>,
    history: Option<History>,
    findings: String,
}

impl Facts for Example {
    fn is_tracked(&self, path: &str) -> bool {
        self.exists(path)
    }

    fn exists(&self, path: &str) -> bool {
        self.files.iter().any(|(own, _)| own == path)
    }

    fn read(&self, path: &str) -> Option<String> {
        self.files.iter().find(|(own, _)| own == path).map(|(_, text)| text.clone())
    }

    fn evidence(&self, document: &LoadedDocument, item: ItemId) -> Evidence {
        let item = &view::item_ids(document.document())[item.index()];
        match self.evidence.iter().find(|(own, _)| own == item).map(|(_, what)| what.as_str()) {
            Some("proven") => Evidence::Proven,
            Some("failed") => Evidence::Failed,
            Some("none") => Evidence::None,
            Some(other) => panic!("no evidence is called {other}"),
            None => Evidence::Unknown,
        }
    }

    fn history(&self) -> Option<&History> {
        self.history.as_ref()
    }
}

impl Example {
    fn portfolio(&self) -> Portfolio {
        let bytes = |text: &String| {
            if self.latin_1 { text.chars().map(|c| c as u8).collect() } else { text.clone().into_bytes() }
        };
        let files: Vec<(&str, Vec<u8>)> =
            self.files.iter().map(|(path, text)| (path.as_str(), bytes(text))).collect();
        portfolio_of(&files)
    }

    fn run(&self, rule: &Rule) -> Vec<Finding> {
        let portfolio = self.portfolio();
        let all: Vec<usize> = (0..portfolio.documents.len()).collect();
        let look = if rule.scope == Scope::History { audit } else { lint };
        look(&portfolio, &all, self).into_iter().filter(|finding| finding.rule == rule.id).collect()
    }

    fn fixed(&self, findings: &[Finding]) -> Self {
        let mut fixed = self.clone();
        for (path, edits) in fixes(findings, Grade::Suggestion) {
            let (_, text) =
                fixed.files.iter_mut().find(|(own, _)| *own == path).expect("a fix is of a known file");
            *text = edits.apply(text).expect("a fix fits its file");
        }
        fixed
    }

    fn shown(&self, findings: &[Finding]) -> String {
        let portfolio = self.portfolio();
        let mut out = String::new();
        for finding in findings {
            let document = portfolio.documents[portfolio.find(&finding.path).unwrap()].document();
            let place = document.position(finding.span.start);
            let severity = match finding.severity {
                Severity::Info => "info",
                Severity::Warning => "warning",
                Severity::Error => "error",
            };
            let _ = writeln!(
                out,
                "{}:{}:{}: {severity}: {}",
                finding.path, place.line, place.column, finding.message
            );
            if let Some(hint) = &finding.hint {
                let _ = writeln!(out, "  hint: {hint}");
            }
            if let Some(fix) = &finding.fix {
                let _ = writeln!(out, "  fix ({:?}): {}", fix.grade, fix.title);
            }
        }
        out
    }
}

fn examples(page: &str) -> Vec<Example> {
    let document = parse(page).document;
    let mut found = Vec::new();
    let mut open = Example::default();
    for (at, fence) in document.fences.iter().enumerate() {
        let info = document.text(fence.info);
        let text = document.fence_text(FenceId(at as u32));
        if let Some((_, path)) = info.split_once("file=") {
            open.latin_1 |= info.contains("latin-1");
            open.files.push((path.trim().to_owned(), text));
        } else if info == "evidence" {
            let pairs = text.lines().filter_map(|line| line.split_once(' '));
            open.evidence.extend(pairs.map(|(item, what)| (item.to_owned(), what.to_owned())));
        } else if info == "history" {
            open.history = Some(history(&text));
        } else if info == "findings" {
            open.findings = text;
            open.line = document.position(fence.span.start).line;
            found.push(std::mem::take(&mut open));
        }
    }
    assert!(open.files.is_empty(), "documents without a findings fence behind them");
    found
}

/// `created PATH DATE`, `edited PATH DATE COMMIT`, `added PATH LINE`, `had PATH`.
fn history(text: &str) -> History {
    let mut history = History::default();
    let date = |text: &str| text.parse().expect("a date");
    for line in text.lines() {
        let words: Vec<&str> = line.splitn(3, ' ').collect();
        let file = history.documents.entry(words[1].to_owned());
        let begun = FileHistory { created: date("2025-01-01"), last_edit: None };
        match words[0] {
            "created" => file.or_insert(begun).created = date(words[2]),
            "edited" => {
                let (day, commit) = words[2].split_once(' ').expect("a date and a commit");
                let edit = Edited { commit: commit.to_owned(), date: date(day), added: Some(Vec::new()) };
                file.or_insert(begun).last_edit = Some(edit);
            }
            "added" => {
                let edit = file.or_insert(begun).last_edit.as_mut().expect("an edit before its lines");
                edit.added.get_or_insert_default().push(words[2].to_owned());
            }
            "had" => {
                history.names.insert(words[1].to_owned());
            }
            other => panic!("no history is called {other}"),
        }
    }
    history
}

#[test]
fn the_examples_have_the_findings_shown() {
    let mut wrong = String::new();
    for rule in RULES {
        for example in examples(rule.page) {
            let findings = example.shown(&example.run(rule));
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
fn every_page_has_the_same_headings_and_an_example() {
    for rule in RULES {
        let document = parse(rule.page).document;
        let headings: Vec<&str> =
            document.sections.iter().skip(1).map(|section| document.text(section.title)).collect();
        assert_eq!(headings, [rule.id, "What it finds", "Why", "Example", "Fix"], "{}", rule.id);
        let examples = examples(rule.page);
        assert!(
            examples.iter().any(|example| !example.findings.is_empty()),
            "{}: no example with a finding",
            rule.id
        );
        let found: Vec<Severity> =
            examples.iter().flat_map(|example| example.run(rule)).map(|finding| finding.severity).collect();
        assert!(found.contains(&rule.severity), "{}: no example of its own severity", rule.id);
    }
}

#[test]
fn rules_are_sorted_and_their_ids_are_pages() {
    assert!(RULES.is_sorted_by(|a, b| a.id < b.id));
    for rule in RULES {
        assert!(rule.page.starts_with(&format!("# {}\n", rule.id)), "{}", rule.id);
    }
}

#[test]
fn a_fix_removes_its_finding_and_a_second_run_changes_nothing() {
    let mut fixable = 0;
    for rule in RULES {
        for example in examples(rule.page) {
            let before = example.run(rule);
            let after = example.fixed(&before);
            fixable += before.iter().filter(|finding| finding.fix.is_some()).count();
            let left = after.run(rule);
            assert!(left.iter().all(|finding| finding.fix.is_none()), "{}: {}", rule.id, after.shown(&left));
            assert_eq!(after.fixed(&left).files, after.files, "{}", rule.id);
        }
    }
    assert!(fixable > 8, "only {fixable} findings with a fix");
}

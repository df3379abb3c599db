//! What `milepost audit` finds in a corpus, beside a list of what people found there.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a development tool, outside of the product"
)]

use std::{collections::BTreeMap, fs, path::Path};

use milepost_document::Severity;
use milepost_lint::{Finding, NoFacts, RULES, Scope, audit};
use milepost_portfolio::Portfolio;

use crate::corpus;

/// The kinds of the list that each rule answers for.
const KINDS: [(&str, &[&str]); 16] = [
    ("broken-link", &["broken_link", "broken_fm_path"]),
    ("completed-before-created", &["completed_before_file_existed"]),
    ("completed-with-open-criteria", &["complete_but_unchecked_core", "complete_but_unchecked_other"]),
    ("conflicting-rollups", &["hub_vs_hub"]),
    ("duplicate-id", &["duplicate_id"]),
    ("effort-mismatch", &["effort_vs_parts"]),
    ("misplaced-milestone", &["location_vs_status"]),
    ("missing-file", &["file_missing"]),
    ("missing-reference", &["dep_missing_ref"]),
    ("open-dependency", &["dep_marked_done_but_open", "dep_started_before_dep"]),
    ("rollup-drift", &["hub_vs_file", "hub_vs_file_soft"]),
    ("stale-date", &["stale_last_updated"]),
    ("status-behind-boxes", &["all_checked_not_complete", "planned_but_checked"]),
    ("status-behind-parts", &["child_started_parent_planned"]),
    ("status-mismatch", &["internal_status_conflict", "internal_status_soft"]),
    ("unlisted-milestone", &["orphan_milestone"]),
];

/// Lines may differ by so many.
const NEAR: u32 = 3;

/// The kinds of the list that a rule answers for, the worst one first.
pub(crate) fn kinds(rule: &str) -> &'static [&'static str] {
    KINDS.iter().find(|(id, _)| *id == rule).map_or(&[], |(_, kinds)| *kinds)
}

/// One row of the list.
struct Expected {
    kind: String,
    verdict: String,
    repository: String,
    path: String,
    line: u32,
    message: String,
    found: bool,
}

/// One finding with all its places.
struct Found {
    rule: &'static str,
    severity: Severity,
    repository: String,
    path: String,
    lines: Vec<u32>,
    message: String,
}

/// Audits every repository of a corpus and prints, for each rule, what the list says of its findings. With `verbose`
/// also each one that is missed, false or not listed.
pub(crate) fn audit_score(
    corpus: &Path,
    expected: Option<&Path>,
    verbose: Option<&str>,
) -> Result<(), String> {
    let list = match expected {
        Some(path) => path.to_owned(),
        None => fs::read_dir(corpus)
            .map_err(|error| format!("{}: {error}", corpus.display()))?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("EXPECTED")))
            .ok_or_else(|| format!("{} holds no EXPECTED*.tsv", corpus.display()))?,
    };
    let mut expected = read_expected(&list)?;
    let found = audit_corpus(corpus)?;
    let (mut all_true, mut all_false, mut wanted, mut missed) = (0, 0, 0, 0);
    println!("{:30} {:>5} {:>5} {:>5} {:>8} {:>6}", "rule", "true", "false", "open", "unlisted", "missed");
    for rule in RULES.iter().filter(|rule| rule.scope != Scope::Form) {
        let kinds = kinds(rule.id);
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in found.iter().filter(|finding| finding.rule == rule.id) {
            let verdict = verdict(finding, kinds, &mut expected);
            *counts.entry(verdict).or_default() += 1;
            if verbose.is_some_and(|only| only == rule.id || only == "all") && verdict != "true" {
                let severity = format!("{:?}", finding.severity);
                println!(
                    "  {verdict}: {}/{}:{}: {severity}: {}",
                    finding.repository, finding.path, finding.lines[0], finding.message
                );
            }
        }
        let of_rule =
            || expected.iter().filter(|row| kinds.contains(&row.kind.as_str()) && row.verdict == "true");
        let lost: Vec<&Expected> = of_rule().filter(|row| !row.found).collect();
        if verbose.is_some_and(|only| only == rule.id || only == "all") {
            for row in &lost {
                println!("  missed: {}/{}:{}: {}", row.repository, row.path, row.line, row.message);
            }
        }
        let count = |verdict: &str| counts.get(verdict).copied().unwrap_or_default();
        println!(
            "{:30} {:>5} {:>5} {:>5} {:>8} {:>6}",
            rule.id,
            count("true"),
            count("false"),
            count("borderline") + count("info"),
            count("unlisted"),
            lost.len()
        );
        if rule.severity >= Severity::Warning {
            all_true += count("true");
            all_false += count("false");
            wanted += of_rule().count();
            missed += lost.len();
        }
    }
    let share = |part: usize, whole: usize| if whole == 0 { 1.0 } else { part as f64 / whole as f64 };
    println!(
        "overall precision {:.3} recall {:.3}",
        share(all_true, all_true + all_false),
        share(wanted - missed, wanted)
    );
    Ok(())
}

/// `--expected TSV` and `--verbose RULE`.
pub(crate) fn arguments<'a>(words: &[&'a str]) -> Result<(Option<&'a str>, Option<&'a str>), String> {
    let (mut expected, mut verbose) = (None, None);
    for pair in words.chunks(2) {
        match pair {
            ["--expected", path] => expected = Some(*path),
            ["--verbose", rule] => verbose = Some(*rule),
            other => return Err(format!("unknown: {}", other.join(" "))),
        }
    }
    Ok((expected, verbose))
}

/// What the list says of a finding; its row is marked as found.
fn verdict(finding: &Found, kinds: &[&str], expected: &mut [Expected]) -> &'static str {
    let mut best = "unlisted";
    for row in expected.iter_mut().filter(|row| {
        kinds.contains(&row.kind.as_str())
            && row.repository == finding.repository
            && row.path == finding.path
            && finding.lines.iter().any(|line| line.abs_diff(row.line) <= NEAR)
    }) {
        row.found = true;
        best = match (row.verdict.as_str(), best) {
            ("true", _) => "true",
            (_, "true") => best,
            ("false" | "not_a_finding", _) => "false",
            ("info", _) => "info",
            _ => "borderline",
        };
    }
    best
}

fn read_expected(path: &Path) -> Result<Vec<Expected>, String> {
    let text = corpus::read(path)?;
    let mut rows = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let header = rows.next().unwrap_or_default();
    let column = |name: &str| {
        corpus::column(&header, name).ok_or_else(|| format!("{}: no column `{name}`", path.display()))
    };
    let (kind, verdict, repository) = (column("kind")?, column("verdict")?, column("repo")?);
    let (file, line, message) = (column("path")?, column("line")?, column("message")?);
    Ok(rows
        .filter(|row| row.len() > message)
        .map(|row| Expected {
            kind: row[kind].to_owned(),
            verdict: row[verdict].to_owned(),
            repository: row[repository].to_owned(),
            path: row[file].to_owned(),
            line: row[line].parse().unwrap_or(1),
            message: row[message].to_owned(),
            found: false,
        })
        .collect())
}

/// Every finding in every snapshot.
fn audit_corpus(corpus: &Path) -> Result<Vec<Found>, String> {
    let mut found = Vec::new();
    for snapshot in corpus::snapshots(corpus)? {
        let portfolio = snapshot.portfolio(corpus);
        let all: Vec<usize> = (0..portfolio.documents.len()).collect();
        let findings = audit(&portfolio, &all, &NoFacts);
        found.extend(findings.into_iter().map(|finding| placed(&portfolio, &snapshot.repository, finding)));
    }
    Ok(found)
}

fn placed(portfolio: &Portfolio, repository: &str, finding: Finding) -> Found {
    let line = |path: &str, offset| {
        portfolio.find(path).map_or(1, |index| portfolio.documents[index].document().position(offset).line)
    };
    let mut lines = vec![line(&finding.path, finding.span.start)];
    let here = finding.related.iter().filter(|related| related.path == finding.path);
    lines.extend(here.map(|related| line(&related.path, related.span.start)));
    Found {
        rule: finding.rule,
        severity: finding.severity,
        repository: repository.to_owned(),
        path: finding.path,
        lines,
        message: finding.message,
    }
}

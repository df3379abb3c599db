//! Runs every rule over folders of real documents and prints the findings of each rule, with samples to read:
//! `lint_corpus FOLDER [SAMPLES] [RULE]`. Each folder in `FOLDER` is one repository; `_trees/REPOSITORY@COMMIT.txt` beside
//! them, when present, lists its files.

#![expect(clippy::print_stdout, reason = "its output is for a person")]

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use milepost_document::ItemId;
use milepost_lint::{Evidence, Facts, RULES, lint};
use milepost_portfolio::{LoadOptions, LoadedDocument, load};
use milepost_system::{FileKind, OsSystem, System};

struct Tree(BTreeSet<String>);

impl Facts for Tree {
    fn is_tracked(&self, path: &str) -> bool {
        self.0.contains(path)
    }

    fn exists(&self, path: &str) -> bool {
        let folder = format!("{path}/");
        self.0.contains(path)
            || self.0.range(folder.clone()..).next().is_some_and(|file| file.starts_with(&folder))
    }

    fn read(&self, _: &str) -> Option<String> {
        None
    }

    fn evidence(&self, _: &LoadedDocument, _: ItemId) -> Evidence {
        Evidence::Unknown
    }
}

fn main() {
    let mut args = std::env::args().skip(1);
    let corpus = args.next().expect("the folder of the repositories");
    let samples: usize = args.next().map_or(20, |count| count.parse().expect("a number of samples"));
    let only = args.next();
    let system = OsSystem;
    let root = Path::new(&corpus);
    let trees = system.list(&root.join("_trees")).unwrap_or_default();
    let mut per_rule: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let (mut documents, mut unreadable) = (0, 0);
    let (mut loading, mut spent) = (std::time::Duration::ZERO, std::time::Duration::ZERO);
    for entry in system.list(root).expect("the folder can be listed") {
        let name = entry.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if entry.kind != FileKind::Directory || name.starts_with('_') || name == "labels" {
            continue;
        }
        let mut tree = BTreeSet::new();
        for list in &trees {
            let of = list.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if of.starts_with(&format!("{name}@")) {
                let text = String::from_utf8_lossy(&system.read(&list.path).expect("a tree can be read"))
                    .into_owned();
                tree.extend(text.lines().map(str::to_owned));
            }
        }
        let start = system.monotonic();
        let portfolio = load(&system, &entry.path, &LoadOptions::default());
        loading += system.monotonic().checked_sub(start).unwrap_or_default();
        let all: Vec<usize> = (0..portfolio.documents.len()).collect();
        let findings = lint(&portfolio, &all, &Tree(tree));
        spent += system.monotonic().checked_sub(start).unwrap_or_default();
        documents += portfolio.documents.len();
        unreadable += portfolio.unreadable.len();
        for finding in findings {
            let document =
                portfolio.documents[portfolio.find(&finding.path).expect("a finding's document")].document();
            let line = document.position(finding.span.start).line;
            per_rule.entry(finding.rule).or_default().push(format!(
                "{name}/{}:{line}: {:?}: {}{}",
                finding.path,
                finding.severity,
                finding.message,
                finding.hint.map_or_else(String::new, |hint| format!(" [{hint}]")),
            ));
        }
    }
    println!(
        "{documents} documents, {unreadable} unreadable, {} ms, of which {} ms to load",
        spent.as_millis(),
        loading.as_millis()
    );
    for rule in RULES {
        let found = per_rule.get(rule.id).map_or(&[][..], Vec::as_slice);
        let severity = |word: &str| found.iter().filter(|line| line.contains(&format!(": {word}: "))).count();
        println!(
            "{}: {} ({} errors, {} warnings, {} infos)",
            rule.id,
            found.len(),
            severity("Error"),
            severity("Warning"),
            severity("Info")
        );
        if only.as_deref().is_none_or(|only| only == rule.id) {
            let step = (found.len() / samples.max(1)).max(1);
            for line in found.iter().step_by(step).take(samples) {
                println!("    {line}");
            }
        }
    }
}

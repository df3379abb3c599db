//! The package that speaks for the project.

use super::{coverage, package::Package, package_manager::PackageManager, quality, tests};
use crate::init::{
    Command, Detection, Evidence, Topic, Tree,
    detect::project_id,
    tree::{folder_of, join},
};

/// The package at the root, else the outermost one; in a project of another language the latter is only mentioned.
pub(in crate::init) fn detect(tree: &Tree<'_>, detection: &mut Detection) {
    deno(tree, detection);
    let Some(path) = tree.outermost("package.json") else { return };
    let folder = folder_of(path);
    let package = Package::read(tree, folder);
    let manager = PackageManager::of(tree, &package);
    detection.found(Topic::PackageManager, manager.name(), manager.evidence.clone());
    if folder.is_empty()
        && let Some((name, evidence)) = package.name()
    {
        detection.id = Some((project_id(&name), evidence));
    }
    let mut own = Detection::default();
    quality::detect(tree, &package, &manager, &mut own);
    tests::detect(tree, &package, &manager, &mut own);
    coverage::detect(tree, &package, &manager, &mut own);
    for found in own.found {
        detection.found(found.topic, found.name, found.evidence);
    }
    for command in own.commands {
        detection.propose("javascript", command);
    }
}

/// Deno has its tools on board.
fn deno(tree: &Tree<'_>, detection: &mut Detection) {
    let Some((name, evidence)) = tree.first("", &["deno.json", "deno.jsonc"]) else { return };
    detection.found(Topic::PackageManager, "deno", vec![evidence.clone()]);
    let task = |task: &str| tree.mention(&join("", name), &format!("\"{task}\""));
    let own_or = |name: &str, raw: &str| -> (String, Vec<Evidence>, bool) {
        match task(name) {
            Some(evidence) => (format!("deno task {name}"), vec![evidence], true),
            None => (raw.to_owned(), vec![evidence.clone()], false),
        }
    };
    for (name, raw) in [("lint", "deno lint"), ("typecheck", "deno check .")] {
        let (run, evidence, own) = own_or(name, raw);
        detection.propose("deno", Command { own, ..Command::check(name, run, evidence) });
    }
    let format = Command::check("format", "deno fmt --check", vec![evidence.clone()]);
    detection.propose("deno", format);
    let junit = "deno test --junit-path=node_modules/.milepost/test.xml";
    let suite = match task("test") {
        Some(evidence) => Command::suite("test", "deno task test", vec![evidence])
            .note(format!("Its results have no names. `{junit}` with a report of that path would give them."))
            .own(),
        None => Command::suite("test", "deno test", vec![evidence.clone()]),
    };
    detection.found(Topic::Tests, "deno test", suite.evidence.clone());
    detection.propose("deno", suite);
}

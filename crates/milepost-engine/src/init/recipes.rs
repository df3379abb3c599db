//! Recipes: just, make, task. They are the project's own words for what it does.

use super::{Command, Detection, Evidence, Table, Topic, Tree, tree::file_name};

/// A check and the names of the recipes for it.
const CHECKS: &[(&str, &[&str])] = &[
    ("build", &["build", "compile"]),
    ("typecheck", &["typecheck", "type-check", "types", "check-types"]),
    ("lint", &["lint", "lint-check", "check-lint"]),
    ("format", &["fmt-check", "format-check", "check-format", "check-fmt", "fmt:check", "format:check"]),
];

/// The first file of recipes at the root. A recipe takes the place of a tool that was found, for what it passes to the
/// tool; where the tool names its tests, it keeps its place as a suite.
pub(super) fn detect(tree: &Tree<'_>, detection: &mut Detection) {
    let files: [(&str, &[&str]); 3] = [
        ("just", &["justfile", "Justfile", ".justfile"]),
        ("task", &["Taskfile.yml", "Taskfile.yaml", "taskfile.yml", "taskfile.yaml"]),
        ("make", &["GNUmakefile", "makefile", "Makefile"]),
    ];
    for (tool, names) in files {
        let Some((_, evidence)) = tree.first("", names) else { continue };
        let recipes = recipes(tree, &evidence.path, tool);
        detection.found(Topic::Recipes, tool, vec![evidence]);
        for (role, names) in CHECKS {
            if let Some(recipe) = first(&recipes, names) {
                check(detection, role, tool, recipe);
            }
        }
        suite(detection, tool, &recipes);
    }
    cmake(tree, detection);
}

/// A recipe with its place and its body.
#[derive(Debug, PartialEq, Eq)]
struct Recipe {
    name: String,
    evidence: Evidence,
    body: String,
}

fn first<'r>(recipes: &'r [Recipe], names: &[&str]) -> Option<&'r Recipe> {
    names.iter().find_map(|name| recipes.iter().find(|recipe| recipe.name == *name))
}

fn check(detection: &mut Detection, role: &str, tool: &str, recipe: &Recipe) {
    let run = format!("{tool} {}", recipe.name);
    let command = Command::check(role, run, vec![recipe.evidence.clone()]).own();
    if recipe.body.split_whitespace().any(|word| matches!(word, "--fix" | "--write" | "-w" | "-i")) {
        return;
    }
    let table = Table::Check(role.to_owned());
    let Some(known) = detection.commands.iter_mut().find(|one| one.sure && one.table == table) else {
        detection.commands.push(command);
        return;
    };
    if known.own {
        known.evidence.extend(command.evidence);
        return;
    }
    // What the recipe leaves out stays out: a recipe that calls another tool is not the one that was found.
    let program = known.run.split_whitespace().find(|word| !word.contains('=')).unwrap_or_default();
    if known.run.lines().count() == 1 && recipe.body.contains(program) {
        let stands = format!("The project's own recipe, in the place of `{}`.", known.run);
        *known = Command { timeout: known.timeout, ..command.note(stands) };
    } else {
        known
            .notes
            .push(format!("`{tool} {}` ({}) is the project's own recipe.", recipe.name, recipe.evidence));
    }
}

fn suite(detection: &mut Detection, tool: &str, recipes: &[Recipe]) {
    let test = first(recipes, &["test", "tests", "unit-test", "test-unit", "check"]);
    let Some(recipe) = test else { return };
    let run = format!("{tool} {}", recipe.name);
    if detection.has_suite() {
        let note =
            format!("`{run}` ({}) is the project's own recipe; this one names each test.", recipe.evidence);
        let suites =
            detection.commands.iter_mut().filter(|one| one.sure && matches!(one.table, Table::Suite(_)));
        suites.filter(|one| one.report.is_some() && !one.own).for_each(|one| one.notes.push(note.clone()));
        return;
    }
    detection.found(Topic::Tests, run.clone(), vec![recipe.evidence.clone()]);
    detection.commands.push(
        Command::suite("test", run, vec![recipe.evidence.clone()])
            .own()
            .note("No report that is known: the output is read for the summary of a test tool, or for TAP."),
    );
}

/// `CTest` writes JUnit XML by itself.
fn cmake(tree: &Tree<'_>, detection: &mut Detection) {
    if detection.has_suite() {
        return;
    }
    let Some(evidence) = tree
        .mention("CMakeLists.txt", "enable_testing")
        .or_else(|| tree.mention("CMakeLists.txt", "include(CTest)"))
    else {
        return;
    };
    detection.found(Topic::Tests, "ctest", vec![evidence.clone()]);
    let ignored = tree.ignores("build");
    let command = Command::suite("test", "ctest --test-dir build --output-junit junit.xml", vec![evidence])
        .report("junit", "build/junit.xml");
    detection.commands.push(if ignored {
        command.note("Wants a build in `build/`.")
    } else {
        command.unsure("Wants a build in `build/`, which Git should ignore.")
    });
}

/// The recipes of a file by name; those that only begin with a dot, a variable or a pattern are none.
fn recipes(tree: &Tree<'_>, path: &str, tool: &str) -> Vec<Recipe> {
    let Some(text) = tree.text(path) else { return Vec::new() };
    let mut found: Vec<Recipe> = Vec::new();
    let mut in_tasks = false;
    for (at, line) in text.lines().enumerate() {
        let head = if tool == "task" {
            in_tasks = line.starts_with("tasks:")
                || in_tasks && (line.starts_with([' ', '#']) || line.trim().is_empty());
            let entry = line.strip_prefix("  ").filter(|rest| in_tasks && !rest.starts_with([' ', '#', '-']));
            entry
                .and_then(|entry| entry.trim_end().strip_suffix(':'))
                .map(|name| name.trim_matches(['"', '\'']))
        } else {
            head(line, tool)
        };
        match head {
            Some(names) => {
                // In a Makefile several targets may share a recipe; elsewhere what follows the name are parameters.
                let targets = if tool == "make" { usize::MAX } else { 1 };
                for name in names.split_whitespace().take(targets) {
                    found.push(Recipe {
                        name: name.trim_start_matches('@').to_owned(),
                        evidence: Evidence { path: file_name(path).to_owned(), line: Some(at as u32 + 1) },
                        body: line.to_owned(),
                    });
                }
            }
            None => {
                if let Some(recipe) = found.last_mut() {
                    recipe.body.push('\n');
                    recipe.body.push_str(line);
                }
            }
        }
    }
    found.retain(|recipe| {
        recipe.name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':'))
            && !recipe.name.is_empty()
    });
    found
}

/// What stands before the colon of a recipe's first line, in a Makefile or a justfile.
fn head<'l>(line: &'l str, tool: &str) -> Option<&'l str> {
    let outside = !line.starts_with([' ', '\t', '#', '.']);
    let (names, rest) = line.split_once(':').filter(|_| outside)?;
    // In a justfile parameters may have values: `test filter='':`.
    let is_assignment = rest.starts_with('=') || tool == "make" && names.contains(['=', '$', '%', '"', '(']);
    (!is_assignment && !names.trim().is_empty()).then_some(names)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, path::Path};

    use milepost_system::MemorySystem;

    use super::*;

    fn names(path: &str, tool: &str, text: &str) -> Vec<String> {
        let system = MemorySystem::new();
        system.file(Path::new("/p").join(path), text);
        let files = BTreeSet::from([path.to_owned()]);
        let tree = Tree::new(&system, Path::new("/p"), &files);
        recipes(&tree, path, tool).into_iter().map(|recipe| recipe.name).collect()
    }

    #[test]
    fn recipes_are_told_from_variables_and_patterns() {
        let make = ".PHONY: all test\nCC := cc\nFLAGS = -O2\nall: build\nbuild check: main.o\n\t$(CC) a:b\n%.o: %.c\n\tcc\n";
        assert_eq!(names("Makefile", "make", make), ["all", "build", "check"]);
        let just = "set shell := [\"bash\"]\nx := \"1\"\n\n# Runs all\n@test filter='':\n  cargo test {{filter}}\nlint: fmt\n  a: b\n";
        assert_eq!(names("justfile", "just", just), ["test", "lint"]);
        let task = "version: '3'\nvars:\n  X: 1\ntasks:\n  test:unit:\n    cmds:\n      - go test\n  lint:\n    desc: x\n";
        assert_eq!(names("Taskfile.yml", "task", task), ["test:unit", "lint"]);
    }
}

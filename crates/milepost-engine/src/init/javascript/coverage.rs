//! What measures coverage, and its report in lcov's format.

use super::{package::Package, package_manager::PackageManager, script::Script};
use crate::init::{Command, Detection, Table, Topic, Tree, tree::join};

const SCRIPTS: &[&str] =
    &["coverage", "test:coverage", "test:cov", "cov", "coverage:test", "test:unit:coverage"];

/// A script for it, else the runner of the tests with its own means.
pub(super) fn detect(tree: &Tree<'_>, package: &Package<'_>, manager: &PackageManager, into: &mut Detection) {
    let providers = [
        ("@vitest/coverage-v8", "vitest with v8"),
        ("@vitest/coverage-istanbul", "vitest with istanbul"),
        ("c8", "c8"),
        ("nyc", "nyc"),
    ];
    for (dependency, name) in providers {
        if let Some(evidence) = package.depends_on(dependency) {
            into.found(Topic::Coverage, name, vec![evidence]);
        }
    }
    if let Some(command) = command(tree, package, manager) {
        into.commands.push(placed(tree, package, command));
    }
}

fn command(tree: &Tree<'_>, package: &Package<'_>, manager: &PackageManager) -> Option<Command> {
    let own = package.first_script(SCRIPTS).map(|(name, _)| name);
    let test = package.first_script(&["test", "test:unit"]).map(|(name, _)| name);
    let script = own.or(test)?;
    let inner = Script::of(package, script)?;
    let evidence = package.script_evidence(script);
    let lcov = writes_lcov(tree, package);
    let asked = |all: bool, arguments: &str| {
        let run = manager.run_with(script, arguments);
        let mut command = Command::new(Table::Coverage, run, evidence.clone());
        command.own = all;
        command
    };
    let provider =
        package.depends_on("@vitest/coverage-v8").or_else(|| package.depends_on("@vitest/coverage-istanbul"));
    match inner.tool.as_str() {
        "vitest" => {
            let switch =
                if inner.has("--coverage") || inner.has("--coverage.enabled") { "" } else { "--coverage " };
            let reporter = if lcov { "" } else { "--coverage.reporter=text --coverage.reporter=lcov" };
            let as_it_is = switch.is_empty() && lcov;
            if !inner.takes_arguments && !as_it_is {
                return own.map(|_| {
                    asked(true, "").unsure("The script calls another one: have that one write lcov.")
                });
            }
            let command = asked(own.is_some(), format!("{switch}{reporter}").trim());
            Some(match provider {
                Some(_) => command,
                None => command.unsure("Needs the package `@vitest/coverage-v8`."),
            })
        }
        "jest" | "react-scripts" if inner.takes_arguments => {
            let switch = if inner.has("--coverage") { "" } else { "--coverage " };
            Some(asked(own.is_some(), &format!("{switch}--coverageReporters=text --coverageReporters=lcov")))
        }
        "c8" | "nyc" => {
            let test = test?;
            let run = manager.exec(&format!(
                "{} --reporter=text --reporter=lcov {}",
                inner.tool,
                manager.run(test)
            ));
            Some(Command::new(Table::Coverage, run, evidence))
        }
        tool => {
            let wrapper = ["c8", "nyc"].into_iter().find(|one| package.depends_on(one).is_some());
            if let (Some(wrapper), Some(test)) = (wrapper, test) {
                let run =
                    manager.exec(&format!("{wrapper} --reporter=text --reporter=lcov {}", manager.run(test)));
                return Some(Command::new(Table::Coverage, run, evidence));
            }
            own.map(|_| {
                asked(true, "").unsure(format!("`{tool}` has to write lcov, at the path of the report."))
            })
        }
    }
}

/// The report stands in `coverage/`: named among what is written, where Git does not ignore it.
fn placed(tree: &Tree<'_>, package: &Package<'_>, command: Command) -> Command {
    let folder = join(&package.folder, "coverage");
    let mut command = command.report("lcov", &format!("{folder}/lcov.info"));
    if !tree.ignores(&folder) {
        command.writes = vec![format!("{folder}/**")];
        command = command.note(
            "Git does not ignore the folder: add it to `.gitignore`, or each run makes other evidence stale.",
        );
    }
    command
}

/// Whether the configuration of vitest names the reporter.
fn writes_lcov(tree: &Tree<'_>, package: &Package<'_>) -> bool {
    let names =
        ["vitest.config.ts", "vitest.config.mts", "vitest.config.js", "vitest.config.mjs", "vite.config.ts"];
    let Some((_, evidence)) = tree.first(&package.folder, &names) else { return false };
    let is_list = |line: &str| line.contains("lcov") && line.contains("eporter");
    tree.text(&evidence.path).is_some_and(|text| text.lines().any(is_list))
}

//! Test runners and their reports.

use super::{
    package::Package,
    package_manager::PackageManager,
    script::Script,
    workspaces::{self, Members},
};
use crate::init::{
    Command, Detection, Evidence, Topic, Tree,
    tree::{has_extension, join},
};

/// Where reports go: Git ignores it in every project with dependencies, so that a report makes no other evidence stale.
const REPORTS: &str = "node_modules/.milepost";

/// Scripts for tests that need a browser or a server.
const BROWSER: &[&str] = &["test:e2e", "e2e", "test:browser", "test:ui", "cypress", "playwright"];

/// The suites: `unit` and `integration` where the scripts make that difference, else `test`.
pub(super) fn detect(tree: &Tree<'_>, package: &Package<'_>, manager: &PackageManager, into: &mut Detection) {
    for (name, evidence) in runners(package) {
        into.found(Topic::Tests, name, vec![evidence]);
    }
    let divided: Vec<(&str, &str)> = [
        ("unit", ["test:unit", "unit", "tests:unit"]),
        ("integration", ["test:integration", "test:int", "tests:integration"]),
    ]
    .into_iter()
    .filter_map(|(suite, names)| Some((suite, package.first_script(&names)?.0)))
    .collect();
    let whole = package.first_script(&["test", "tests", "test:ci", "test:run", "vitest", "jest"]);
    if divided.len() == 2 {
        into.commands
            .extend(divided.iter().map(|(name, script)| suite(tree, package, manager, name, script)));
    } else if let Some((script, _)) = whole {
        into.commands.push(suite(tree, package, manager, "test", script));
        for (name, script) in divided {
            into.commands.push(
                suite(tree, package, manager, name, script).unsure(format!(
                    "`{}` may run the same tests.",
                    manager.run(whole.map_or("test", |w| w.0))
                )),
            );
        }
    } else if let [(name, script)] = divided.as_slice() {
        into.commands.push(suite(tree, package, manager, name, script));
    } else if let Some(command) = workspaces::everywhere(tree, package, manager, "test", &["test"]) {
        let members = Members::of(tree, package);
        into.commands.push(reported_members(&members, manager, command));
    } else if let Some(command) = raw(tree, package, manager) {
        into.commands.push(command);
    }
    browser(tree, package, manager, into);
}

/// A suite by its script, with the report that its runner can write by itself.
fn suite(
    tree: &Tree<'_>,
    package: &Package<'_>,
    manager: &PackageManager,
    name: &str,
    script: &str,
) -> Command {
    let plain = Command::suite(name, manager.run(script), package.script_evidence(script)).own();
    let Some(inner) = Script::of(package, script) else { return plain };
    if inner.has("--watch") || inner.has("--watchAll") {
        return plain.unsure("The script watches and does not come to an end.");
    }
    let report = format!("{REPORTS}/{name}.xml");
    let path = join(&package.folder, &report);
    if let Some(known) = stated_report(tree, package) {
        return plain
            .report("junit", &join(&package.folder, &known.0))
            .note(format!("The report is the one of `{}`.", known.1));
    }
    match arguments(package, &inner, &report) {
        Reported::By(arguments) if inner.takes_arguments => {
            let mut command = plain.report("junit", &path);
            command.run = manager.run_with(script, &arguments);
            if inner.tool == "jest" || inner.tool == "react-scripts" {
                command.env.insert("JEST_JUNIT_OUTPUT_FILE".to_owned(), report);
            }
            command
        }
        Reported::By(arguments) => plain.note(format!(
            "No report: the script calls another one. Add `{arguments}` to the one that runs `{}`, and here a report.",
            inner.tool
        )),
        Reported::Missing(why) => plain.note(why),
    }
}

enum Reported {
    /// By these arguments.
    By(String),
    /// Not at all, for this reason.
    Missing(String),
}

/// How a runner writes JUnit XML without a new dependency.
fn arguments(package: &Package<'_>, script: &Script, path: &str) -> Reported {
    let missing = |why: &str| Reported::Missing(why.to_owned());
    match script.tool.as_str() {
        "vitest" => Reported::By(format!("--reporter=default --reporter=junit --outputFile.junit={path}")),
        "jest" | "react-scripts" if package.depends_on("jest-junit").is_some() => {
            Reported::By("--reporters=default --reporters=jest-junit".to_owned())
        }
        "jest" | "react-scripts" => missing(
            "No report, so results have no names: add the package `jest-junit`, and run `milepost init --diff`.",
        ),
        "mocha" => Reported::By(format!("--reporter xunit --reporter-option output={path}")),
        "node" if script.has("--test") && script.arguments.iter().all(|word| word.starts_with('-')) => {
            Reported::By(format!(
                "--test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination={path}"
            ))
        }
        "node" if script.has("--test") => missing(
            "No report: put `--test-reporter=junit --test-reporter-destination=FILE` before the files of the script.",
        ),
        "bun" if script.arguments.first().is_some_and(|word| word == "test") => {
            Reported::By(format!("--reporter=junit --reporter-outfile={path}"))
        }
        "turbo" | "nx" | "lerna" => missing(
            "No report: a task that comes from the cache writes none. The output is read for its summary.",
        ),
        _ => missing("No report that is known: the output is read for its summary."),
    }
}

/// A JUnit report that the configuration of the runner writes anyhow.
fn stated_report(tree: &Tree<'_>, package: &Package<'_>) -> Option<(String, Evidence)> {
    let names =
        ["vitest.config.ts", "vitest.config.mts", "vitest.config.js", "vitest.config.mjs", "vite.config.ts"];
    let (_, evidence) = tree.first(&package.folder, &names)?;
    let text = tree.text(&evidence.path)?;
    let line = text.lines().position(|line| line.contains("junit") && line.contains(".xml"))?;
    let quoted = text.lines().nth(line)?.split(['"', '\'', '`']).find(|part| has_extension(part, "xml"))?;
    let plain = !quoted.contains("${") && !quoted.starts_with('/');
    plain.then(|| {
        (quoted.trim_start_matches("./").to_owned(), Evidence { line: Some(line as u32 + 1), ..evidence })
    })
}

/// All members of a workspace run vitest: each writes its report into its own folder.
fn reported_members(members: &Members, manager: &PackageManager, mut command: Command) -> Command {
    use super::package_manager::Kind;
    let path = format!("{REPORTS}/test.xml");
    match (members.all_run("vitest"), members.glob(), manager.kind) {
        (true, Some(glob), Kind::Pnpm) => {
            command.run =
                format!("{} --reporter=default --reporter=junit --outputFile.junit={path}", command.run);
            command.report("junit", &format!("{glob}/{path}"))
        }
        _ => command.note(
            "No report: the packages run their tests by themselves. Their output is read for its summary.",
        ),
    }
}

/// No script: the runner itself, where one is there.
fn raw(tree: &Tree<'_>, package: &Package<'_>, manager: &PackageManager) -> Option<Command> {
    let report = format!("{REPORTS}/test.xml");
    let path = join(&package.folder, &report);
    if let Some(evidence) = package.depends_on("vitest") {
        let run = format!("vitest run --reporter=default --reporter=junit --outputFile.junit={report}");
        return Some(Command::suite("test", manager.exec(&run), vec![evidence]).report("junit", &path));
    }
    if let Some(evidence) = package.depends_on("jest") {
        return Some(Command::suite("test", manager.exec("jest"), vec![evidence]));
    }
    let ends = [".test.js", ".test.mjs", ".test.cjs"];
    let file = tree.below(&package.folder).find(|path| ends.iter().any(|end| path.ends_with(end)))?;
    let imports = tree.mention(file, "node:test")?;
    let run = format!(
        "node --test --test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination={path}"
    );
    Some(Command::suite("test", run, vec![imports]).report("junit", &path))
}

/// Tests in a browser are proposed as a comment: what they need is not in the repository.
fn browser(tree: &Tree<'_>, package: &Package<'_>, manager: &PackageManager, into: &mut Detection) {
    let names = ["playwright.config.ts", "playwright.config.js", "playwright.config.mjs"];
    let config = tree.first(&package.folder, &names).map(|(_, evidence)| evidence);
    let script = package.first_script(BROWSER).map(|(name, _)| name);
    let reason = "Needs a browser, and perhaps a server: without them it fails. Then every item that speaks of all tests does.";
    let command = match (script, config) {
        (Some(script), _) => {
            Command::suite("e2e", manager.run(script), package.script_evidence(script)).own()
        }
        (None, Some(evidence)) => {
            let path = format!("{REPORTS}/e2e.xml");
            let mut command =
                Command::suite("e2e", manager.exec("playwright test --reporter=list,junit"), vec![evidence])
                    .report("junit", &join(&package.folder, &path));
            command.env.insert("PLAYWRIGHT_JUNIT_OUTPUT_NAME".to_owned(), path);
            command
        }
        (None, None) => return,
    };
    into.found(Topic::Tests, "end-to-end tests", command.evidence.clone());
    into.commands.push(command.unsure(reason));
}

fn runners(package: &Package<'_>) -> Vec<(&'static str, Evidence)> {
    let known = [
        ("vitest", "vitest"),
        ("jest", "jest"),
        ("react-scripts", "jest"),
        ("mocha", "mocha"),
        ("ava", "ava"),
        ("@playwright/test", "playwright"),
        ("cypress", "cypress"),
    ];
    let mut found: Vec<(&'static str, Evidence)> = known
        .into_iter()
        .filter_map(|(package_name, name)| Some((name, package.depends_on(package_name)?)))
        .collect();
    let node = package.script_names().into_iter().find(|name| {
        Script::of(package, name).is_some_and(|script| script.tool == "node" && script.has("--test"))
    });
    found.extend(node.and_then(|name| Some(("node:test", package.script_evidence(name).pop()?))));
    found
}

//! Build, lint, form and types.

use super::{package::Package, package_manager::PackageManager, script::Script, workspaces};
use crate::init::{Command, Detection, Evidence, Topic, Tree, tree::join};

/// A check, the names that its script goes by, and what it is about.
const ROLES: &[(&str, &[&str], Topic)] = &[
    ("build", &["build"], Topic::Build),
    (
        "typecheck",
        &["typecheck", "type-check", "check-types", "check:types", "types:check", "types", "tsc", "ts:check"],
        Topic::Types,
    ),
    ("lint", &["lint", "lint:check", "check:lint", "eslint", "lint:ci"], Topic::Lint),
    (
        "format",
        &[
            "format:check",
            "check:format",
            "format-check",
            "check-format",
            "fmt:check",
            "check:fmt",
            "prettier:check",
            "lint:format",
            "check:formatting",
            "lint:prettier",
        ],
        Topic::Format,
    ),
];

const ESLINT: &[&str] = &[
    "eslint.config.js",
    "eslint.config.mjs",
    "eslint.config.cjs",
    "eslint.config.ts",
    "eslint.config.mts",
    ".eslintrc.js",
    ".eslintrc.cjs",
    ".eslintrc.json",
    ".eslintrc.yml",
    ".eslintrc.yaml",
    ".eslintrc",
];

/// Scripts first; where there is none, the tool itself if its configuration is there.
pub(super) fn detect(tree: &Tree<'_>, package: &Package<'_>, manager: &PackageManager, into: &mut Detection) {
    for (role, names, topic) in ROLES {
        let own = package.first_script(names);
        if let Some((name, text)) = own {
            let evidence = package.script_evidence(name);
            if let Some(tool) = tool_of(package, name) {
                into.found(*topic, tool, evidence.clone());
            }
            let command = Command::check(role, manager.run(name), evidence).own();
            into.commands.push(match mutates(text) {
                Some(option) => command
                    .unsure(format!("The script changes files (`{option}`): a check has to look only.")),
                None => written(tree, package, role, command),
            });
            if mutates(text).is_none() {
                continue;
            }
        } else if let Some(command) = workspaces::everywhere(tree, package, manager, role, names) {
            into.commands.push(command);
            continue;
        }
        for command in raw(tree, package, manager, role) {
            into.found(*topic, first_word(&command.run, manager), command.evidence.clone());
            into.commands.push(command);
        }
    }
}

/// What a build writes, where Git does not ignore it.
fn written(tree: &Tree<'_>, package: &Package<'_>, role: &str, mut command: Command) -> Command {
    if role != "build" {
        return command;
    }
    let folder = join(&package.folder, "dist");
    if !tree.ignores(&folder) && tree.text(".gitignore").is_some() && !tree.has_folder(&folder) {
        command.notes.push(
            "If the build writes files that Git does not ignore, name them: writes = [\"dist/**\"]."
                .to_owned(),
        );
    }
    command
}

/// The commands for a role that no script has.
fn raw(tree: &Tree<'_>, package: &Package<'_>, manager: &PackageManager, role: &str) -> Vec<Command> {
    let one = |run: &str, evidence: Vec<Evidence>| vec![Command::check(role, manager.exec(run), evidence)];
    let folder = package.folder.as_str();
    let biome = tree.first(folder, &["biome.json", "biome.jsonc"]).map(|(_, evidence)| evidence);
    match role {
        "typecheck" => match (tree.first(folder, &["tsconfig.json"]), package.depends_on("typescript")) {
            (Some((_, config)), Some(dependency)) => one("tsc --noEmit", vec![config, dependency]),
            _ => Vec::new(),
        },
        "lint" => {
            if let Some(evidence) = biome {
                return one("biome lint .", vec![evidence]);
            }
            if let (Some((_, config)), Some(dependency)) =
                (tree.first(folder, ESLINT), package.depends_on("eslint"))
            {
                return one("eslint .", vec![config, dependency]);
            }
            let oxlint =
                tree.first(folder, &[".oxlintrc.json", "oxlintrc.json"]).map(|(_, evidence)| evidence);
            oxlint
                .or_else(|| package.depends_on("oxlint"))
                .map(|e| one("oxlint", vec![e]))
                .unwrap_or_default()
        }
        "format" => {
            if let Some(evidence) = biome {
                return one("biome format .", vec![evidence]);
            }
            let Some(dependency) = package.depends_on("prettier") else { return Vec::new() };
            let command = Command::check(role, manager.exec("prettier --check ."), vec![dependency]);
            vec![command.unsure("Prettier is there; whether every file is to have its form is not said.")]
        }
        _ => Vec::new(),
    }
}

/// The option by which a script changes what it should look at.
fn mutates(text: &str) -> Option<&'static str> {
    ["--fix", "--write", "--apply"].into_iter().find(|option| {
        text.split_whitespace().any(|word| word == *option || word.starts_with(&format!("{option}=")))
    })
}

fn tool_of(package: &Package<'_>, script: &str) -> Option<String> {
    Script::of(package, script).map(|script| script.tool)
}

fn first_word(run: &str, manager: &PackageManager) -> String {
    let words =
        ["exec", "run", "--no-install", "--no", "--", "npx", "--prefix", "--dir", "--cwd", manager.name()];
    let tool = run.split_whitespace().find(|word| !words.contains(word) && !word.contains('/'));
    tool.unwrap_or(run).to_owned()
}

//! Variables that choose what runs: folders of programs, and code that a program takes along.

use std::path::Path;

use super::collect::{Collector, normal};

/// Variables whose value names code, or programs that another one starts.
const OF_CODE: [&str; 28] = [
    "AR",
    "BASH_ENV",
    "BROWSER",
    "CC",
    "CXX",
    "EDITOR",
    "ENV",
    "JAVA_TOOL_OPTIONS",
    "LD",
    "LD_AUDIT",
    "LD_PRELOAD",
    "MAKE",
    "MAKEFILES",
    "MAKEFLAGS",
    "NODE_OPTIONS",
    "PAGER",
    "PERL5DB",
    "PERL5OPT",
    "PROMPT_COMMAND",
    "PYTEST_ADDOPTS",
    "PYTEST_PLUGINS",
    "PYTHONBREAKPOINT",
    "PYTHONSTARTUP",
    "RUBYOPT",
    "RUSTC",
    "RUSTDOC",
    "SHELL",
    "VISUAL",
];
/// Endings of other names of that kind: `RUSTC_WRAPPER`, `GIT_SSH_COMMAND`, `CARGO_TARGET_…_RUNNER`.
const ENDINGS: [&str; 8] =
    ["_COMMAND", "_EDITOR", "_LINKER", "_PAGER", "_PROGRAM", "_RUNNER", "_SHELL", "_WRAPPER"];
/// Variables whose value are folders of modules.
const OF_MODULES: [&str; 7] =
    ["CLASSPATH", "GOFLAGS", "LD_LIBRARY_PATH", "NODE_PATH", "PERL5LIB", "PYTHONPATH", "RUBYLIB"];

/// Follows one variable with its value, as it is written.
pub(super) fn follow(collector: &mut Collector<'_>, name: &str, value: &str, folder: &Path) {
    let value = here(value);
    if name == "PATH" {
        for part in value.split(':') {
            on_path(collector, if part.is_empty() { "." } else { part }, folder);
        }
    } else if OF_MODULES.contains(&name) {
        if value.split([':', ' ', '=']).any(|part| is_inside(collector, part, folder)) {
            let what = format!("modules in the folders of `{name}`");
            collector.leave_out(&what, "which of them are loaded is known only when it runs");
        }
    } else if OF_CODE.contains(&name)
        || name.starts_with("GIT_")
        || ENDINGS.iter().any(|ending| name.ends_with(ending))
    {
        let folders = [folder.to_owned()];
        for part in value.split([':', ' ', '=', ',', '\t']).filter(|part| !part.is_empty()) {
            if !collector.file(part, &folders) && (part.starts_with("./") || part.starts_with("../")) {
                collector.absent(part, folder);
            }
        }
    }
}

/// The present folder by its other names.
fn here(value: &str) -> String {
    let value = value.trim_matches(['"', '\'']);
    ["${PWD}", "$PWD", "$(pwd)", "`pwd`"]
        .iter()
        .fold(value.to_owned(), |value, name| value.replace(name, "."))
}

/// A folder in which programs are looked for: that of a tool counts as a tool.
fn on_path(collector: &mut Collector<'_>, part: &str, folder: &Path) {
    if part.contains('$') || part.starts_with('~') {
        return;
    }
    let path = Path::new(part);
    let counts = path.is_relative() || is_inside(collector, part, folder);
    if counts && !collector.on_path.iter().any(|known| known == path) {
        collector.on_path.push(path.to_owned());
    }
}

fn is_inside(collector: &Collector<'_>, part: &str, folder: &Path) -> bool {
    !part.is_empty() && normal(&folder.join(part)).starts_with(&collector.workspace.root)
}

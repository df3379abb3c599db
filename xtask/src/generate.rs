//! Files that are made from the code: the command reference and the rule pages of the manual.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a development tool, outside of the product"
)]

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use milepost_engine::{exit::Exit, hazards};
use milepost_lint::{RULES, Scope};

use crate::schemas::schemas;

/// Writes every generated file; with `check` tells which ones are not current instead.
pub(crate) fn generate(check: bool) -> Result<(), String> {
    let manual = root().join("docs/src");
    let mut files = vec![
        (manual.join("commands.md"), printed(&["man", "--markdown"])?),
        (manual.join("exit-codes.md"), exit_codes()),
        (manual.join("rules.md"), rule_index()),
        (manual.join("SUMMARY.md"), summary(&manual)?),
        (root().join("docs/schemas/milepost-toml.schema.json"), printed(&["init", "--schema"])?),
    ];
    files.extend(
        RULES.iter().map(|rule| (manual.join("rules").join(format!("{}.md", rule.id)), rule.page.to_owned())),
    );
    let of_hazards = hazards::RULES.iter();
    files.extend(
        of_hazards.map(|rule| (manual.join("rules").join(format!("{}.md", rule.id)), rule.page.to_owned())),
    );
    let folder = root().join("docs/schemas/v1");
    files.extend(schemas().into_iter().map(|(name, text)| (folder.join(name), text)));
    let stale: Vec<&(PathBuf, String)> =
        files.iter().filter(|(path, text)| fs::read_to_string(path).ok().as_ref() != Some(text)).collect();
    if check {
        let names: Vec<String> = stale.iter().map(|(path, _)| path.display().to_string()).collect();
        return if names.is_empty() {
            Ok(())
        } else {
            Err(format!("not current, run `cargo xtask generate`: {}", names.join(", ")))
        };
    }
    for (path, text) in stale {
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(path, text))
            .map_err(|error| format!("{}: {error}", path.display()))?;
        println!("wrote {}", path.strip_prefix(root()).unwrap_or(path).display());
    }
    Ok(())
}

/// What the binary itself prints: the reference of all commands, schemas.
fn printed(args: &[&str]) -> Result<String, String> {
    // Cargo would build it once more, with what it alone needs of its dependencies.
    let mut command = if let Some(built) = std::env::var_os("MILEPOST_BINARY") {
        Command::new(built)
    } else {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["run", "--quiet", "--locked", "--package", "milepost", "--"]);
        cargo
    };
    let output =
        command.current_dir(root()).args(args).output().map_err(|error| format!("milepost: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}

fn exit_codes() -> String {
    let mut text = "# Exit codes\n\n| code | meaning |\n|---|---|\n".to_owned();
    let mut codes = Exit::BY_PRECEDENCE;
    codes.sort_by_key(|exit| exit.code());
    for exit in codes {
        let _ = writeln!(text, "| {} | {} |", exit.code(), exit.meaning());
    }
    let first: Vec<String> = Exit::BY_PRECEDENCE.iter().map(|exit| exit.code().to_string()).collect();
    let _ = write!(
        text,
        "\nWhen several apply, the first of these is taken: {}.\n\n\
         No code other than 0 means success, and nothing prints \"failed\" and exits with 0.\n",
        first.join(", ")
    );
    text
}

fn rule_index() -> String {
    let mut text =
        "# Rules\n\nWhat `milepost lint` and `milepost audit` find. `milepost explain RULE` prints the same page.\n\n".to_owned();
    text.push_str("| rule | level | asked by |\n|---|---|---|\n");
    for rule in RULES {
        let _ = writeln!(
            text,
            "| [`{id}`](rules/{id}.md) | {level} | {looks} |",
            id = rule.id,
            level = word(rule.severity),
            looks = looks(rule.scope)
        );
    }
    text.push_str("\n## Of migrations\n\nWhat `milepost hazards` finds in SQL.\n\n| rule | level | class |\n|---|---|---|\n");
    for rule in hazards::RULES {
        let classes: Vec<&str> = rule.classes.iter().map(|class| class.words()).collect();
        let _ = writeln!(
            text,
            "| [`{id}`](rules/{id}.md) | {level} | {classes} |",
            id = rule.id,
            level = word(rule.severity),
            classes = classes.join(", ")
        );
    }
    text
}

/// The table of contents, with the list of rules at its end made anew.
fn summary(manual: &Path) -> Result<String, String> {
    const LAST: &str = "- [Rules](rules.md)\n";
    let path = manual.join("SUMMARY.md");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let head = text.split_once(LAST).map_or(text.as_str(), |(head, _)| head);
    let ids = RULES.iter().map(|rule| rule.id).chain(hazards::RULES.iter().map(|rule| rule.id));
    let rules = ids.map(|id| format!("  - [{id}](rules/{id}.md)\n"));
    Ok(format!("{head}{LAST}{}", rules.collect::<String>()))
}

fn looks(scope: Scope) -> &'static str {
    match scope {
        Scope::Form => "lint",
        Scope::Claim => "lint, audit",
        Scope::History => "audit",
    }
}

fn word(severity: milepost_document::Severity) -> &'static str {
    match severity {
        milepost_document::Severity::Error => "error",
        milepost_document::Severity::Warning => "warning",
        milepost_document::Severity::Info => "info",
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default()
}

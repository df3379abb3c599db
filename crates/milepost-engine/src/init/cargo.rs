//! Rust: Cargo, nextest, Clippy.

use super::{
    Command, Detection, Evidence, Table, Topic, Tree,
    detect::project_id,
    tree::{folder_of, join},
};

/// Cargo's own commands for the outermost `Cargo.toml`, in the words of the project's automation where it has some.
pub(super) fn detect(tree: &Tree<'_>, detection: &mut Detection) {
    let Some(manifest) = tree.outermost("Cargo.toml") else { return };
    let cargo = Cargo::of(tree, manifest);
    let beside = !cargo.folder.is_empty() && !detection.commands.is_empty();
    detection.found(Topic::PackageManager, "cargo", vec![cargo.evidence.clone()]);
    if cargo.folder.is_empty() && detection.id.is_none() {
        detection.id = cargo.name(tree);
    }
    for command in commands(tree, &cargo, detection) {
        let command = if beside {
            command.unsure(format!(
                "`{}/` is a part of the project; its commands above may run this already.",
                cargo.folder
            ))
        } else {
            command
        };
        detection.propose("rust", command);
    }
}

struct Cargo {
    folder: String,
    evidence: Evidence,
    /// Options of every command: manifest, workspace, lock file.
    options: String,
}

impl Cargo {
    fn of(tree: &Tree<'_>, manifest: &str) -> Self {
        let folder = folder_of(manifest).to_owned();
        let text = tree.text(manifest).unwrap_or_default();
        let workspace =
            text.lines().any(|line| line.trim() == "[workspace]" || line.starts_with("[workspace."));
        let mut options = String::new();
        if !folder.is_empty() {
            options = format!(" --manifest-path {manifest}");
        }
        if workspace {
            options.push_str(" --workspace");
        }
        if tree.has(&join(&folder, "Cargo.lock")) {
            options.push_str(" --locked");
        }
        let evidence = tree.evidence(manifest, if workspace { "[workspace" } else { "[package]" });
        Self { folder, evidence, options }
    }

    /// The name of the package.
    fn name(&self, tree: &Tree<'_>) -> Option<(String, Evidence)> {
        let manifest = tree.text(&self.evidence.path)?;
        let name = table_value(&manifest, "[package]", "name")?;
        Some((project_id(&name), tree.evidence(&self.evidence.path, "name")))
    }
}

fn commands(tree: &Tree<'_>, cargo: &Cargo, detection: &mut Detection) -> Vec<Command> {
    let options = &cargo.options;
    let evidence = || vec![cargo.evidence.clone()];
    let long = |mut command: Command| {
        command.timeout = Some(1800);
        command
    };
    let mut all = vec![
        long(Command::check("build", format!("cargo build{options}"), evidence())),
        long(Command::check("typecheck", format!("cargo check{options} --all-targets"), evidence())),
    ];
    detection.found(Topic::Types, "cargo check", evidence());

    let clippy_file =
        tree.first(&cargo.folder, &["clippy.toml", ".clippy.toml"]).map(|(_, evidence)| evidence);
    let clippy = clippy_file
        .or_else(|| tree.mention(&cargo.evidence.path, "lints.clippy"))
        .or_else(|| tree.said_in_automation("cargo clippy"));
    let lint = format!("cargo clippy{options} --all-targets -- -D warnings");
    all.push(match clippy {
        Some(evidence) => {
            detection.found(Topic::Lint, "clippy", vec![evidence.clone()]);
            long(Command::check("lint", lint, vec![evidence]))
        }
        None => long(Command::check("lint", lint, evidence()))
            .unsure("Nothing says that the project uses Clippy."),
    });
    let fmt_file =
        tree.first(&cargo.folder, &["rustfmt.toml", ".rustfmt.toml"]).map(|(_, evidence)| evidence);
    let fmt = fmt_file.or_else(|| tree.said_in_automation("cargo fmt"));
    let manifest = if cargo.folder.is_empty() {
        String::new()
    } else {
        format!(" --manifest-path {}", cargo.evidence.path)
    };
    let format = format!("cargo fmt{manifest} --all --check");
    all.push(match fmt {
        Some(evidence) => {
            detection.found(Topic::Format, "rustfmt", vec![evidence.clone()]);
            Command::check("format", format, vec![evidence])
        }
        None => {
            Command::check("format", format, evidence()).unsure("Nothing says that the project uses rustfmt.")
        }
    });
    all.push(tests(tree, cargo, detection));
    all.push(coverage(tree, cargo, detection));
    all
}

/// The output of both runners names their tests: no report is needed.
fn tests(tree: &Tree<'_>, cargo: &Cargo, detection: &mut Detection) -> Command {
    let config = tree.first(&cargo.folder, &[".config/nextest.toml"]).map(|(_, evidence)| evidence);
    let nextest = config.or_else(|| tree.said_in_automation("cargo nextest run"));
    let (name, run, evidence) = match nextest {
        Some(evidence) => ("cargo nextest", "cargo nextest run", evidence),
        None => ("cargo test", "cargo test", cargo.evidence.clone()),
    };
    detection.found(Topic::Tests, name, vec![evidence.clone()]);
    let mut suite = Command::suite("test", format!("{run}{}", cargo.options), vec![evidence])
        .note("The output names each test: no report is needed.");
    suite.timeout = Some(1800);
    suite
}

fn coverage(tree: &Tree<'_>, cargo: &Cargo, detection: &mut Detection) -> Command {
    let target = join(&cargo.folder, "target");
    let (llvm, tarpaulin) = ("llvm-cov", "tarpaulin");
    let said = tree.said_in_automation("cargo llvm-cov").map(|evidence| (llvm, evidence));
    let found = said.or_else(|| {
        let file =
            tree.first(&cargo.folder, &["tarpaulin.toml", ".tarpaulin.toml"]).map(|(_, evidence)| evidence);
        Some((tarpaulin, file.or_else(|| tree.said_in_automation("cargo tarpaulin"))?))
    });
    let tool = found.as_ref().map_or(llvm, |(tool, _)| tool);
    let (run, report) = if tool == llvm {
        let path = format!("{target}/lcov.info");
        (format!("cargo llvm-cov{} --lcov --output-path {path}", cargo.options), path)
    } else {
        let folder = format!("{target}/tarpaulin");
        (
            format!("cargo tarpaulin{} --out lcov --output-dir {folder}", cargo.options),
            format!("{folder}/lcov.info"),
        )
    };
    let evidence = found.as_ref().map_or_else(|| cargo.evidence.clone(), |(_, evidence)| evidence.clone());
    let mut command = Command::new(Table::Coverage, run, vec![evidence.clone()]).report("lcov", &report);
    command.timeout = Some(1800);
    if found.is_some() {
        detection.found(Topic::Coverage, format!("cargo {tool}"), vec![evidence]);
        command
    } else {
        command.unsure("Needs `cargo install cargo-llvm-cov`; nothing says that the project uses it.")
    }
}

/// The value of a key that is text, in a table of a TOML file that is laid out as usual.
pub(super) fn table_value(text: &str, table: &str, key: &str) -> Option<String> {
    let lines = text.lines().skip_while(|line| line.trim() != table).skip(1);
    lines.take_while(|line| !line.starts_with('[')).find_map(|line| {
        let (name, value) = line.split_once('=')?;
        let value = value.trim();
        let quoted = value.strip_prefix('"')?.split_once('"')?.0;
        (name.trim() == key).then(|| quoted.to_owned())
    })
}

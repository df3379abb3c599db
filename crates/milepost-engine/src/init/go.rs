//! Go.

use super::{
    Command, Detection, Evidence, Table, Topic, Tree,
    detect::project_id,
    tree::{folder_of, join},
};

/// The commands of the `go` tool for the outermost module.
pub(super) fn detect(tree: &Tree<'_>, detection: &mut Detection) {
    let Some(path) = tree.outermost("go.mod") else { return };
    let folder = folder_of(path);
    let evidence = tree.evidence(path, "module ");
    let beside = !folder.is_empty() && !detection.commands.is_empty();
    detection.found(Topic::PackageManager, "go", vec![evidence.clone()]);
    if folder.is_empty() && detection.id.is_none() {
        let text = tree.text(path).unwrap_or_default();
        let module = text.lines().find_map(|line| line.strip_prefix("module "));
        detection.id = module.map(|module| (project_id(module.trim()), evidence.clone()));
    }
    for command in commands(tree, folder, &evidence, detection) {
        let command = if beside {
            command.unsure(format!(
                "`{folder}/` is a part of the project; its commands above may run this already."
            ))
        } else {
            command
        };
        detection.propose("go", command);
    }
}

fn commands(tree: &Tree<'_>, folder: &str, module: &Evidence, detection: &mut Detection) -> Vec<Command> {
    let at = |run: &str| if folder.is_empty() { run.to_owned() } else { format!("cd {folder} && {run}") };
    let evidence = || vec![module.clone()];
    let names = [".golangci.yml", ".golangci.yaml", ".golangci.toml", ".golangci.json"];
    let config = tree.first(folder, &names).map(|(_, evidence)| evidence);
    let golangci = config.or_else(|| tree.said_in_automation("golangci-lint run"));
    let (tool, run) = match golangci {
        Some(_) => ("golangci-lint", "golangci-lint run"),
        None => ("go vet", "go vet ./..."),
    };
    let said = golangci.map_or_else(evidence, |evidence| vec![evidence]);
    detection.found(Topic::Lint, tool, said.clone());
    let lint = Command::check("lint", at(run), said);
    detection.found(Topic::Tests, "go test", evidence());
    let tags = tree.below(folder).filter(|path| path.ends_with("_test.go"));
    let tagged = tags.into_iter().find_map(|path| build_tag(tree, path));
    let mut suite = Command::suite("test", at("go test -json ./..."), evidence()).report("go-json", "-");
    if let Some((tag, evidence)) = tagged {
        suite
            .notes
            .push(format!("Tests with the build tag `{tag}` ({evidence}) do not run without `-tags {tag}`."));
    }
    let profile = "coverage.out";
    let mut coverage =
        Command::new(Table::Coverage, at(&format!("go test -coverprofile={profile} ./...")), evidence())
            .report("go-cover", &join(folder, profile));
    if !tree.ignores(&join(folder, profile)) {
        coverage.writes = vec![join(folder, profile)];
        coverage.notes.push(
            "Git does not ignore the file: add it to `.gitignore`, or each run makes other evidence stale."
                .to_owned(),
        );
    }
    detection.found(Topic::Coverage, "go test -coverprofile", evidence());
    vec![
        Command::check("build", at("go build ./..."), evidence()),
        Command::check("typecheck", at("go vet ./..."), evidence()),
        lint,
        Command::check("format", at("test -z \"$(gofmt -l .)\""), evidence()).unsure(
            "Every Go project has this form, and a failure names no file; nothing says that it is checked.",
        ),
        suite,
        coverage,
    ]
}

/// The tag behind which a test file stands, as far as it is one that a person chose.
fn build_tag(tree: &Tree<'_>, path: &str) -> Option<(String, Evidence)> {
    let text = tree.text(path)?;
    let line = text.lines().take(20).position(|line| line.starts_with("//go:build "))?;
    let tag = text.lines().nth(line)?.strip_prefix("//go:build ")?.trim();
    let systems = ["linux", "darwin", "windows", "unix", "cgo", "race", "amd64", "arm64", "ignore"];
    let chosen = tag.chars().all(|c| c.is_alphanumeric() || c == '_') && !systems.contains(&tag);
    chosen.then(|| (tag.to_owned(), Evidence { path: path.to_owned(), line: Some(line as u32 + 1) }))
}

//! Python: the runner of the project's environment, pytest, and the tools whose configuration is there.

use super::{
    Command, Detection, Evidence, Table, Topic, Tree,
    cargo::table_value,
    detect::project_id,
    tree::{folder_of, has_extension, join},
};

/// The outermost project, by the first of these files.
pub(super) fn detect(tree: &Tree<'_>, detection: &mut Detection) {
    let marks =
        ["pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile", "tox.ini", "pytest.ini"];
    let Some(mark) =
        marks.iter().filter_map(|mark| tree.outermost(mark)).min_by_key(|path| path.matches('/').count())
    else {
        return;
    };
    let python = Python::of(tree, folder_of(mark));
    let beside = !python.folder.is_empty() && !detection.commands.is_empty();
    detection.found(Topic::PackageManager, python.manager, vec![python.evidence.clone()]);
    if python.folder.is_empty() && detection.id.is_none() {
        detection.id = python.name(tree);
    }
    for command in commands(tree, &python, detection) {
        let command = if beside {
            command.unsure(format!(
                "`{}/` is a part of the project; its commands above may run this already.",
                python.folder
            ))
        } else {
            command
        };
        detection.propose("python", command);
    }
}

struct Python {
    folder: String,
    manager: &'static str,
    /// What stands before each tool.
    prefix: &'static str,
    evidence: Evidence,
}

impl Python {
    fn of(tree: &Tree<'_>, folder: &str) -> Self {
        let pyproject = join(folder, "pyproject.toml");
        let managers: [(&str, &str, &str, &str); 5] = [
            ("uv", "uv run --locked ", "uv.lock", "[tool.uv"),
            ("poetry", "poetry run ", "poetry.lock", "[tool.poetry"),
            ("pdm", "pdm run ", "pdm.lock", "[tool.pdm"),
            ("pipenv", "pipenv run ", "Pipfile.lock", "[tool.pipenv"),
            ("hatch", "hatch run ", "hatch.toml", "[tool.hatch.envs"),
        ];
        let found = managers.into_iter().find_map(|(manager, prefix, lock, table)| {
            let lock = tree.first(folder, &[lock]).map(|(_, evidence)| evidence);
            let is_locked = lock.is_some();
            let evidence = lock.or_else(|| tree.mention(&pyproject, table))?;
            // A lock file that is not there cannot be held to.
            let prefix = if manager == "uv" && !is_locked { "uv run " } else { prefix };
            Some((manager, prefix, evidence))
        });
        let (manager, prefix, evidence) = found.unwrap_or_else(|| {
            let marks = [
                "pyproject.toml",
                "setup.py",
                "setup.cfg",
                "requirements.txt",
                "Pipfile",
                "tox.ini",
                "pytest.ini",
            ];
            let evidence = tree.first(folder, &marks).map(|(_, evidence)| evidence);
            ("python", "", evidence.unwrap_or(Evidence { path: pyproject.clone(), line: None }))
        });
        Self { folder: folder.to_owned(), manager, prefix, evidence }
    }

    /// A tool of the project's environment.
    fn run(&self, command: &str) -> String {
        // Without a manager the interpreter is asked: then the tool is the one of the active environment.
        let call = if self.prefix.is_empty() {
            format!("python3 -m {command}")
        } else {
            format!("{}{command}", self.prefix)
        };
        if self.folder.is_empty() { call } else { format!("cd {} && {call}", self.folder) }
    }

    fn name(&self, tree: &Tree<'_>) -> Option<(String, Evidence)> {
        let path = join(&self.folder, "pyproject.toml");
        let text = tree.text(&path)?;
        let name = table_value(&text, "[project]", "name")
            .or_else(|| table_value(&text, "[tool.poetry]", "name"))?;
        Some((project_id(&name), tree.evidence(&path, "name")))
    }

    /// Where a tool is configured: one of its files, or its table.
    fn configured(&self, tree: &Tree<'_>, files: &[&str], tables: &[(&str, &str)]) -> Option<Evidence> {
        let file = tree.first(&self.folder, files).map(|(_, evidence)| evidence);
        file.or_else(|| {
            tables.iter().find_map(|(file, table)| tree.mention(&join(&self.folder, file), table))
        })
    }

    /// Where a distribution is named among the dependencies.
    fn depends_on(&self, tree: &Tree<'_>, name: &str) -> Option<Evidence> {
        let prefix = if self.folder.is_empty() { String::new() } else { format!("{}/", self.folder) };
        let is_list = |path: &&str| {
            let name = path.strip_prefix(prefix.as_str()).unwrap_or(path);
            name == "pyproject.toml"
                || name == "setup.cfg"
                || name == "setup.py"
                || name == "Pipfile"
                || name == "tox.ini"
                || (name.contains("requirements")
                    && has_extension(name, "txt")
                    && name.matches('/').count() <= 1)
        };
        tree.below(&self.folder).filter(is_list).find_map(|path| {
            let text = tree.text(path)?;
            let line = text.lines().position(|line| names(line, name))?;
            Some(Evidence { path: path.to_owned(), line: Some(line as u32 + 1) })
        })
    }
}

/// Whether a line of a list of dependencies names this one: `"pytest>=8"`, `pytest==8`, `pytest = "^8"`.
fn names(line: &str, name: &str) -> bool {
    let line = line.trim();
    let entry = |text: &str| {
        let text = text.trim().trim_start_matches(['"', '\'', '-', ' ']);
        text.strip_prefix(name).is_some_and(|rest| {
            rest.is_empty() || rest.starts_with(['=', '>', '<', '~', '!', '[', '"', '\'', ' ', ';', ','])
        })
    };
    !line.starts_with('#') && (entry(line) || line.contains('[') && line.split([',', '[']).any(entry))
}

fn commands(tree: &Tree<'_>, python: &Python, detection: &mut Detection) -> Vec<Command> {
    let mut all = Vec::new();
    let ruff = python
        .configured(tree, &["ruff.toml", ".ruff.toml"], &[("pyproject.toml", "[tool.ruff")])
        .or_else(|| python.depends_on(tree, "ruff"));
    let flake8 = python
        .configured(tree, &[".flake8"], &[("setup.cfg", "[flake8]"), ("tox.ini", "[flake8]")])
        .or_else(|| python.depends_on(tree, "flake8"));
    if let Some(evidence) = &ruff {
        detection.found(Topic::Lint, "ruff", vec![evidence.clone()]);
        all.push(Command::check("lint", python.run("ruff check ."), vec![evidence.clone()]));
    } else if let Some(evidence) = flake8 {
        detection.found(Topic::Lint, "flake8", vec![evidence.clone()]);
        all.push(Command::check("lint", python.run("flake8"), vec![evidence]));
    }
    let black = python
        .configured(tree, &[], &[("pyproject.toml", "[tool.black]")])
        .or_else(|| python.depends_on(tree, "black"));
    if let Some(evidence) = black {
        detection.found(Topic::Format, "black", vec![evidence.clone()]);
        all.push(Command::check("format", python.run("black --check ."), vec![evidence]));
    } else if let Some(evidence) = ruff {
        let said = tree
            .mention(&join(&python.folder, "pyproject.toml"), "[tool.ruff.format]")
            .or_else(|| tree.said_in_automation("ruff format"))
            .or_else(|| tree.said_in_automation("ruff-format"));
        let format = |evidence| Command::check("format", python.run("ruff format --check ."), vec![evidence]);
        all.push(match said {
            Some(said) => {
                detection.found(Topic::Format, "ruff format", vec![said.clone()]);
                format(said)
            }
            None => format(evidence).unsure("Ruff is there; nothing says that it forms the code too."),
        });
    }
    all.extend(types(tree, python, detection));
    all.extend(tests(tree, python, detection));
    all
}

fn types(tree: &Tree<'_>, python: &Python, detection: &mut Detection) -> Option<Command> {
    let mypy_files = ["mypy.ini", ".mypy.ini"];
    let mypy_tables = [("pyproject.toml", "[tool.mypy]"), ("setup.cfg", "[mypy]"), ("tox.ini", "[mypy]")];
    let mypy = python.configured(tree, &mypy_files, &mypy_tables).or_else(|| python.depends_on(tree, "mypy"));
    if let Some(evidence) = mypy {
        detection.found(Topic::Types, "mypy", vec![evidence.clone()]);
        // Its own list of files wins over ours.
        let config = tree.text(&evidence.path).unwrap_or_default();
        let stated = config.lines().any(|line| {
            line.split_once('=')
                .is_some_and(|(key, _)| matches!(key.trim(), "files" | "packages" | "modules"))
        });
        let target = match (stated, tree.has_folder(&join(&python.folder, "src"))) {
            (true, _) => "mypy",
            (false, true) => "mypy src",
            (false, false) => "mypy .",
        };
        return Some(Command::check("typecheck", python.run(target), vec![evidence]));
    }
    let pyright = python
        .configured(
            tree,
            &["pyrightconfig.json"],
            &[("pyproject.toml", "[tool.pyright]"), ("pyproject.toml", "[tool.basedpyright]")],
        )
        .or_else(|| python.depends_on(tree, "pyright"))
        .or_else(|| python.depends_on(tree, "basedpyright"))?;
    let tool = if tree.mention(&pyright.path, "basedpyright").is_some() { "basedpyright" } else { "pyright" };
    detection.found(Topic::Types, tool, vec![pyright.clone()]);
    Some(Command::check("typecheck", python.run(tool), vec![pyright]))
}

/// pytest with JUnit XML and, where its plugin is there, lcov; else unittest.
fn tests(tree: &Tree<'_>, python: &Python, detection: &mut Detection) -> Vec<Command> {
    let mut all = Vec::new();
    let is_test = |path: &&str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        has_extension(name, "py") && (name.starts_with("test_") || name.ends_with("_test.py"))
    };
    let tables =
        [("pyproject.toml", "[tool.pytest"), ("setup.cfg", "[tool:pytest]"), ("tox.ini", "[pytest]")];
    let pytest = python
        .configured(tree, &["pytest.ini", "conftest.py", "tests/conftest.py"], &tables)
        .or_else(|| python.depends_on(tree, "pytest"))
        .or_else(|| {
            tree.below(&python.folder).filter(is_test).find_map(|path| tree.mention(path, "import pytest"))
        });
    let Some(evidence) = pytest else {
        let file = tree.below(&python.folder).filter(is_test);
        let Some(evidence) = file.into_iter().find_map(|path| tree.mention(path, "import unittest")) else {
            return all;
        };
        detection.found(Topic::Tests, "unittest", vec![evidence.clone()]);
        let folder = folder_of(evidence.path.as_str()).strip_prefix(&python.folder).unwrap_or_default();
        let start = folder.trim_matches('/').split('/').next().filter(|first| !first.is_empty());
        let run = match start {
            Some(start) => {
                format!("unittest discover --verbose --start-directory {start} --top-level-directory .")
            }
            None => "unittest discover --verbose".to_owned(),
        };
        let run = if python.prefix.is_empty() { run } else { format!("python -m {run}") };
        all.push(
            Command::suite("test", python.run(&run), vec![evidence])
                .note("No report: unittest writes none. The output is read for its summary."),
        );
        return all;
    };
    detection.found(Topic::Tests, "pytest", vec![evidence.clone()]);
    let place = Place::of(tree, python);
    let report = format!("{}/junit.xml", place.folder);
    let suite =
        Command::suite("test", python.run(&format!("pytest --junitxml={report}")), vec![evidence.clone()])
            .report("junit", &join(&python.folder, &report));
    all.push(place.declared(python, suite));
    let plugin = python.depends_on(tree, "pytest-cov");
    let lcov = format!("{}/lcov.info", place.folder);
    let run = python.run(&format!("pytest --cov --cov-report=lcov:{lcov}"));
    let command = |evidence| {
        let command = Command::new(Table::Coverage, run.clone(), vec![evidence])
            .report("lcov", &join(&python.folder, &lcov));
        place.declared(python, command)
    };
    all.push(match plugin {
        Some(plugin) => {
            detection.found(Topic::Coverage, "pytest-cov", vec![plugin.clone()]);
            command(plugin)
        }
        None => command(evidence).unsure("Needs the package `pytest-cov`."),
    });
    all
}

/// The folder for reports.
struct Place {
    folder: &'static str,
    ignored: bool,
}

impl Place {
    /// The first that Git ignores.
    fn of(tree: &Tree<'_>, python: &Python) -> Self {
        let folders = [".pytest_cache/milepost", "reports", "build/reports", ".tox/reports", ".venv/reports"];
        let ignored = folders.into_iter().find(|folder| tree.ignores(&join(&python.folder, folder)));
        Self { folder: ignored.unwrap_or("reports"), ignored: ignored.is_some() }
    }

    fn declared(&self, python: &Python, mut command: Command) -> Command {
        if !self.ignored {
            command.writes = vec![format!("{}/**", join(&python.folder, self.folder))];
            command = command.note(
                "Git does not ignore the folder: add it to `.gitignore`, or each run makes other evidence stale.",
            );
        }
        command
    }
}

#[cfg(test)]
mod tests_of_names {
    use super::names;

    #[test]
    fn dependencies_in_all_their_spellings() {
        for line in [
            "pytest",
            "pytest>=8",
            "  \"pytest>=8.0\",",
            "pytest = \"^8\"",
            "dev = [\"ruff\", \"pytest\"]",
            "dependencies = [\"pytest[testing]\"]",
            "'pytest ~= 8',",
        ] {
            assert!(names(line, "pytest"), "{line}");
        }
        for line in ["# pytest", "pytest-cov>=4", "\"pytest-asyncio\",", "run = \"pytest\"", "my-pytest"] {
            assert!(!names(line, "pytest"), "{line}");
        }
    }
}

/// Whether a command line is known to run tests: then a run of it that ends well and shows no test is suspect.
///
/// The line may hold several commands (`&&`, `;`, `|`), leading assignments and wrappers (`env`, `time`, `npx`, `uv run`).
/// Scripts of a package manager count when they are called `test`, `tests`, `e2e` or begin or end with such a word
/// (`test:unit`). What is not recognised is not thereby no test command.
pub fn is_test_command(command: &str) -> bool {
    command
        .split(['\n', ';', '|', '&'])
        .map(|part| part.split_whitespace().map(unquoted).collect::<Vec<_>>())
        .any(|words| simple(&words))
}

/// Tools that are a test run whatever follows.
const TOOLS: &[&str] = &[
    "ava",
    "bats",
    "behave",
    "ctest",
    "cypress",
    "jasmine",
    "jest",
    "karma",
    "mocha",
    "nose2",
    "phpunit",
    "playwright",
    "pytest",
    "py.test",
    "rspec",
    "tap",
    "tape",
    "tox",
    "vitest",
];

/// Wrappers: what comes after them is the command.
const WRAPPERS: &[&[&str]] = &[
    &["env"],
    &["time"],
    &["nice"],
    &["command"],
    &["exec"],
    &["npx"],
    &["bunx"],
    &["pnpx"],
    &["xvfb-run"],
    &["c8"],
    &["nyc"],
    &["npm", "exec"],
    &["pnpm", "exec"],
    &["pnpm", "dlx"],
    &["yarn", "exec"],
    &["yarn", "dlx"],
    &["uv", "run"],
    &["uvx"],
    &["poetry", "run"],
    &["pipenv", "run"],
    &["pdm", "run"],
    &["hatch", "run"],
    &["rye", "run"],
    &["bundle", "exec"],
    &["coverage", "run", "-m"],
    &["python", "-m"],
    &["python3", "-m"],
];

fn simple(words: &[&str]) -> bool {
    let Some((&first, rest)) = words.split_first() else { return false };
    let assignment = first.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric())
    });
    if assignment || (first.starts_with('-') && !rest.is_empty()) {
        return simple(rest);
    }
    let tool = first.rsplit(['/', '\\']).next().unwrap_or(first);
    let named: Vec<&str> = std::iter::once(tool).chain(rest.iter().copied()).collect();
    for wrapper in WRAPPERS {
        if named.starts_with(wrapper) && named.len() > wrapper.len() {
            return simple(&named[wrapper.len()..]);
        }
    }
    if TOOLS.contains(&tool) {
        return !rest
            .iter()
            .any(|word| matches!(*word, "--version" | "--help" | "install" | "open" | "show-report"));
    }
    let mut arguments = rest.iter().copied().filter(|word| !word.starts_with('-') && !word.starts_with('+'));
    match tool {
        "unittest" => true,
        "cargo" => match arguments.next() {
            Some("test" | "t") => !rest.contains(&"--no-run"),
            Some("nextest") => matches!(arguments.next(), Some("run" | "r")),
            Some("llvm-cov" | "tarpaulin") => true,
            _ => false,
        },
        "go" | "deno" | "dotnet" | "swift" | "zig" | "mix" | "flutter" | "dart" | "bazel" | "rails"
        | "meson" | "manage.py" => arguments.next() == Some("test"),
        "npm" | "pnpm" | "yarn" | "bun" | "turbo" | "nx" | "lerna" | "just" | "make" | "rake" | "task"
        | "composer" | "mvn" | "mvnw" | "gradle" | "gradlew" | "sbt" => script(tool, rest),
        "node" => rest.contains(&"--test"),
        "python" | "python3" => {
            arguments.next().is_some_and(|file| file.ends_with("manage.py"))
                && arguments.next() == Some("test")
        }
        _ => false,
    }
}

/// Whether one of the words of a script runner is a script that tests. Values of options are among the words: they may
/// make this say yes (`pnpm --filter test build`), which costs a question, never a false pass.
fn script(tool: &str, words: &[&str]) -> bool {
    let short = matches!(tool, "npm" | "pnpm") && words.first() == Some(&"t");
    let verbs: &[&str] = if tool == "npm" {
        &["install", "i", "ci", "add", "uninstall", "publish", "view"]
    } else {
        &["install", "i", "add", "remove", "publish", "require"]
    };
    short
        || !words.first().is_some_and(|word| verbs.contains(word))
            && words.iter().take_while(|word| **word != "--").any(|word| {
                !word.starts_with('-')
                    && word.split([':', '-', '_', '.']).any(|part| {
                        matches!(
                            part,
                            "test" | "tests" | "e2e" | "spec" | "vitest" | "jest" | "pytest" | "check-test"
                        )
                    })
                    && !word
                        .split([':', '-'])
                        .any(|part| matches!(part, "build" | "lint" | "clean" | "setup"))
            })
}

fn unquoted(word: &str) -> &str {
    word.trim_matches(['"', '\'', '(', ')', '`'])
}

#[cfg(test)]
mod tests {
    use super::is_test_command;

    #[test]
    fn test_commands() {
        for command in [
            "pnpm test",
            "npm run test:unit",
            "npm t",
            "npm test -- --run",
            "yarn test",
            "pnpm -r test",
            "bun test",
            "cargo test",
            "cargo +nightly test --workspace",
            "cargo nextest run",
            "cargo t",
            "cargo llvm-cov --lcov",
            "go test ./...",
            "pytest",
            "pytest tests/unit -q",
            "python -m pytest",
            "python3 -m unittest discover",
            "vitest run",
            "npx vitest run --coverage",
            "pnpm exec vitest",
            "CI=1 NODE_ENV=test npx jest",
            "node --test",
            "./node_modules/.bin/jest",
            "cd web && pnpm test",
            "uv run pytest",
            "poetry run pytest -x",
            "make test",
            "just test",
            "mvn test",
            "./gradlew test",
            "deno test",
            "dotnet test",
            "python manage.py test",
            "npx playwright test",
            "bundle exec rspec",
            "pnpm --filter web test:e2e",
            "pnpm test | tee log",
            "turbo run test",
            "coverage run -m pytest",
            "env FOO=1 cargo test",
        ] {
            assert!(is_test_command(command), "{command}");
        }
    }

    #[test]
    fn other_commands() {
        for command in [
            "",
            "npx tsc --noEmit",
            "pnpm build",
            "pnpm lint",
            "cargo build",
            "cargo test --no-run",
            "cargo clippy --tests",
            "echo test",
            "test -f package.json",
            "[ -f x ]",
            "git commit -m 'add test'",
            "npm install jest",
            "go vet ./...",
            "go build ./test",
            "ls tests",
            "cat test.txt",
            "python script.py",
            "pnpm add -D vitest",
            "cargo nextest list",
            "pytest --version",
            "node test.js",
            "pnpm run build:test",
            "npx playwright install",
        ] {
            assert!(!is_test_command(command), "{command}");
        }
    }
}

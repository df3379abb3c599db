//! Commands that should pass before the work as well.

/// Words that start another command and assert nothing themselves.
const WRAPPERS: [&str; 29] = [
    "bash",
    "bun",
    "bunx",
    "command",
    "corepack",
    "deno",
    "dlx",
    "env",
    "exec",
    "hatch",
    "node",
    "nice",
    "npm",
    "npx",
    "nx",
    "pipenv",
    "pnpm",
    "poetry",
    "python",
    "python3",
    "run",
    "run-script",
    "sh",
    "task",
    "time",
    "tox",
    "turbo",
    "uv",
    "yarn",
];
/// Programs whose first argument says what they do.
const DRIVERS: [&str; 15] = [
    "cargo", "cmake", "dart", "dotnet", "flutter", "go", "gradle", "gradlew", "just", "make", "mvn", "ninja",
    "rake", "ruff", "swift",
];
/// What builds, lints, formats or checks types, as parts of a name such as `build:prod` or `check-types`.
const STEADY: [&str; 29] = [
    "biome",
    "black",
    "build",
    "clippy",
    "compile",
    "eslint",
    "flake8",
    "fmt",
    "format",
    "gofmt",
    "golangci",
    "isort",
    "lint",
    "mypy",
    "oxlint",
    "prettier",
    "pylint",
    "pyright",
    "rubocop",
    "rustfmt",
    "shellcheck",
    "standard",
    "stylelint",
    "tsc",
    "typecheck",
    "types",
    "typos",
    "vet",
    "vue-tsc",
];

/// Whether all that a command asserts is that something builds, is formatted, lints or has right types. That holds before
/// a change as well. A command that only mentions such a word, like one that looks for it in a file, does not assert it.
pub(super) fn is_steady(script: &str) -> bool {
    let statements = script.lines().map(without_comment).flat_map(|line| line.split(['|', ';', '&']));
    let mut asserting =
        statements.map(str::trim).filter(|one| !one.is_empty() && !is_setting(one)).peekable();
    asserting.peek().is_some() && asserting.all(asserts_steady)
}

fn without_comment(line: &str) -> &str {
    let starts =
        |(at, _): &(usize, &str)| line[..*at].is_empty() || line[..*at].ends_with(char::is_whitespace);
    line.match_indices('#').find(starts).map_or(line, |(at, _)| &line[..at])
}

/// Whether a statement says only where and how the others run.
fn is_setting(statement: &str) -> bool {
    matches!(statement.split_whitespace().next(), Some("cd" | "set" | "export" | "source" | "."))
}

fn asserts_steady(statement: &str) -> bool {
    let is_assignment = |word: &str| {
        let name = word.split_once('=').map(|(name, _)| name);
        name.is_some_and(|name| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        })
    };
    let mut words = statement
        .split_whitespace()
        .filter(|word| !is_assignment(word) && !word.starts_with(['-', '+']))
        .skip_while(|word| WRAPPERS.contains(word));
    let Some(program) = words.next() else { return false };
    let program = program.rsplit('/').next().unwrap_or(program);
    if is_steady_name(program) {
        return true;
    }
    // `cmake --build out` says it in an option.
    let is_cmake = program == "cmake" && statement.split_whitespace().any(|word| word == "--build");
    let checks = |word: &str| (program == "cargo" || program == "ruff") && word == "check";
    is_cmake
        || DRIVERS.contains(&program) && words.next().is_some_and(|word| is_steady_name(word) || checks(word))
}

/// Whether a name has one of the words as a part, and none that says that it tests.
fn is_steady_name(name: &str) -> bool {
    let parts = || name.split(|c: char| !c.is_ascii_alphanumeric());
    (STEADY.contains(&name) || parts().any(|part| STEADY.contains(&part)))
        && !parts().any(|part| matches!(part, "test" | "tests" | "spec" | "e2e" | "bench"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_builds_lints_formats_or_checks_types_is_steady() {
        for script in [
            "pnpm build",
            "npm run build:prod",
            "cargo build --release",
            "cargo clippy --workspace -- -D warnings",
            "cargo check",
            "cargo fmt --check",
            "npx tsc --noEmit",
            "pnpm exec eslint .",
            "pnpm run check-types",
            "sh build.sh # build",
            "./scripts/lint.sh",
            "cd web && CI=1 pnpm lint",
            "set -e\nmake lint\nmake build\n",
            "go vet ./...",
            "ruff check src",
            "cmake --build out",
            "python -m mypy src",
        ] {
            assert!(is_steady(script), "{script}");
        }
    }

    #[test]
    fn what_only_mentions_it_is_not() {
        for script in [
            "grep -q build README.md",
            "test -x dist/build",
            "./check-rebuild-of-index --lint",
            "pnpm build && pnpm test",
            "cargo test build",
            "node dist/export.js --format csv",
            "cargo nextest run -E 'test(lint)'",
            "pnpm run test:build",
            "curl http://localhost/build",
            "# lint",
            "cd build",
            "",
            "diff <(pnpm lint) expected",
        ] {
            assert!(!is_steady(script), "{script}");
        }
    }
}

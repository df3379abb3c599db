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
const DRIVERS: [&str; 25] = [
    "astro", "cargo", "cmake", "dart", "docker", "dotnet", "expo", "flutter", "go", "gradle", "gradlew",
    "just", "make", "mvn", "next", "ng", "ninja", "nuxt", "podman", "rake", "remix", "ruff", "rollup",
    "swift", "vite",
];
/// Options of runners and drivers whose value stands behind them.
const VALUED: [&str; 13] = [
    "--cwd",
    "--dir",
    "--file",
    "--filter",
    "--manifest-path",
    "--package",
    "--prefix",
    "--workspace",
    "-C",
    "-F",
    "-f",
    "-p",
    "-w",
];
/// Programs and scripts that build, lint, format or check types and do nothing else.
const STEADY: [&str; 30] = [
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
    "golangci-lint",
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
    "tsup",
    "typecheck",
    "types",
    "typos",
    "vet",
    "vue-tsc",
];
/// Words that say only how, or of what, when they stand beside one that says what: `build:prod`, `check-types`.
const HOW: [&str; 24] = [
    "all",
    "api",
    "app",
    "backend",
    "check",
    "ci",
    "client",
    "css",
    "debug",
    "dev",
    "docs",
    "fix",
    "frontend",
    "js",
    "prod",
    "production",
    "py",
    "release",
    "rs",
    "server",
    "sh",
    "ts",
    "type",
    "web",
];

/// Whether all that a command asserts is that something builds, is formatted, lints or has right types. That holds before
/// a change as well. A command that only mentions such a word, like one that looks for it in a file, does not assert it.
pub(super) fn is_steady(script: &str) -> bool {
    let lines = script.lines().map(|line| without_redirections(without_comment(line)));
    let statements: Vec<String> =
        lines.flat_map(|line| line.split([';', '&']).map(str::to_owned).collect::<Vec<_>>()).collect();
    let parts = statements.iter().flat_map(|statement| {
        // A copy of the output behind a pipe asserts nothing.
        statement
            .split('|')
            .enumerate()
            .filter(|(at, part)| *at == 0 || !is_copy(part))
            .map(|(_, part)| part.trim())
    });
    let mut asserting = parts.filter(|one| !one.is_empty() && !is_setting(one)).peekable();
    asserting.peek().is_some() && asserting.all(asserts_steady)
}

/// A line without `2>&1`, `&>log` and `>&2`, in which `&` separates nothing.
fn without_redirections(line: &str) -> String {
    line.replace("2>&1", " ").replace(">&2", " ").replace("&>", " > ")
}

fn is_copy(part: &str) -> bool {
    matches!(part.split_whitespace().next(), Some("tee" | "cat" | "head" | "tail"))
}

fn without_comment(line: &str) -> &str {
    let starts =
        |(at, _): &(usize, &str)| line[..*at].is_empty() || line[..*at].ends_with(char::is_whitespace);
    line.match_indices('#').find(starts).map_or(line, |(at, _)| &line[..at])
}

/// Whether a statement says only where and how the others run, or installs what they need.
fn is_setting(statement: &str) -> bool {
    let mut words = statement.split_whitespace();
    match words.next() {
        Some("cd" | "set" | "export" | "source" | ".") => true,
        Some("npm" | "pnpm" | "yarn" | "bun" | "bundle" | "pip" | "uv") => {
            matches!(words.next(), Some("ci" | "install" | "sync"))
        }
        _ => false,
    }
}

fn asserts_steady(statement: &str) -> bool {
    let is_assignment = |word: &str| {
        let name = word.split_once('=').map(|(name, _)| name);
        name.is_some_and(|name| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        })
    };
    let mut is_value = false;
    let is_word = |word: &&str| {
        let is_argument = !std::mem::replace(&mut is_value, VALUED.contains(word));
        is_argument && !is_assignment(word) && !word.starts_with(['-', '+'])
    };
    let mut words = statement.split_whitespace().filter(is_word).skip_while(|word| WRAPPERS.contains(word));
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

/// Whether a name is one of the words, or one of them beside words that say only how: `build:prod`, `check-types`,
/// `lint.sh`.
fn is_steady_name(name: &str) -> bool {
    let parts: Vec<&str> = name.split([':', '-', '_', '.']).collect();
    STEADY.contains(&name)
        || parts.iter().any(|part| STEADY.contains(part))
            && parts.iter().all(|part| STEADY.contains(part) || HOW.contains(part))
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
            "pnpm build 2>&1",
            "npm ci && npm run build",
            "cargo build | tee build.log",
            "npx vite build",
            "next build",
            "docker build .",
            "pnpm --filter web build",
            "npm --prefix web run build",
            "make -C web build",
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
            "./check-invoice-format.sh",
            "python validate_build_report.py",
            "npm run black-friday",
            "./vet-records.sh",
            "make check-export-format",
            "pnpm build | grep -q warning",
        ] {
            assert!(!is_steady(script), "{script}");
        }
    }
}

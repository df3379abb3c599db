//! Which code spans are commands.

/// A code span that a shell could run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandSpan {
    /// The command without a leading prompt.
    pub command: String,
    /// The tool that it calls, without its folder.
    pub tool: String,
}

/// Reads a code span as a command: its first word (after `$ ` and `NAME=value`) is a known tool and has an argument.
/// Routes, flags, identifiers, file names and statements of versions are not commands.
pub fn command_span(code: &str) -> Option<CommandSpan> {
    command_span_with(code, |_| false)
}

/// As [`command_span`], with more tools: for the project's own binary, which only its tree knows.
pub fn command_span_with(code: &str, is_tool: impl Fn(&str) -> bool) -> Option<CommandSpan> {
    let command = code.trim();
    let command = command.strip_prefix("$ ").unwrap_or(command).trim_start();
    if command.is_empty() || command.contains(['\n', '\r', '\0']) {
        return None;
    }
    let mut words = command.split_whitespace().skip_while(|word| is_assignment(word));
    let mut first = words.next()?;
    while matches!(first, "sudo" | "time" | "env" | "exec" | "command" | "nohup") {
        first = words.by_ref().find(|word| !is_assignment(word))?;
    }
    let argument = words.next();
    let path = first.starts_with("./") || first.starts_with("../");
    let tool = first.rsplit('/').next().unwrap_or(first);
    if path {
        let script = [".sh", ".bash"].iter().any(|end| tool.ends_with(end));
        if !script && argument.is_none() {
            return None;
        }
    } else {
        let argument = argument?;
        let script = first.contains('/') && [".sh", ".bash"].iter().any(|end| tool.ends_with(end));
        if !script && !is_known_tool(first) && !is_tool(first) || first.ends_with(['>', ':', ',']) {
            return None;
        }
        if is_version(argument) || !fits(first, argument) {
            return None;
        }
    }
    Some(CommandSpan { command: command.to_owned(), tool: tool.to_owned() })
}

/// Whether the word is a tool that milestone documents call.
pub fn is_known_tool(word: &str) -> bool {
    TOOLS.binary_search(&word).is_ok()
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

/// `node >= 18`, `python 3.12`, `pnpm v9`.
fn is_version(argument: &str) -> bool {
    let bare = argument.trim_start_matches(['>', '<', '=', '^', '~', 'v']);
    argument.starts_with(['>', '<', '=', '^', '≥'])
        && !argument.starts_with("<(")
        && bare.starts_with(|c: char| c.is_ascii_digit() || c.is_whitespace())
        || matches!(argument, ">=" | "<=" | "==" | "=" | ">" | "<" | "≥")
        || bare.starts_with(|c: char| c.is_ascii_digit())
            && bare.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'x' | '+'))
}

/// Tools whose name is an English word are commands only with an argument that they know.
fn fits(tool: &str, argument: &str) -> bool {
    match tool {
        "go" => matches!(
            argument,
            "build"
                | "test"
                | "vet"
                | "run"
                | "mod"
                | "generate"
                | "fmt"
                | "install"
                | "tool"
                | "work"
                | "list"
                | "get"
                | "version"
                | "clean"
        ),
        "test" | "[" => argument.starts_with(['-', '!', '"', '$']),
        "find" | "ls" | "cat" | "grep" | "rg" | "cp" | "mv" | "rm" | "diff" | "head" | "tail" | "wc"
        | "sed" | "awk" | "jq" => true,
        "swift" => matches!(argument, "build" | "test" | "run" | "package" | "format"),
        "task" | "just" | "make" | "bun" | "node" | "dart" | "flutter" => !argument.starts_with(['=', ':']),
        "mix" => !argument.ends_with(','),
        _ => !matches!(argument, "=" | ":" | "=>" | "->" | "is" | "are" | "and" | "or"),
    }
}

const TOOLS: &[&str] = &[
    "[",
    "act",
    "alembic",
    "ansible",
    "ansible-playbook",
    "artisan",
    "awk",
    "aws",
    "az",
    "backlog",
    "bash",
    "bats",
    "bazel",
    "biome",
    "black",
    "bru",
    "buf",
    "bun",
    "bundle",
    "bunx",
    "cargo",
    "cat",
    "cmake",
    "composer",
    "conda",
    "coverage",
    "cp",
    "ctest",
    "curl",
    "cypress",
    "dart",
    "deno",
    "diff",
    "docker",
    "docker-compose",
    "dotnet",
    "drizzle-kit",
    "eslint",
    "find",
    "firebase",
    "flake8",
    "flutter",
    "flyctl",
    "gcloud",
    "gh",
    "git",
    "go",
    "golangci-lint",
    "gradle",
    "gradlew",
    "grep",
    "head",
    "helm",
    "hurl",
    "hyperfine",
    "isort",
    "jest",
    "jq",
    "just",
    "k6",
    "kubectl",
    "lake",
    "lefthook",
    "ls",
    "make",
    "markdownlint",
    "meson",
    "mix",
    "mkdir",
    "mocha",
    "moon",
    "mv",
    "mvn",
    "mypy",
    "mysql",
    "next",
    "ninja",
    "node",
    "nox",
    "npm",
    "npx",
    "nx",
    "openspec",
    "php",
    "phpstan",
    "phpunit",
    "pip",
    "playwright",
    "pnpm",
    "poetry",
    "pre-commit",
    "prettier",
    "prisma",
    "psql",
    "pulumi",
    "pwsh",
    "pyright",
    "pytest",
    "python",
    "python3",
    "rails",
    "rake",
    "redis-cli",
    "rg",
    "rm",
    "rspec",
    "ruby",
    "ruff",
    "rustc",
    "rustup",
    "sed",
    "semgrep",
    "sh",
    "shellcheck",
    "sqlite3",
    "supabase",
    "svelte-check",
    "swift",
    "swiftlint",
    "tail",
    "task",
    "terraform",
    "test",
    "tofu",
    "touch",
    "tox",
    "trivy",
    "tsc",
    "tsx",
    "turbo",
    "uv",
    "uvicorn",
    "uvx",
    "vercel",
    "vite",
    "vitest",
    "wc",
    "wget",
    "wrangler",
    "xcodebuild",
    "yarn",
    "zig",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_their_tools() {
        for (code, tool) in [
            ("npx tsc --noEmit", "npx"),
            ("pnpm build", "pnpm"),
            ("$ cargo test -p api", "cargo"),
            ("CI=1 NODE_ENV=test pnpm test", "pnpm"),
            ("./scripts/check.sh", "check.sh"),
            ("scripts/check.sh --all", "check.sh"),
            ("./gradlew test", "gradlew"),
            ("go test ./...", "go"),
            ("uv run pytest -q", "uv"),
            ("test -f dist/index.js", "test"),
            ("make lint", "make"),
            ("env CI=1 npm test", "npm"),
        ] {
            assert_eq!(command_span(code).map(|c| c.tool).as_deref(), Some(tool), "{code}");
        }
        assert_eq!(command_span("$ pnpm build").map(|c| c.command).as_deref(), Some("pnpm build"));
    }

    #[test]
    fn other_code_spans() {
        for code in [
            "",
            "pnpm",
            "GET /api/users",
            "--noEmit",
            "UserService",
            "src/index.ts",
            "./src/index.ts",
            "node >= 18",
            "python 3.12",
            "pnpm 9",
            "name> help",
            "npm@9",
            "go to",
            "status: planned",
            "const x = 1",
            "make: all",
            "NEW_SETTING=value",
            "docker-compose.yml",
            "vmctl list",
        ] {
            assert_eq!(command_span(code), None, "{code}");
        }
        assert!(command_span_with("vmctl list", |word| word == "vmctl").is_some());
    }

    #[test]
    fn the_list_is_searchable() {
        let unsorted: Vec<_> = TOOLS.windows(2).filter(|pair| pair[0] >= pair[1]).collect();
        assert!(unsorted.is_empty(), "{unsorted:?}");
    }
}

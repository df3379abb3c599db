//! One project of each kind.

use super::{decided, initialised, script};

#[test]
fn a_typescript_workspace_of_pnpm_with_vitest_and_prisma() {
    let (project, run) = initialised(&[
        (".gitignore", "node_modules\ndist\ncoverage\n"),
        (
            "package.json",
            "{\n  \"name\": \"@acme/shop\",\n  \"packageManager\": \"pnpm@9.1.0\",\n  \"scripts\": {\n    \"build\": \"pnpm -r build\",\n    \"lint\": \"eslint .\",\n    \"typecheck\": \"tsc -b\",\n    \"test\": \"vitest run\",\n    \"format\": \"prettier --write .\"\n  },\n  \"devDependencies\": {\n    \"@vitest/coverage-v8\": \"^3\",\n    \"eslint\": \"^9\",\n    \"typescript\": \"^5\",\n    \"vitest\": \"^3\",\n    \"prettier\": \"^3\"\n  }\n}\n",
        ),
        ("pnpm-lock.yaml", "lockfileVersion: '9.0'\n"),
        ("pnpm-workspace.yaml", "packages:\n  - \"packages/*\"\n"),
        ("packages/api/package.json", "{ \"name\": \"api\", \"scripts\": { \"build\": \"tsc\" } }\n"),
        (
            "packages/api/prisma/schema.prisma",
            "generator client {\n  provider = \"prisma-client-js\"\n}\n\ndatasource db {\n  provider = \"postgresql\"\n  url      = env(\"SHOP_DATABASE_URL\")\n}\n",
        ),
    ]);
    run.says("pnpm").says("package.json:3").says("Prisma on postgresql").says("schema.prisma:6");
    assert_eq!(script(&project, "lint"), "pnpm run lint");
    assert_eq!(script(&project, "typecheck"), "pnpm run typecheck");
    assert_eq!(script(&project, "build"), "pnpm run build");
    assert_eq!(
        script(&project, "test"),
        "pnpm test --reporter=default --reporter=junit --outputFile.junit=node_modules/.milepost/test.xml"
    );
    assert_eq!(decided(&project, "Lint passes"), "run `lint`");
    assert_eq!(decided(&project, "Type checking passes"), "run `typecheck`");
    assert_eq!(decided(&project, "All tests passing"), "every test of `test` passes");
    assert_eq!(decided(&project, "It reads well"), "signature");
    let text = project.read("milepost.toml");
    for line in [
        "id = \"shop\"",
        "folders = [\"docs/milestones\"]",
        "run = \"pnpm test --coverage --coverage.reporter=text --coverage.reporter=lcov\"",
        "report = { format = \"lcov\", path = \"coverage/lcov.info\" }",
        "#secrets = [\"SHOP_DATABASE_URL\"]",
        "#[checks.format]",
    ] {
        assert!(text.lines().any(|one| one == line), "{line}\n{text}");
    }
}

#[test]
fn a_javascript_project_of_npm_with_jest() {
    let (project, _) = initialised(&[
        (
            "package.json",
            "{\n  \"name\": \"till\",\n  \"scripts\": {\n    \"test\": \"jest\",\n    \"lint\": \"eslint --fix .\"\n  },\n  \"devDependencies\": {\n    \"eslint\": \"^9\",\n    \"jest\": \"^29\",\n    \"jest-junit\": \"^16\"\n  }\n}\n",
        ),
        ("package-lock.json", "{}\n"),
        ("eslint.config.js", "export default [];\n"),
        (".gitignore", "node_modules/\n"),
    ]);
    assert_eq!(script(&project, "test"), "npm test -- --reporters=default --reporters=jest-junit");
    // The script would mend what it should find.
    assert_eq!(script(&project, "lint"), "npx --no-install eslint .");
    assert!(decided(&project, "Build succeeds").contains("no item carries a build command"));
    let text = project.read("milepost.toml");
    assert!(text.contains("JEST_JUNIT_OUTPUT_FILE = \"node_modules/.milepost/test.xml\""), "{text}");
    assert!(text.contains("The script changes files (`--fix`)"), "{text}");
}

#[test]
fn a_cargo_workspace_with_nextest() {
    let (project, _) = initialised(&[
        ("Cargo.toml", "[workspace]\nmembers = [\"a\"]\nresolver = \"2\"\n"),
        ("Cargo.lock", "version = 4\n"),
        ("a/Cargo.toml", "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2021\"\n"),
        ("a/src/lib.rs", ""),
        (".config/nextest.toml", ""),
        (".gitignore", "/target\n"),
        (
            ".github/workflows/ci.yml",
            "jobs:\n  check:\n    steps:\n      - run: cargo clippy --workspace\n      - run: cargo fmt --check\n",
        ),
    ]);
    assert_eq!(script(&project, "build"), "cargo build --workspace --locked");
    assert_eq!(script(&project, "lint"), "cargo clippy --workspace --locked --all-targets -- -D warnings");
    assert_eq!(script(&project, "typecheck"), "cargo check --workspace --locked --all-targets");
    assert_eq!(script(&project, "test"), "cargo nextest run --workspace --locked");
    let text = project.read("milepost.toml");
    assert!(text.contains("# from .github/workflows/ci.yml:4\n[checks.lint]"), "{text}");
    assert!(text.contains("\n#[coverage]\n#run = \"cargo llvm-cov"), "{text}");
}

#[test]
fn a_go_module() {
    let (project, _) = initialised(&[
        ("go.mod", "module example.org/shop\n\ngo 1.22\n"),
        ("cart/cart.go", "package cart\n"),
        ("cart/cart_test.go", "//go:build integration\n\npackage cart\n"),
        (".golangci.yml", "linters: {}\n"),
        (
            "Makefile",
            ".PHONY: lint test\nlint:\n\tgolangci-lint run --timeout 5m\ntest:\n\tgo test -race ./...\n",
        ),
        (".gitignore", "*.out\n"),
    ]);
    assert_eq!(script(&project, "build"), "go build ./...");
    assert_eq!(script(&project, "lint"), "make lint", "the project's own recipe");
    assert_eq!(script(&project, "test"), "go test -json ./...", "names each test");
    let text = project.read("milepost.toml");
    assert!(text.contains("id = \"shop\"") && text.contains("`integration` (cart/cart_test.go:1)"), "{text}");
    assert!(text.contains("report = { format = \"go-cover\", path = \"coverage.out\" }"), "{text}");
}

#[test]
fn a_python_project_of_uv_with_pytest_ruff_and_mypy() {
    let (project, _) = initialised(&[
        (
            "pyproject.toml",
            "[project]\nname = \"till\"\nversion = \"0.1.0\"\n\n[dependency-groups]\ndev = [\"pytest>=8\", \"pytest-cov\", \"ruff\", \"mypy\"]\n\n[tool.ruff.format]\n\n[tool.mypy]\nstrict = true\n",
        ),
        ("uv.lock", "version = 1\n"),
        ("src/till/__init__.py", ""),
        ("tests/test_till.py", "def test_one():\n    assert True\n"),
        (".gitignore", ".pytest_cache/\n.venv\n"),
    ]);
    assert_eq!(script(&project, "lint"), "uv run --locked ruff check .");
    assert_eq!(script(&project, "typecheck"), "uv run --locked mypy src");
    assert_eq!(
        script(&project, "test"),
        "uv run --locked pytest --junitxml=.pytest_cache/milepost/junit.xml"
    );
    let text = project.read("milepost.toml");
    assert!(text.contains("run = \"uv run --locked ruff format --check .\""), "{text}");
    assert!(text.contains("pytest --cov --cov-report=lcov:.pytest_cache/milepost/lcov.info"), "{text}");
}

#[test]
fn a_project_in_c_with_make_and_just() {
    let (project, _) = initialised(&[
        ("justfile", "cc := 'cc'\n\n# All of it\nlint:\n  cppcheck src\n"),
        ("Makefile", "CC ?= cc\nbuild: main.o\n\t$(CC) -o main main.o\ntest: build\n\t./run-tests\n"),
        ("main.c", "int main(void) { return 0; }\n"),
    ]);
    assert_eq!(script(&project, "build"), "make build");
    assert_eq!(script(&project, "lint"), "just lint");
    assert_eq!(script(&project, "test"), "make test");
}

#[test]
fn a_project_of_which_nothing_is_known() {
    let (project, run) = initialised(&[("notes.txt", "x\n")]);
    run.says("milestones").keeps_silent_on("Commands");
    assert!(project.read("milepost.toml").contains("# Nothing was found that builds or tests"));
}

//! What `init` writes runs: with the tools that are here.

use milepost_testkit::Project;

use super::{initialised, phrases};

/// Trusts the milestone, verifies it, and wants these items proven.
fn proves(project: &Project, words: &[&str]) {
    project.commit("configured");
    let digest = project.digest("1");
    let home = std::env::var("HOME").unwrap();
    let env = [("HOME", home.as_str())];
    let run = project.milepost_with(&env, &["verify", "1", "--allow-digest", &digest, "--json"]);
    let value: serde_json::Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{e}: {}", run.text()));
    let items =
        value["documents"][0]["explanation"]["items"].as_array().unwrap_or_else(|| panic!("{value:#}"));
    for word in words {
        let item = items.iter().find(|item| item["text"].as_str().unwrap().starts_with(word));
        let item = item.unwrap_or_else(|| panic!("{word}: {value:#}"));
        assert_eq!(item["standing"], "proven", "{item:#}");
    }
}

fn has(project: &Project, command: &str) -> bool {
    let found = project.run("bash", &["-c", command]).code == Some(0);
    if !found {
        eprintln!("SKIPPED: `{command}` fails here");
    }
    found
}

#[test]
fn cargo() {
    let (project, _) = initialised(&[
        ("Cargo.toml", "[package]\nname = \"till\"\nversion = \"0.1.0\"\nedition = \"2021\"\n"),
        ("Cargo.lock", "version = 4\n\n[[package]]\nname = \"till\"\nversion = \"0.1.0\"\n"),
        (
            "src/lib.rs",
            "/// Adds.\npub fn add(a: u32, b: u32) -> u32 {\n    a + b\n}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn adds() {\n        assert_eq!(super::add(1, 2), 3);\n    }\n}\n",
        ),
        (".gitignore", "/target\n"),
        ("clippy.toml", ""),
    ]);
    if has(&project, "cargo clippy --version") {
        proves(&project, &["Lint passes", "Type checking passes", "Build succeeds", "All tests passing"]);
    }
}

#[test]
fn node() {
    let (project, _) = initialised(&[
        (
            "package.json",
            "{\n  \"name\": \"till\",\n  \"type\": \"module\",\n  \"scripts\": {\n    \"build\": \"node --check add.js\",\n    \"lint\": \"node --check add.js\",\n    \"test\": \"node --test\"\n  }\n}\n",
        ),
        ("add.js", "export const add = (a, b) => a + b;\n"),
        (
            "test/add.test.js",
            "import assert from 'node:assert';\nimport test from 'node:test';\nimport { add } from '../add.js';\ntest('adds', () => assert.equal(add(1, 2), 3));\n",
        ),
        (".gitignore", "node_modules\n"),
    ]);
    let ready = "[ \"$(node -p 'process.versions.node.split(\".\")[0]')\" -ge 20 ] && mkdir -p node_modules/.milepost";
    if has(&project, ready) {
        proves(&project, &["Lint passes", "Build succeeds", "All tests passing"]);
    }
}

#[test]
fn go() {
    let (project, _) = initialised(&[
        ("go.mod", "module example.org/till\n\ngo 1.19\n"),
        ("till.go", "package till\n\n// Add adds.\nfunc Add(a, b int) int { return a + b }\n"),
        (
            "till_test.go",
            "package till\n\nimport \"testing\"\n\nfunc TestAdd(t *testing.T) {\n\tif Add(1, 2) != 3 {\n\t\tt.Fatal()\n\t}\n}\n",
        ),
    ]);
    if has(&project, "go version") {
        proves(&project, &["Lint passes", "Type checking passes", "Build succeeds", "All tests passing"]);
    }
}

#[test]
fn python() {
    let (project, _) = initialised(&[
        ("pyproject.toml", "[project]\nname = \"till\"\nversion = \"0.1.0\"\n"),
        ("till.py", "def add(a, b):\n    return a + b\n"),
        ("tests/__init__.py", ""),
        (
            "tests/test_till.py",
            "import unittest\n\nfrom till import add\n\n\nclass Adds(unittest.TestCase):\n    def test_adds(self):\n        self.assertEqual(add(1, 2), 3)\n",
        ),
        (".gitignore", "__pycache__/\n"),
    ]);
    if has(&project, "python3 --version") {
        proves(&project, &["All tests passing"]);
    }
}

#[test]
fn make_with_tap() {
    let (project, _) = initialised(&[(
        "Makefile",
        "build:\n\t@true\nlint:\n\t@true\ntest:\n\t@printf '1..2\\nok 1 - adds\\nok 2 - takes away\\n'\n",
    )]);
    if has(&project, "make --version") {
        proves(&project, &["Lint passes", "Build succeeds", "All tests passing"]);
    }
    assert!(phrases().contains("It reads well"));
}

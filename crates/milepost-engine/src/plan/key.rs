//! The key of a check: its specification, the environment it gets and the tools it names.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    path::Path,
};

use milepost_ledger::{Digest, Tool};
use milepost_system::System;
use serde_json::{Value, json};

use crate::{Result, Workspace, binding::Run};

/// Variables that every check gets with a value of ours: no colours, no questions, no watching.
const FIXED: [(&str, &str); 4] = [("CI", "true"), ("NO_COLOR", "1"), ("TERM", "dumb"), ("FORCE_COLOR", "0")];

/// What identifies a check and all that its result depends on besides files.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckKey {
    /// The digest of the specification: one run serves every item that is bound to it.
    pub specification: Digest,
    /// The specification.
    pub content: Value,
    /// The environment's values, digested; `None` for a variable that is named and not set.
    pub environment: BTreeMap<String, Option<Digest>>,
    /// The programs that the command names.
    pub tools: Vec<Tool>,
}

/// The digests of an environment's values; `None` for a variable that is named and not set.
type Environment = BTreeMap<String, Option<Digest>>;

/// Makes the keys of one request: each program is looked for once, and each environment read once.
#[derive(Debug)]
pub struct Keys<'w> {
    workspace: &'w Workspace,
    environments: RefCell<HashMap<BTreeMap<String, String>, Environment>>,
    tools: RefCell<HashMap<String, Option<Tool>>>,
}

impl<'w> Keys<'w> {
    /// For a workspace.
    pub fn new(workspace: &'w Workspace) -> Self {
        Self { workspace, environments: RefCell::default(), tools: RefCell::default() }
    }

    /// The digested environment of a run.
    fn environment(&self, repository: &str, run: &Run) -> Environment {
        if let Some(known) = self.environments.borrow().get(&run.env) {
            return known.clone();
        }
        let digested = |(name, value): (String, Option<String>)| {
            let salted = value.map(|value| Digest::of(format!("{repository}\0{name}\0{value}")));
            (name, salted)
        };
        let made: Environment = check_environment(self.workspace, run).into_iter().map(digested).collect();
        self.environments.borrow_mut().insert(run.env.clone(), made.clone());
        made
    }

    /// A program of `PATH`.
    fn tool(&self, name: &str) -> Option<Tool> {
        if let Some(known) = self.tools.borrow().get(name) {
            return known.clone();
        }
        let found = tool(self.workspace.system.as_ref(), name);
        self.tools.borrow_mut().insert(name.to_owned(), found.clone());
        found
    }
}

/// The key of a run in a workspace whose root stands at `prefix` in its repository: two projects of one repository
/// do not share evidence.
///
/// # Errors
/// When the repository's id cannot be had.
pub fn check_key(keys: &Keys<'_>, prefix: &Path, repository: &str, run: &Run) -> Result<CheckKey> {
    let content = json!({
        "version": 1,
        "repository": repository,
        "project": prefix.to_string_lossy(),
        "interpreter": run.interpreter,
        "script": run.script,
        "cwd": run.cwd,
        "env": run.env,
        "inputs": run.inputs,
        "writes": run.writes,
        "timeoutSeconds": run.timeout,
        "retries": run.retries,
        "isTest": run.is_test,
        "minTests": run.min_tests,
        "testsReport": run.tests_report,
        "coverageReport": run.coverage_report,
        "sandbox": run.sandbox,
    });
    let specification = Digest::of_json(&content)?;
    let environment = keys.environment(repository, run);
    let tools = tools(keys, run);
    Ok(CheckKey { specification, content, environment, tools })
}

/// The environment that a run gets. A variable that is declared and not set is `None`: unset is not empty.
pub fn check_environment(workspace: &Workspace, run: &Run) -> BTreeMap<String, Option<String>> {
    let declared = &workspace.config.environment;
    let passed: Vec<&String> = declared.pass.iter().chain(&declared.secrets).collect();
    let fixed = FIXED.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let set: BTreeMap<String, String> = fixed.into_iter().chain(run.env.clone()).collect();
    milepost_runner::environment(workspace.system.as_ref(), &passed, &set)
}

/// The interpreter and the programs that begin the script's statements: where they are, and which state of the file.
fn tools(keys: &Keys<'_>, run: &Run) -> Vec<Tool> {
    let statements = run.script.split(['\n', ';', '|', '&', '(']);
    let words = statements.filter_map(|statement| {
        let mut words = statement.trim().trim_start_matches("$ ").split_whitespace();
        words.find(|word| !word.contains('=') || word.starts_with('='))
    });
    let mut names: Vec<&str> = std::iter::once(run.interpreter.as_str()).chain(words).collect();
    // A path from the project's root is part of the tree, an absolute one is not.
    names.retain(|name| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+');
        let mut rest = name.chars().filter(|c| !(name.starts_with('/') && *c == '/'));
        !name.is_empty() && rest.all(plain)
    });
    names.sort_unstable();
    names.dedup();
    names.into_iter().filter_map(|name| keys.tool(name)).collect()
}

/// A program of `PATH`. Its version is the state of its file: asking the program would mean to run it.
fn tool(system: &dyn System, name: &str) -> Option<Tool> {
    let path = system.find_program(name)?;
    let real = system.canonicalize(&path).unwrap_or(path);
    let facts = system.metadata(Path::new(&real)).ok()?;
    let version = format!("{} bytes of {}", facts.len, facts.modified_ns / 1_000_000_000);
    Some(Tool { name: name.to_owned(), path: real.to_string_lossy().into_owned(), version: Some(version) })
}

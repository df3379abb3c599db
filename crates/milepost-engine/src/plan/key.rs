//! The key of a check: its specification, the environment it gets and the tools it names.

use std::{
    borrow::Cow,
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    path::Path,
    sync::Arc,
};

use milepost_ledger::{Digest, Tool};
use milepost_runner::{Network, TierWish};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{Result, Workspace, binding::Run, config::ReportConfig};

/// Variables that every check gets with a value of ours: no colours, no questions, no watching.
const FIXED: [(&str, &str); 4] = [("CI", "true"), ("NO_COLOR", "1"), ("TERM", "dumb"), ("FORCE_COLOR", "0")];

/// Whole numbers above this are not exact as JSON's.
const MOST_EXACT: u64 = 1 << 53;

/// What identifies a check and all that its result depends on besides files.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckKey {
    /// The digest of the specification: one run serves every item that is bound to it.
    pub specification: Digest,
    /// The environment's values, digested; `None` for a variable that is named and not set.
    pub environment: Arc<Environment>,
    /// The programs that the command names.
    pub tools: Vec<Tool>,
}

/// The digests of an environment's values; `None` for a variable that is named and not set.
pub(super) type Environment = BTreeMap<String, Option<Digest>>;

/// Makes the keys of one request: each program is looked for once, and each environment read once.
#[derive(Debug)]
pub struct Keys<'w> {
    workspace: &'w Workspace,
    environments: RefCell<HashMap<BTreeMap<String, String>, Arc<Environment>>>,
    tools: RefCell<HashMap<String, Option<Tool>>>,
}

impl<'w> Keys<'w> {
    /// For a workspace.
    pub fn new(workspace: &'w Workspace) -> Self {
        Self { workspace, environments: RefCell::default(), tools: RefCell::default() }
    }

    /// Forgets what was found, which commands may have changed since.
    pub fn forget(&self) {
        self.environments.borrow_mut().clear();
        self.tools.borrow_mut().clear();
    }

    /// The digested environment of a run.
    fn environment(&self, repository: &str, run: &Run) -> Arc<Environment> {
        if let Some(known) = self.environments.borrow().get(&run.env) {
            return Arc::clone(known);
        }
        let digested = |(name, value): (String, Option<String>)| {
            let salted = value.map(|value| Digest::of(format!("{repository}\0{name}\0{value}")));
            (name, salted)
        };
        let made: Environment = check_environment(self.workspace, run).into_iter().map(digested).collect();
        let made = Arc::new(made);
        self.environments.borrow_mut().insert(run.env.clone(), Arc::clone(&made));
        made
    }

    /// A program of `PATH`.
    fn tool(&self, name: &str) -> Option<Tool> {
        if let Some(known) = self.tools.borrow().get(name) {
            return known.clone();
        }
        let found = tool(self.workspace, name);
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
    let specification = specification_digest(prefix, repository, run)?;
    let environment = keys.environment(repository, run);
    let tools = tools(keys, run);
    Ok(CheckKey { specification, environment, tools })
}

/// What a run is, as records keep it.
pub fn specification(prefix: &Path, repository: &str, run: &Run) -> Value {
    // What was done stays done, however it is configured later.
    if let Some(step) = &run.step {
        return json!({
            "version": 1,
            "repository": repository,
            "project": prefix.to_string_lossy(),
            "interpreter": run.interpreter,
            "script": run.script,
            "cwd": run.cwd,
            "step": step,
        });
    }
    let mut content = json!({
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
    // Only where something is measured: all other checks are the same as ever.
    if let Some(metric) = &run.metric {
        content["metric"] = json!(metric);
    }
    if let Some(rehearsal) = &run.rehearsal {
        content["rehearsal"] = json!(rehearsal);
    }
    if let Some(must_fail) = &run.must_fail {
        content["mustFail"] = must_fail.specification();
    }
    content
}

/// The digest of what a run executes, whatever it is given beside it: time, variables, inputs, a sandbox.
pub fn command_digest(run: &Run) -> Digest {
    Digest::of([&*run.interpreter, &run.script, &run.cwd].join("\0"))
}

/// The digest of [`specification`]: that of its canonical JSON, written without a tree of values in between.
fn specification_digest(prefix: &Path, repository: &str, run: &Run) -> Result<Digest> {
    /// The same fields, sorted by name.
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Sorted<'r> {
        coverage_report: Option<SortedReport<'r>>,
        cwd: &'r str,
        env: &'r BTreeMap<String, String>,
        inputs: &'r [String],
        interpreter: &'r str,
        is_test: bool,
        min_tests: u64,
        project: Cow<'r, str>,
        repository: &'r str,
        retries: u32,
        sandbox: SortedSandbox<'r>,
        script: &'r str,
        tests_report: Option<SortedReport<'r>>,
        timeout_seconds: u64,
        version: u32,
        writes: &'r [String],
    }
    #[derive(Serialize)]
    struct SortedReport<'r> {
        format: &'r str,
        path: &'r str,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct SortedSandbox<'r> {
        allow_lower: bool,
        caches: &'r [String],
        network: Network,
        read: &'r [String],
        tier: TierWish,
    }
    // Where the canonical form sorts or writes in a way of its own: by units of UTF-16, and large numbers as floats.
    let special = run.metric.is_some()
        || run.rehearsal.is_some()
        || run.must_fail.is_some()
        || run.step.is_some()
        || !run.env.keys().all(|name| name.is_ascii())
        || run.timeout > MOST_EXACT
        || run.min_tests > MOST_EXACT;
    if special {
        return Ok(Digest::of_json(&specification(prefix, repository, run))?);
    }
    fn report(report: &ReportConfig) -> SortedReport<'_> {
        SortedReport { format: &report.format, path: &report.path }
    }
    let sorted = Sorted {
        coverage_report: run.coverage_report.as_ref().map(report),
        cwd: &run.cwd,
        env: &run.env,
        inputs: &run.inputs,
        interpreter: &run.interpreter,
        is_test: run.is_test,
        min_tests: run.min_tests,
        project: prefix.to_string_lossy(),
        repository,
        retries: run.retries,
        sandbox: SortedSandbox {
            allow_lower: run.sandbox.allow_lower,
            caches: &run.sandbox.caches,
            network: run.sandbox.network,
            read: &run.sandbox.read,
            tier: run.sandbox.tier,
        },
        script: &run.script,
        tests_report: run.tests_report.as_ref().map(report),
        timeout_seconds: run.timeout,
        version: 1,
        writes: &run.writes,
    };
    Ok(Digest::of(serde_json::to_vec(&sorted)?))
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
fn tool(workspace: &Workspace, name: &str) -> Option<Tool> {
    let system = workspace.system.as_ref();
    // The shell that runs checks is never one of the checkout.
    let is_shell = matches!(name, "bash" | "sh");
    let found =
        if is_shell { system.find_program_for(name, &workspace.root) } else { system.find_program(name) };
    let path = found?;
    let real = system.canonicalize(&path).unwrap_or(path);
    let facts = system.metadata(Path::new(&real)).ok()?;
    let version = format!("{} bytes of {}", facts.len, facts.modified_ns / 1_000_000_000);
    Some(Tool { name: name.to_owned(), path: real.to_string_lossy().into_owned(), version: Some(version) })
}

#[cfg(test)]
mod tests {
    use milepost_document::Span;
    use proptest::prelude::*;

    use super::*;
    use crate::config::Config;

    proptest! {
        #[test]
        fn the_digest_is_that_of_the_specification(
            script in "[ -~\n\t\u{0}-\u{9f}ü€🙂\"\\\\]{0,20}",
            env in prop::collection::btree_map("[A-Zü\u{fb33}\u{1f600}_]{1,4}", "[ -~ü🙂]{0,6}", 0..4),
            list in prop::collection::vec("[a-z*/\"]{0,5}", 0..3),
            (timeout, tests, report) in (any::<u64>(), any::<u64>(), any::<bool>()),
        ) {
            let mut run = Run::inline(&Config::default(), &script, Span::new(0, 0));
            let timeout = if report { timeout >> 12 } else { timeout };
            (run.env, run.inputs, run.timeout, run.min_tests) = (env, list.clone(), timeout, tests >> 12);
            run.sandbox.read = list;
            run.tests_report = report.then(|| ReportConfig { format: "junit".to_owned(), path: script });
            let whole = Digest::of_json(&specification(Path::new("a/b"), "r", &run)).unwrap();
            prop_assert_eq!(specification_digest(Path::new("a/b"), "r", &run).unwrap(), whole);
        }
    }
}

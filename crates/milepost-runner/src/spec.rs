//! What to run, completely: nothing is looked up any more when it runs.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc, time::Duration};

use milepost_gate::{Coverage, Expectation, Inventory};

use crate::{
    interpreter::Interpreter,
    process::{Limits, sandbox::SandboxSpec},
};

/// One check to run.
#[derive(Debug, Clone)]
pub struct CheckSpec {
    /// The digest that the caller knows it by.
    pub key: String,
    /// How people know it.
    pub label: String,
    /// What to run.
    pub command: CommandSpec,
    /// The folder in which it starts, absolute.
    pub cwd: PathBuf,
    /// Its environment; `None` is known to be unset.
    pub env: BTreeMap<String, Option<String>>,
    /// The longest that it may take.
    pub timeout: Duration,
    /// The time between TERM and KILL.
    pub grace: Duration,
    /// Globs (relative to the root) of the files that it may change. A check that declares any runs alone.
    pub writes: Vec<String>,
    /// What is asked of a run beside exit code 0, which is always asked.
    pub expectations: Vec<Expectation>,
    /// What tests and coverage are compared with.
    pub baseline: Option<Arc<Baseline>>,
    /// Where its reports are.
    pub reports: Vec<ReportSource>,
    /// Whether it runs tests: then their number is looked for, and none at all is a failure.
    pub is_test: bool,
    /// How often a failure is run again on the same tree.
    pub retries: u32,
    /// The kernel's limits.
    pub limits: Limits,
    /// What it asks of its sandbox.
    pub sandbox: SandboxSpec,
    /// Statements of the script whose failure no shell notices; with any of them a pass proves nothing.
    pub unsafe_statements: Vec<String>,
}

impl CheckSpec {
    /// A check with a script and the defaults: ten minutes, two seconds of grace, no retries, no declared writes.
    pub fn new(key: impl Into<String>, script: impl Into<String>, cwd: impl Into<PathBuf>) -> Self {
        let script = script.into();
        Self {
            key: key.into(),
            label: script.lines().next().unwrap_or_default().to_owned(),
            command: CommandSpec { interpreter: Interpreter::Bash, script, first_line: 1 },
            cwd: cwd.into(),
            env: BTreeMap::new(),
            timeout: Duration::from_mins(10),
            grace: Duration::from_secs(2),
            writes: Vec::new(),
            expectations: Vec::new(),
            baseline: None,
            reports: Vec::new(),
            is_test: false,
            retries: 0,
            limits: Limits::usual(),
            sandbox: SandboxSpec::default(),
            unsafe_statements: Vec::new(),
        }
    }
}

/// A script and who runs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandSpec {
    /// Who.
    pub interpreter: Interpreter,
    /// The text, verbatim.
    pub script: String,
    /// The line of the document on which the script starts, from 1: added to the place of a failure.
    pub first_line: u32,
}

/// What earlier runs found.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    /// The tests; `None`: none were recorded.
    pub tests: Option<Inventory>,
    /// The coverage.
    pub coverage: Option<Coverage>,
    /// Globs of test ids whose disappearance somebody has acknowledged.
    pub acknowledged: Vec<String>,
    /// Globs of test ids that may be flaky.
    pub known_flaky: Vec<String>,
}

/// A report that a check writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportSource {
    /// A name of [`crate::reports::TEST_FORMATS`] or [`crate::reports::COVERAGE_FORMATS`].
    pub format: String,
    /// A path or glob relative to [`CheckSpec::cwd`]; `-` is the output of the command itself.
    pub path: String,
}

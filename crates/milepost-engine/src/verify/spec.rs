//! From a bound command to what the runner runs.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use milepost_gate::Expectation;
use milepost_runner::{CheckSpec, CommandSpec, Interpreter, ReportSource};

use crate::{
    EngineError, Result, Workspace,
    binding::Run,
    plan::{CheckKey, check_environment},
    session::Session,
};

/// What the runner needs to run a command in the project.
///
/// # Errors
/// When its interpreter or its folder cannot be used.
pub(crate) fn check_spec(
    session: &Session<'_>,
    run: &Run,
    key: &CheckKey,
    first_line: u32,
) -> Result<CheckSpec> {
    let workspace = session.workspace;
    let mut spec = spec_in(workspace, run, &workspace.root, key.specification.to_string(), first_line)?;
    spec.writes = run.writes.iter().map(|glob| session.trees.from_repository(glob)).collect();
    Ok(spec)
}

/// What the runner needs to run a command where the project's root, or a copy of it, stands at `root`.
///
/// # Errors
/// When its interpreter or its folder cannot be used.
pub(crate) fn spec_in(
    workspace: &Workspace,
    run: &Run,
    root: &Path,
    key: String,
    first_line: u32,
) -> Result<CheckSpec> {
    let interpreter = Interpreter::from_word(&run.interpreter).ok_or_else(|| {
        EngineError::usage(format!("`{}` is no interpreter that is known", run.interpreter))
    })?;
    let mut spec = CheckSpec::new(key, run.script.clone(), folder(workspace, run, root)?);
    spec.label.clone_from(&run.label);
    spec.command = CommandSpec { interpreter, script: run.script.clone(), first_line };
    spec.env = check_environment(workspace, run);
    spec.timeout = Duration::from_secs(run.timeout);
    spec.retries = run.retries;
    spec.is_test = run.is_test;
    let home = workspace.system.var("HOME").map(PathBuf::from);
    spec.sandbox = run.sandbox.spec(root, home.as_deref());
    spec.unsafe_statements.clone_from(&run.unsafe_statements);
    if run.is_test && run.min_tests > 1 {
        spec.expectations.push(Expectation::MinTests { count: run.min_tests });
    }
    spec.reports = run
        .tests_report
        .iter()
        .chain(&run.coverage_report)
        .map(|report| ReportSource { format: report.format.clone(), path: report.path.clone() })
        .collect();
    Ok(spec)
}

/// The folder of a run: inside of the project, and there.
fn folder(workspace: &Workspace, run: &Run, root: &Path) -> Result<PathBuf> {
    let path = root.join(&run.cwd);
    let real =
        workspace.system.canonicalize(&path).map_err(|error| EngineError::io("run in", &path, error))?;
    if real.starts_with(root) {
        Ok(real)
    } else {
        Err(EngineError::usage(format!("`{}` lies outside of the project", run.cwd)))
    }
}

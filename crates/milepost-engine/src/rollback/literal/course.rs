//! The course of a run: one command after another, by the journal alone. Nothing else could tell what a command has done.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use milepost_document::Span;
use milepost_runner::{CheckSpec, Guard, Outcome, RunContext, Sandboxes, Token, Verdict, run_checks};
use milepost_system::git::Git;

use super::{
    super::database,
    outcome::outcome,
    plan::{Plan, PlannedCommand, Run},
    report::{LiteralCommandReport, LiteralReport},
};
use crate::{
    EngineError, ErrorKind, Result, Workspace,
    binding::Run as Bound,
    procedure::Happened,
    verify::{self, VerifyEvent, sandbox},
};

/// Goes as far as it gets.
///
/// # Errors
/// When it was interrupted, a file cannot be written, or the runner cannot be used.
pub(super) fn go(
    workspace: &Workspace,
    run: &mut Run<'_>,
    mut again: bool,
    cancel: &Arc<AtomicBool>,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<LiteralReport> {
    let repository = workspace
        .repository
        .as_ref()
        .ok_or_else(|| EngineError::usage("there is no Git repository any more"))?;
    let git = Git::new(workspace.system.as_ref(), &repository.root);
    if git.rev_parse(&run.plan.reference())?.is_none() {
        git.move_reference(&run.plan.reference(), &run.plan.old, None)?;
    }
    let plan = run.plan.clone();
    let names: Vec<_> = plan.commands.iter().map(|command| (command.command.label.clone(), None)).collect();
    events(VerifyEvent::Planned { document: &plan.milestone, to_run: &names, fresh: 0 });
    for (at, command) in plan.commands.iter().enumerate() {
        match last(run, at) {
            Some(Happened::Done) => continue,
            Some(Happened::Intent) if !again => {
                let words = format!(
                    "the run was stopped in the midst of `{}`, and nobody knows how far it came: look, then `milepost rollback --literal --again` runs it once more from its beginning",
                    command.command.label
                );
                return Ok(LiteralReport { stopped: Some(words), ..report(run) });
            }
            _ => {}
        }
        if cancel.load(Ordering::Relaxed) {
            return Err(interrupted("`milepost rollback --literal --resume` goes on"));
        }
        let spec = spec(workspace, command)?;
        sandbox::require(std::slice::from_ref(&spec))?;
        journal(run, Some(at), Happened::Intent, None)?;
        again = false;
        let outcome = execute(workspace, spec, at, cancel, events);
        if outcome.verdict == Verdict::Cancelled {
            return Err(interrupted(
                "look how far the command came, then `milepost rollback --literal --again` runs it once more",
            ));
        }
        if outcome.verdict.is_pass() {
            journal(run, Some(at), Happened::Done, None)?;
            continue;
        }
        let words = told(&plan, &outcome);
        journal(run, Some(at), Happened::Failed, Some(words.clone()))?;
        let next = "put right what is wrong, then `milepost rollback --literal --resume` runs it again";
        let report = LiteralReport { stopped: Some(format!("{words}; {next}")), ..report(run) };
        return Ok(LiteralReport { tail: Some(verify::tail(&outcome)), ..report });
    }
    journal(run, None, Happened::Finished, None)?;
    Ok(LiteralReport { differs: outcome(workspace, &git, &plan)?, ..report(run) })
}

/// What the runner needs. The variables by which the project finds its database are passed on.
fn spec(workspace: &Workspace, planned: &PlannedCommand) -> Result<CheckSpec> {
    let command = &planned.command;
    let run = Bound {
        label: command.label.clone(),
        interpreter: command.interpreter.clone(),
        cwd: command.cwd.clone(),
        env: command.env.clone(),
        timeout: planned.timeout,
        is_test: false,
        tests_report: None,
        sandbox: command.sandbox.clone(),
        ..Bound::inline(&workspace.config, &planned.script, Span::default())
    };
    let mut spec =
        verify::spec_in(workspace, &run, &workspace.root, String::new(), command.line.unwrap_or(1))?;
    let value = |name: &String| workspace.system.var(name).and_then(|value| value.into_string().ok());
    for name in command.passed.iter().filter(|name| !name.contains('*')) {
        if let Some(value) = value(name) {
            spec.env.insert(name.clone(), Some(value));
        }
    }
    for (name, value) in [("GIT_EDITOR", "true"), ("GIT_TERMINAL_PROMPT", "0")] {
        spec.env.insert(name.to_owned(), Some(value.to_owned()));
    }
    Ok(spec)
}

fn execute(
    workspace: &Workspace,
    spec: CheckSpec,
    at: usize,
    cancel: &Arc<AtomicBool>,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Outcome {
    let mut places = sandbox::places(workspace);
    // The file of the database is what the commands are to change.
    if let Some(folder) = database::folder(workspace) {
        places = places.with_work_tree(folder);
    }
    let context = RunContext {
        cancel: Arc::clone(cancel),
        secrets: verify::secrets(workspace),
        sandboxes: Arc::new(Sandboxes::new(places)),
        ..RunContext::new(workspace.system.as_ref(), workspace.root.clone(), &Anything)
    };
    let mut tell = |event: milepost_runner::Event<'_>| verify::as_one_of(event, at, events);
    let outcomes = run_checks(&[spec], &context, &mut tell);
    outcomes.into_iter().next().expect("one command has one outcome")
}

/// Where a command failed, in words.
fn told(plan: &Plan, outcome: &Outcome) -> String {
    let reason = outcome.verdict.reason().unwrap_or_default();
    match &outcome.failed_at {
        Some(place) => {
            let command = place.command.lines().next().unwrap_or_default();
            format!("`{}` line {}: `{command}`: {reason}", plan.path, place.line)
        }
        None => reason,
    }
}

/// What the journal said last of a command.
fn last(run: &Run<'_>, at: usize) -> Option<Happened> {
    let name = (at + 1).to_string();
    let lines = run.journal.lines().iter();
    lines.filter(|line| line.step.as_deref() == Some(&name)).map(|line| line.event).next_back()
}

/// Writes a line of the journal.
pub(super) fn journal(
    run: &mut Run<'_>,
    at: Option<usize>,
    event: Happened,
    note: Option<String>,
) -> Result<()> {
    let folder = run.folder.clone();
    let name = at.map(|at| (at + 1).to_string());
    run.journal
        .add(name.as_deref(), event, note)
        .map_err(|error| EngineError::io("write the journal in", folder, error))
}

/// How a run stands.
pub(super) fn report(run: &Run<'_>) -> LiteralReport {
    let plan = &run.plan;
    let state = match run.journal.lines().last().map(|line| line.event) {
        None => "planned",
        Some(Happened::Finished) => "finished",
        Some(Happened::Aborted) => "aborted",
        Some(_) => "open",
    };
    let command = |(at, planned): (usize, &PlannedCommand)| {
        let name = (at + 1).to_string();
        let mut lines = run.journal.lines().iter();
        let last = lines.rfind(|line| line.step.as_deref() == Some(&name));
        let (state, note) = match last.map(|line| (line.event, line.note.clone())) {
            Some((Happened::Done, _)) => ("done", None),
            Some((Happened::Failed, note)) => ("failed", note),
            Some((Happened::Intent, _)) => ("interrupted", None),
            _ => ("open", None),
        };
        LiteralCommandReport {
            line: planned.command.line,
            label: planned.command.label.clone(),
            script: planned.script.clone(),
            state: state.to_owned(),
            note,
        }
    };
    LiteralReport {
        id: plan.milestone.clone(),
        path: plan.path.clone(),
        run: (state != "planned").then(|| plan.run.clone()),
        state: state.to_owned(),
        token: plan.token.clone(),
        branch: plan.branch.clone(),
        base: plan.base.clone(),
        old: plan.old.clone(),
        kept: (state != "planned").then(|| plan.reference()),
        commands: plan.commands.iter().enumerate().map(command).collect(),
        loses: plan.loses.clone(),
        stopped: None,
        tail: None,
        differs: Vec::new(),
    }
}

fn interrupted(hint: &str) -> EngineError {
    EngineError::new(ErrorKind::Interrupted, "the run was interrupted").hint(hint)
}

/// The commands are there to change things, and somebody agreed to it.
struct Anything;

impl Guard for Anything {
    fn before(&self) -> std::io::Result<Token> {
        Ok(Token(String::new()))
    }

    fn after(&self, _: &Token, _: &[String]) -> std::io::Result<Vec<String>> {
        Ok(Vec::new())
    }
}

//! The work of `rollback --literal`.

use std::sync::{Arc, atomic::AtomicBool};

use milepost_system::git::Git;
use sha2::{Digest as _, Sha256};

use super::{
    course,
    loses::loses,
    plan::{FORMAT, Plan, PlannedCommand, Run},
    report::LiteralReport,
};
use crate::{
    EngineError, Held, Result, Workspace,
    procedure::{Happened, new_name},
    rehearsal::{Values, fill, prefixed},
    rollback::guards,
    session::Session,
    trust::{self, Allowed, Class},
    verify::VerifyEvent,
    way_back::Migrations,
};

/// How to run the document's own commands.
#[derive(Debug, Clone, Default)]
pub struct LiteralOptions {
    /// The token of what somebody agreed to.
    pub agreed: Option<String>,
    /// What is allowed beside the grants.
    pub allow: Allowed,
    /// Set by Ctrl-C.
    pub cancel: Arc<AtomicBool>,
}

/// What the commands would do. Nothing is written.
///
/// # Errors
/// Refused, with every reason; when nobody trusts the commands; when Git or the ledger cannot be read.
pub fn propose(workspace: &Workspace, index: usize, options: &LiteralOptions) -> Result<LiteralReport> {
    let plan = plan(workspace, index, options)?;
    let folder = Run::folder_of(&workspace.local, &plan.run);
    let journal = crate::procedure::Journal::open(workspace.system.as_ref(), &folder, &plan.run)
        .map_err(|error| EngineError::io("read the journal in", &folder, error))?;
    Ok(course::report(&Run { folder, plan, journal }))
}

/// Runs them, as it was proposed and agreed to.
///
/// # Errors
/// As [`propose`]; when nobody agreed to just this; when it was interrupted.
pub fn rollback(
    workspace: &Workspace,
    _held: &Held,
    index: usize,
    options: &LiteralOptions,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<LiteralReport> {
    let plan = plan(workspace, index, options)?;
    if options.agreed.as_ref() != Some(&plan.token) {
        let id = &plan.milestone;
        let message = format!("nobody agreed that the document's own commands take `{id}` back");
        return Err(EngineError::refused(message, vec![format!("their plan is `{}`", plan.token)])
            .hint(format!("read it: `milepost rollback {id} --literal --dry-run`"))
            .hint(format!("then `--plan {}`", plan.token)));
    }
    let mut run = Run::freeze(workspace.system.as_ref(), &workspace.local, plan)?;
    course::journal(&mut run, None, Happened::Begun, None)?;
    course::go(workspace, &mut run, false, &options.cancel, events)
}

/// Goes on with the run that was stopped; with `again` also with a command in whose midst that was.
///
/// # Errors
/// When none is under way, or it was interrupted.
pub fn resume(
    workspace: &Workspace,
    _held: &Held,
    again: bool,
    cancel: &Arc<AtomicBool>,
    events: &mut dyn FnMut(VerifyEvent<'_>),
) -> Result<LiteralReport> {
    course::go(workspace, &mut open(workspace)?, again, cancel, events)
}

/// Gives it up. What was done stays done.
///
/// # Errors
/// When none is under way.
pub fn abort(workspace: &Workspace, _held: &Held) -> Result<LiteralReport> {
    let mut run = open(workspace)?;
    course::journal(&mut run, None, Happened::Aborted, None)?;
    Ok(course::report(&run))
}

/// How the last run stands. Nothing is written.
///
/// # Errors
/// When there was none, or it cannot be read.
pub fn standing(workspace: &Workspace) -> Result<LiteralReport> {
    let last = Run::all(workspace.system.as_ref(), &workspace.local)?.pop();
    last.map(|run| course::report(&run)).ok_or_else(|| {
        EngineError::usage("the commands of no document were ever run here")
            .hint("`milepost rollback MILESTONE --literal --dry-run` shows what they would do")
    })
}

/// The run that is not over.
fn open_run(workspace: &Workspace) -> Result<Option<Run<'_>>> {
    Run::open(workspace.system.as_ref(), &workspace.local)?.next().transpose()
}

/// Refuses where a run of a document's own commands is not over.
///
/// # Errors
/// Refused; when a journal or a plan cannot be read.
pub(in crate::rollback) fn refuse_open(workspace: &Workspace) -> Result<()> {
    let Some(run) = open_run(workspace)? else { return Ok(()) };
    let message = format!("the rollback of `{}` by its own commands is not over", run.plan.milestone);
    let reasons = vec![format!("the run `{}` began and did not come to its end", run.plan.run)];
    Err(EngineError::refused(message, reasons)
        .hint("`milepost rollback --literal --resume` goes on, `--abort` gives it up"))
}

fn open(workspace: &Workspace) -> Result<Run<'_>> {
    open_run(workspace)?.ok_or_else(|| {
        EngineError::usage("no rollback by a document's own commands is under way")
            .hint("`milepost rollback MILESTONE --literal --dry-run` shows one")
    })
}

/// Makes the plan.
fn plan(workspace: &Workspace, index: usize, options: &LiteralOptions) -> Result<Plan> {
    let id = workspace.document_id(index);
    let refused =
        |reasons| EngineError::refused(format!("`{id}` cannot be rolled back by its own commands"), reasons);
    let Some(repository) = &workspace.repository else {
        return Err(refused(vec!["there is no Git repository that holds the files of before".to_owned()]));
    };
    refuse_open(workspace)?;
    let git = Git::new(workspace.system.as_ref(), &repository.root);
    let session = Session::read(workspace)?;
    let (assessment, at) = session.assess_rehearsal(index)?;
    let rehearsal = assessment.bound.run(at).rehearsal.as_deref().expect("the run is a rehearsal");
    let (loaded, config) = (workspace.document(index), &workspace.config);
    let document = loaded.document();
    let mut reasons = guards::of_milestones(workspace, index);
    reasons.extend(guards::of_repository(workspace, repository, &git)?);
    for line in &rehearsal.not_run {
        reasons.push(format!("nothing runs the fence at `{}` line {line}", loaded.path));
    }
    for step in rehearsal.procedure.iter().filter(|step| step.is_sql()) {
        let line = document.position(document.fence(step.fence).span.start).line;
        reasons.push(format!(
            "`{}` line {line}: statements are run by `milepost rollback`, and by no command",
            loaded.path
        ));
    }
    let runs = rehearsal.literal(config, document);
    if rehearsal.procedure.is_empty() {
        reasons.push("the document has no Rollback Procedure that could be run".to_owned());
    }
    for run in runs.iter().filter(|run| !run.unsafe_statements.is_empty()) {
        reasons.push(format!("a failure would go unnoticed: {}", run.unsafe_statements.join("; ")));
    }
    let (Some(base), Some(old), Some(branch)) = (rehearsal.base.clone(), git.head()?, git.branch()?) else {
        reasons.push("there is no baseline that says what was before the work".to_owned());
        return Err(refused(reasons));
    };
    let folder = config.database.as_ref().and_then(|database| database.migrations.as_ref());
    let migrations = match folder {
        Some(folder) => {
            let range = (base.as_str(), old.as_str());
            Migrations::read(&git, range, &prefixed(workspace, folder))?.new_names().to_vec()
        }
        None => Vec::new(),
    };
    let values = Values { base: base.clone(), migrations, has_folder: folder.is_some() };
    let mut scripts = Vec::new();
    for run in &runs {
        match fill(&run.script, &values, &|path| workspace.is_tracked(path)) {
            Ok(script) => scripts.push(script),
            Err(why) => reasons.push(why),
        }
    }
    if !reasons.is_empty() {
        return Err(refused(reasons));
    }
    let granted = trust::require(workspace, index, &assessment.bound, Class::Literal, &options.allow)?;
    let mut commands = Vec::new();
    for (run, script) in runs.iter().zip(&scripts) {
        let command = granted.command(run)?.clone();
        commands.push(PlannedCommand { command, script: script.clone(), timeout: run.timeout });
    }
    let newest = assessment.states[at.0].newest.as_ref();
    let known = newest.and_then(|(_, run)| run.result.rehearsal.as_deref());
    let texts: Vec<&str> = scripts.iter().map(String::as_str).collect();
    let loses = loses(workspace, index, &texts);
    Ok(Plan {
        format: FORMAT,
        run: new_name(workspace.system.as_ref()),
        milestone: id.clone(),
        path: loaded.path.clone(),
        token: token((&id, &branch, &base, &old), &commands, &loses),
        branch,
        base,
        old,
        schema: known.and_then(|known| known.schemas.first().cloned()),
        commands,
        loses,
    })
}

/// The name of everything that somebody agrees to.
fn token(of: (&str, &str, &str, &str), commands: &[PlannedCommand], loses: &[String]) -> String {
    use std::fmt::Write as _;
    let text = serde_json::to_string(&("literal", of, commands, loses)).unwrap_or_default();
    Sha256::digest(text.as_bytes()).iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // into a string: cannot fail
        text
    })
}

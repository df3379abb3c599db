//! `milepost run`.

use std::sync::Arc;

use milepost_engine::{
    ErrorKind, Held, Workspace,
    exit::Exit,
    steps::{Decision, StepsOptions, StepsReport, abort, pending, planned, run as run_steps, standing},
    trust::{Class, Consent},
};
use milepost_report::{diff, human, json};

use super::{
    allow::Allow,
    trust,
    verify::{Reporter, Watcher},
};
use crate::{
    context::Context,
    error::{CommandError, Result},
    select::{select_one, select_or_only},
    ui,
};

/// Run the implementation steps, one after another, in a run that can be stopped and taken up again
///
/// The commands in the fences under Implementation Steps run in the order of the document, in a strict shell, in the sandbox and with
/// the time limit that `[steps]` of `milepost.toml` says, once somebody trusts them (`milepost trust --class run`). What a command
/// came to is kept as evidence; the box of a step is ticked when all its commands have passed. A step without a command is somebody's to
/// do: the run waits for `--done STEP`.
///
/// A run that was stopped goes on with `--resume`: what passed in this attempt is not run again, and the journal is not believed.
/// Of a command in whose midst the run was stopped nobody knows how far it came: `--again` runs it once more, `--skip STEP --reason
/// TEXT` leaves the step out, which the document is told under its design decisions. A step that passed runs again with `--redo STEP`
/// alone; its evidence of before is kept.
///
/// Exits with 0 when every step is done or left out, with 1 where one failed, and with 5 where somebody is needed.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The milestone, by path or id; the only one in progress when left out
    milestone: Option<String>,
    /// Go on with the run that was stopped
    #[arg(long, conflicts_with_all = ["from", "abort", "status", "dry_run"])]
    resume: bool,
    /// Begin with this step; those before it are passed over
    #[arg(long, value_name = "STEP", conflicts_with_all = ["abort", "status"])]
    from: Option<usize>,
    /// Run the command once more in the midst of which the run was stopped
    #[arg(long, conflicts_with_all = ["from", "skip", "done", "abort", "status", "dry_run"])]
    again: bool,
    /// Leave a step out, for a reason, and go on
    #[arg(long, value_name = "STEP", requires = "reason", conflicts_with_all = ["done", "abort", "status", "dry_run"])]
    skip: Option<usize>,
    /// Why a step is left out, or done once more
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Run the commands of a step once more that have passed, and go on; asks where no reason is given
    #[arg(long, value_name = "STEP", conflicts_with_all = ["again", "skip", "take_up", "done", "from", "abort", "status", "dry_run"])]
    redo: Option<usize>,
    /// Do a step after all that was left out, and go on
    #[arg(long, value_name = "STEP", conflicts_with_all = ["again", "skip", "done", "abort", "status", "dry_run"])]
    take_up: Option<usize>,
    /// Say that a step is done, or what its commands leave of it, and go on
    #[arg(long, value_name = "STEP", conflicts_with_all = ["abort", "status", "dry_run"])]
    done: Option<usize>,
    /// What there is to say of it
    #[arg(long, value_name = "TEXT", requires = "done")]
    note: Option<String>,
    /// Give up the run that was stopped; what it did stays done
    #[arg(long, conflicts_with_all = ["status", "dry_run"])]
    abort: bool,
    /// Say how the steps stand
    #[arg(long, conflicts_with = "dry_run")]
    status: bool,
    /// Show what would run; run and write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    allow: Allow,
    /// When asked and answered with yes: allow this run alone, and keep no grant
    #[arg(long)]
    once: bool,
    /// How to tell
    #[arg(long, value_name = "NAME", default_value = "human")]
    reporter: Reporter,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let (workspace, index) = chosen(context, args)?;
    if args.dry_run || args.status {
        context.note_interrupted(&workspace);
        let report =
            if args.dry_run { planned(&workspace, index, args.from)? } else { standing(&workspace, index)? };
        return answer(context, args, &report, if args.status { Exit::Ok } else { report.exit() });
    }
    if args.reason.is_some() && args.skip.or(args.redo).is_none() {
        return Err(CommandError::usage("`--reason` says why a step is left out or done once more")
            .hint("it stands beside `--skip STEP` or `--redo STEP`"));
    }
    if let (Some(step), None) = (args.redo, &args.reason)
        && !redo_is_wanted(context, args, &standing(&workspace, index)?, step)?
    {
        return Ok(Exit::Outstanding);
    }
    let path = workspace.document(index).path.clone();
    let (mut workspace, mut held, index) = context.hold_for(workspace, index)?;
    if args.abort {
        let report = abort(&workspace, &held, index)?;
        return answer(context, args, &report, Exit::Ok);
    }
    let mut options = StepsOptions {
        resume: args.resume,
        from: args.from,
        decision: decision(args),
        allow: args.allow.allowed(context),
        cancel: Arc::clone(&context.cancel),
    };
    loop {
        let mut report = run_held(context, args, (workspace, &held), &path, &mut options)?;
        // Nobody else is kept from writing while somebody thinks.
        drop(held);
        let Some(decision) = asked(context, args, &report)? else {
            report.written = written(&path, &report);
            let exit = report.exit();
            return answer(context, args, &report, exit);
        };
        for line in written(&path, &report) {
            context.say(&line);
        }
        options.resume = decision.is_none();
        options.decision = decision;
        options.from = None;
        (workspace, held) = context.hold(context.some_of_workspace()?)?;
    }
}

/// The milestone that is named; else the only one whose run is not over, where one goes on; else the only one in progress.
fn chosen(context: &Context, args: &Args) -> Result<(Workspace, usize)> {
    if let Some(name) = &args.milestone {
        return select_one(context, name);
    }
    if args.resume
        || args.again
        || args.abort
        || args.skip.is_some()
        || args.done.is_some()
        || args.take_up.is_some()
        || args.redo.is_some()
    {
        let workspace = context.some_of_workspace()?;
        let open = pending(&workspace)?;
        let mut here = open.iter().filter_map(|path| workspace.portfolio.find(path));
        if let (Some(index), None) = (here.next(), here.next()) {
            return Ok((workspace, index));
        }
    }
    select_or_only(context, None)
}

fn decision(args: &Args) -> Option<Decision> {
    if let Some(step) = args.take_up {
        return Some(Decision::TakeUp { step });
    }
    if let Some(step) = args.redo {
        return Some(Decision::Redo { step, reason: args.reason.clone() });
    }
    match (args.again, args.skip, args.done) {
        (true, ..) => Some(Decision::Again),
        (_, Some(step), _) => Some(Decision::Skip { step, reason: args.reason.clone().unwrap_or_default() }),
        (_, _, Some(step)) => Some(Decision::Done { step, note: args.note.clone() }),
        _ => None,
    }
}

fn run_held(
    context: &Context,
    args: &Args,
    (workspace, held): (Workspace, &Held),
    path: &str,
    options: &mut StepsOptions,
) -> Result<StepsReport> {
    let find = |workspace: &Workspace| {
        let gone = || CommandError::usage(format!("`{path}` was removed by another process"));
        workspace.portfolio.find(path).ok_or_else(gone)
    };
    let mut watcher = Watcher::new(context, args.reporter);
    let index = find(&workspace)?;
    let mut outcome = run_steps(workspace, held, index, options, &mut |event| watcher.event(&event));
    if matches!(&outcome, Err(error) if error.kind == ErrorKind::Untrusted) && args.reporter != Reporter::Json
    {
        let workspace = context.some_of_workspace()?;
        let index = find(&workspace)?;
        if let Some(allowed) =
            trust::offer(context, &workspace, &[index], Class::Run, &options.allow, args.once)?
        {
            options.allow = allowed;
            outcome = run_steps(workspace, held, index, options, &mut |event| watcher.event(&event));
        }
    }
    watcher.finish();
    Ok(outcome?)
}

/// What somebody at the terminal decides where the run waits for them; `Some(None)`: go on. `None` where nobody is asked.
#[expect(clippy::option_option, reason = "to go on is an answer, and so is to stop")]
fn asked(context: &Context, args: &Args, report: &StepsReport) -> Result<Option<Option<Decision>>> {
    let Some(stopped) = &report.stopped else { return Ok(None) };
    let can_ask = !context.json
        && args.reporter == Reporter::Human
        && Consent::can_be_asked(context.system.as_ref())
        && matches!(stopped.why.as_str(), "manual" | "interrupted");
    if !can_ask {
        return Ok(None);
    }
    let failed = |error| CommandError::usage("the terminal cannot be asked").because(error);
    ui::show(&human::steps_stop(report, context.page())).map_err(failed)?;
    let (question, choices) = if stopped.why == "manual" {
        (format!("Is step {} done?", stopped.step), "y = it is done, s = leave it out, N = stop here")
    } else {
        (
            format!("Run the command of step {} once more?", stopped.step),
            "y = once more, s = leave the step out, N = stop here",
        )
    };
    let step = stopped.step;
    Ok(match ui::answer(&question, choices).map_err(failed)?.as_str() {
        "y" | "yes" if stopped.why == "manual" => Some(Some(Decision::Done { step, note: None })),
        "y" | "yes" => Some(Some(Decision::Again)),
        "s" | "skip" => {
            let reason = ui::sentence("Why is it left out?", "a sentence").map_err(failed)?;
            if reason.trim().is_empty() { None } else { Some(Some(Decision::Skip { step, reason })) }
        }
        _ => None,
    })
}

/// Asks whether a step that passed is done once more: what happens once may not be meant to happen twice.
fn redo_is_wanted(context: &Context, args: &Args, report: &StepsReport, step: usize) -> Result<bool> {
    let title =
        step.checked_sub(1).and_then(|at| report.steps.get(at)).map_or("", |step| step.title.as_str());
    let can_ask =
        !context.json && args.reporter == Reporter::Human && Consent::can_be_asked(context.system.as_ref());
    if !can_ask {
        return Err(CommandError::usage("`--redo` wants a reason where nobody can be asked")
            .hint(format!("milepost run {} --redo {step} --reason \"…\"", report.id)));
    }
    let failed = |error| CommandError::usage("the terminal cannot be asked").because(error);
    let question = format!("Run the commands of step {step} once more ({title})?");
    let answer = ui::answer(&question, "y = once more, N = leave it").map_err(failed)?;
    Ok(matches!(answer.as_str(), "y" | "yes"))
}

/// The lines of documents that changed, as a diff.
fn written(path: &str, report: &StepsReport) -> Vec<String> {
    let lines = |change: &milepost_engine::lifecycle::DocumentChange| {
        let of = if change.path == path { String::new() } else { format!("{}: ", change.path) };
        let changed = diff::changed_lines(&change.before, &change.after).into_iter();
        changed.map(|line| format!("{of}{line}")).collect::<Vec<_>>()
    };
    report.changes.iter().flat_map(lines).collect()
}

fn answer(context: &Context, args: &Args, report: &StepsReport, exit: Exit) -> Result {
    if context.json || args.reporter == Reporter::Json {
        let text = json::v1::document("run", exit, report)?;
        let compact = args.reporter == Reporter::Json && !context.json;
        context.print(&if compact { json::v1::one_line(&text)? } else { text })?;
        return Ok(exit);
    }
    context.print(&human::steps(report, context.page()))?;
    Ok(exit)
}

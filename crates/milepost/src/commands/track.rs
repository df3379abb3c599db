//! `milepost track`.

use milepost_engine::{
    Workspace,
    exit::Exit,
    tracking::{Logged, Running, can_start, drop_timer, running, start, stop, suggest},
};
use milepost_report::human;
use serde::Serialize;

use crate::{context::Context, day, error::Result, select::select_or_only};

/// Time the work as it is done: start, stop, switch
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Start a timer on a task
    Start(Begin),
    /// Stop the timer and book its time
    Stop(End),
    /// Show the timer; the same as no word at all
    Status,
    /// Stop the timer, and start one on another task
    Switch(Begin),
    /// Forget the timer and book nothing
    Drop,
    /// Show what your commits tell of work that nobody booked, and the commands that would book it
    Suggest(Since),
}

#[derive(Debug, clap::Args)]
struct Since {
    /// From this day on: `2026-05-04`, `yesterday`, a weekday; a week ago when left out
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
}

#[derive(Debug, clap::Args)]
struct Begin {
    /// The milestone, by path or id; the one in progress when left out
    milestone: Option<String>,
    /// The task, by its number or the beginning of its words
    #[arg(short, long, value_name = "TASK")]
    task: Option<String>,
    /// What is done
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

#[derive(Debug, clap::Args)]
struct End {
    /// When the work really ended: `17:30`, `2026-05-04T17:30`, or `now`
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// What was done
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

/// What is answered.
#[derive(Debug, Default, Serialize)]
struct Answer {
    /// The timer that runs now.
    timer: Option<Running>,
    /// How long it has run.
    minutes: i64,
    /// Whether it ran for longer than anybody works at a stretch.
    forgotten: bool,
    /// The timer that ended.
    ended: Option<Running>,
    /// What was booked of it.
    logged: Option<Logged>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    if let Some(Command::Suggest(since)) = &args.command {
        return suggested(context, since);
    }
    let mut answer = Answer::default();
    let workspace = match &args.command {
        None | Some(Command::Status | Command::Suggest(_)) => context.some_of_workspace()?,
        Some(Command::Start(begin)) => started(context, begin)?,
        Some(Command::Stop(end)) => stopped(context, end, &mut answer)?,
        Some(Command::Switch(begin)) => {
            let (workspace, index) = select_or_only(context, begin.milestone.as_deref())?;
            can_start(&workspace, index, begin.task.as_deref())?;
            stopped(context, &End { at: None, note: None }, &mut answer)?;
            started(context, begin)?
        }
        Some(Command::Drop) => {
            let (workspace, held) = context.hold(context.some_of_workspace()?)?;
            answer.ended = Some(drop_timer(&workspace, &held)?);
            workspace
        }
    };
    let now = context.system.now();
    if let Some(timer) = running(&workspace)? {
        answer.minutes = timer.minutes(now).0;
        answer.forgotten = timer.is_forgotten(now);
        if answer.forgotten {
            context.warn(
                "the timer runs for very long; `milepost track stop --at 17:30` says when the work ended",
            );
        }
        answer.timer = Some(timer);
    }
    if let Some(logged) = &answer.logged {
        for warning in &logged.warnings {
            context.warn(warning);
        }
    }
    context.answer("track", Exit::Ok, &answer, || {
        human::track(answer.timer.as_ref(), answer.minutes, answer.ended.as_ref(), answer.logged.as_ref())
    })
}

fn suggested(context: &Context, since: &Since) -> Result {
    let since = match &since.since {
        Some(text) => day::read(context, text)?,
        None => day::a_week_ago(context),
    };
    let found = suggest(&context.some_of_workspace()?, since)?;
    context.answer("track-suggest", Exit::Ok, &found, || human::suggestions(&found))
}

fn started(context: &Context, begin: &Begin) -> Result<Workspace> {
    let (workspace, index) = select_or_only(context, begin.milestone.as_deref())?;
    let (workspace, held, index) = context.hold_for(workspace, index)?;
    start(&workspace, &held, index, begin.task.as_deref(), begin.note.clone())?;
    Ok(workspace)
}

fn stopped(context: &Context, end: &End, answer: &mut Answer) -> Result<Workspace> {
    let (workspace, held) = context.hold(context.some_of_workspace()?)?;
    let at = end.at.as_deref().map(|text| day::read_time(context, text)).transpose()?;
    let stopped = stop(&workspace, &held, at, end.note.clone())?;
    answer.ended = Some(stopped.timer);
    answer.logged = stopped.logged;
    Ok(workspace)
}

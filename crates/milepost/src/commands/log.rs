//! `milepost log`.

use milepost_engine::{
    address,
    exit::Exit,
    time::{Minutes, Written},
    tracking::{By, Filter, LogRequest, Wanted, log, milestone_of_entry, report},
};
use milepost_report::human;

use crate::{
    context::Context,
    day,
    error::{CommandError, Result},
    select::{select_one, select_or_only},
};

/// Book time on a task, or list what is booked
///
/// `milepost log 2h --task 2` books two hours of today on task 2 of the milestone in progress. Times are written `2h`,
/// `1.5h`, `90m`, `1d 2h` or `0:45`; a day is eight hours of work. The entry is a record that is never changed, and the
/// Actual column of the document's table is written from all of them. A mistake is put right with `--correct`. Without a
/// time the entries are listed.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How long
    #[arg(value_name = "TIME")]
    time: Option<String>,
    /// The milestone, by path or id; the one in progress when left out
    milestone: Option<String>,
    /// The task, by its number or the beginning of its words
    #[arg(short, long, value_name = "TASK")]
    task: Option<String>,
    /// The day: `2026-05-04`, `today`, `yesterday`, a weekday
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    /// What was done
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Make TIME the length of this entry, `0h` to take it back; the difference is booked as one more
    #[arg(long, value_name = "RECORD", conflicts_with_all = ["task", "on"])]
    correct: Option<String>,
    /// Book what the document says of the task beyond what is booked
    #[arg(long, conflicts_with = "correct")]
    adopt: bool,
    /// List entries from this day on
    #[arg(long, value_name = "DAY", conflicts_with_all = ["correct", "adopt", "on", "note"])]
    since: Option<String>,
    /// Show what would be booked, and change nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
}

const NOTHING: Written = Written { minutes: Minutes(0), rounded: false };

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let Some(text) = &args.time else { return book_or_list(context, args, None, args.milestone.as_deref()) };
    // An entry that should not be is corrected to nothing.
    if args.correct.is_some() && matches!(text.as_str(), "0" | "0h" | "0m" | "0:00") {
        return book_or_list(context, args, Some(NOTHING), args.milestone.as_deref());
    }
    match text.parse::<Written>() {
        Ok(time) => book_or_list(context, args, Some(time), args.milestone.as_deref()),
        // `milepost log checkout/2` lists, `milepost log --adopt --task 2 checkout/2` adopts.
        Err(error)
            if args.milestone.is_none()
                && (text.contains('/') || !text.starts_with(|c: char| c.is_ascii_digit())) =>
        {
            let name = address::split(text).0;
            match select_one(context, name) {
                Ok(_) => book_or_list(context, args, None, Some(text)),
                Err(_) => Err(CommandError::usage(error.to_string())),
            }
        }
        Err(error) => Err(CommandError::usage(error.to_string())),
    }
}

fn book_or_list(context: &Context, args: &Args, time: Option<Written>, milestone: Option<&str>) -> Result {
    let Some(wanted) = wanted(args, time)? else { return list(context, args, milestone) };
    let day = args.on.as_deref().map(|text| day::read(context, text)).transpose()?;
    let (workspace, index) = match (&args.correct, milestone) {
        // The record names the milestone.
        (Some(record), None) => {
            let workspace = context.some_of_workspace()?;
            let index = milestone_of_entry(&workspace, record)?;
            (workspace, index)
        }
        _ => select_or_only(context, milestone)?,
    };
    let (workspace, held, index) = if args.dry_run {
        (workspace, milepost_engine::Held::for_dry_run(), index)
    } else {
        context.hold_for(workspace, index)?
    };
    let request = LogRequest { wanted, day, note: args.note.clone(), dry_run: args.dry_run };
    let mut logged = log(&workspace, &held, index, &request)?;
    if let Some(time) = time.filter(|time| time.rounded) {
        logged.warnings.push(format!("rounded to {}", time.minutes));
    }
    for warning in &logged.warnings {
        context.warn(warning);
    }
    context.answer("log", Exit::Ok, &logged, || human::logged(&logged))
}

fn wanted(args: &Args, time: Option<Written>) -> Result<Option<Wanted>> {
    Ok(Some(match (time, &args.correct, args.adopt) {
        (Some(time), Some(record), _) => Wanted::Correction { record: record.clone(), minutes: time.minutes },
        (None, Some(_), _) => {
            return Err(CommandError::usage("a correction wants the right time")
                .hint("`milepost log 1h --correct RECORD`"));
        }
        (Some(_), _, true) => {
            return Err(
                CommandError::usage("`--adopt` takes the time from the document").hint("leave the time out")
            );
        }
        (None, _, true) => match &args.task {
            Some(task) => Wanted::Adoption { task: task.clone() },
            None => return Err(CommandError::usage("`--adopt` wants a task").hint("`--task 2`")),
        },
        (Some(time), None, false) if args.since.is_none() => {
            Wanted::Time { minutes: time.minutes, task: args.task.clone() }
        }
        (Some(_), None, false) => {
            return Err(CommandError::usage("`--since` lists entries and books none"));
        }
        (None, None, false) => return Ok(None),
    }))
}

fn list(context: &Context, args: &Args, milestone: Option<&str>) -> Result {
    if args.note.is_some() || args.on.is_some() || args.task.is_some() {
        return Err(CommandError::usage("there is no time to book").hint("`milepost log 2h --task 2`"));
    }
    let since = args.since.as_deref().map(|text| day::read(context, text)).transpose()?;
    let (workspace, documents) = match milestone {
        Some(text) => {
            let (workspace, index) = select_one(context, text)?;
            (workspace, vec![index])
        }
        None => (context.some_of_workspace()?, Vec::new()),
    };
    let found = report(&workspace, By::Entry, &Filter { since, documents, ..Filter::default() })?;
    context.answer("report", Exit::Ok, &found, || human::time_entries(&found, context.page()))
}

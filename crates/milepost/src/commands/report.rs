//! `milepost report`.

use milepost_engine::{
    exit::Exit,
    tracking::{By, Filter, report},
};
use milepost_report::{csv, human};

use crate::{
    context::Context,
    day,
    error::{CommandError, Result},
    select::select,
};

/// Add up where the time went
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Time(Time),
}

/// Booked time by task, milestone, initiative, person, day or week
///
/// All rows together are all entries together, to the minute.
#[derive(Debug, clap::Args)]
pub(crate) struct Time {
    /// Only of these milestones, by path or id
    #[arg(value_name = "PATH|ID")]
    documents: Vec<String>,
    /// What it is added up by
    #[arg(long, value_enum, default_value = "task")]
    by: Sum,
    /// From this day on: `2026-05-04`, `today`, `yesterday`, a weekday
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// Up to this day
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    /// Only of this person
    #[arg(long, value_name = "WHO")]
    person: Option<String>,
    /// As comma-separated values, for a spreadsheet
    #[arg(long)]
    csv: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Sum {
    /// One row for each task
    Task,
    /// One row for each milestone
    Milestone,
    /// One row for each initiative
    Initiative,
    /// One row for each person
    Person,
    /// One row for each day
    Day,
    /// One row for each week
    Week,
    /// Each entry
    Entry,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let Command::Time(args) = &args.command;
    let mut selections = select(context, &args.documents)?;
    let (Some(selection), true) = (selections.pop(), selections.is_empty()) else {
        return Err(CommandError::usage("these documents belong to several projects")
            .hint("run the command once in each project"));
    };
    let read = |text: &Option<String>| text.as_deref().map(|text| day::read(context, text)).transpose();
    let filter = Filter {
        since: read(&args.since)?,
        until: read(&args.until)?,
        person: args.person.clone(),
        documents: selection.indices,
    };
    let by = match args.by {
        Sum::Task => By::Task,
        Sum::Milestone => By::Milestone,
        Sum::Initiative => By::Initiative,
        Sum::Person => By::Person,
        Sum::Day => By::Day,
        Sum::Week => By::Week,
        Sum::Entry => By::Entry,
    };
    let found = report(&selection.workspace, by, &filter)?;
    if args.csv && !context.json {
        context.print(&csv::time(&found))?;
        return Ok(Exit::Ok);
    }
    context.answer("report", Exit::Ok, &found, || {
        if by == By::Entry {
            human::time_entries(&found, context.page())
        } else {
            human::time(&found, context.page())
        }
    })
}

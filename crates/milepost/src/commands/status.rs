//! `milepost status`.

use milepost_engine::{exit::Exit, overview::overview, plan_diff::movement};
use milepost_report::human;

use crate::{context::Context, day, error::Result};

/// Show every milestone: how it stands, what blocks it, what to do next
///
/// This is what `milepost` alone does. Nothing is run and nothing is written.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Args {
    /// One line for each milestone
    #[arg(long, conflicts_with = "since")]
    concise: bool,
    /// Show too what was finished, what began and what slipped since a day or a revision: `monday`, `2026-11-16`, `v1.2`
    #[arg(long, value_name = "DAY|REV")]
    since: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let workspace = context.workspace()?;
    context.note_interrupted(&workspace);
    let judging = context.progress("judging the milestones");
    let mut overview = overview(&workspace)?;
    if let Some(text) = &args.since {
        overview.movement =
            Some(movement(&workspace, &day::point_in_time(context, text), day::today(context))?);
    }
    drop(judging);
    let exit = if overview.unreadable.is_empty() { Exit::Ok } else { Exit::Usage };
    context.answer("status", exit, &overview, || {
        if args.concise {
            milepost_report::concise::status(&overview)
        } else {
            human::status(&overview, context.page())
        }
    })
}

//! `milepost status`.

use milepost_engine::{exit::Exit, overview::overview};
use milepost_report::human;

use crate::{context::Context, error::Result};

/// Show every milestone: how it stands, what blocks it, what to do next
///
/// This is what `milepost` alone does. Nothing is run and nothing is written.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Args {
    /// One line for each milestone
    #[arg(long)]
    concise: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let workspace = context.workspace()?;
    context.note_interrupted(&workspace);
    let judging = context.progress("judging the milestones");
    let overview = overview(&workspace)?;
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

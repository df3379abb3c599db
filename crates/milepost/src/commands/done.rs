//! `milepost done`.

use milepost_engine::{Held, exit::Exit, tracking::done};
use milepost_report::human;

use crate::{context::Context, error::Result, select::select_or_only};

/// End a task: tick its box, and write its status into the table
///
/// The ledger keeps when it ended and what was estimated. Proves nothing: what the milestone's
/// criteria say is proven by their checks.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The task, by its number or the beginning of its words
    task: String,
    /// The milestone, by path or id; the one in progress when left out
    milestone: Option<String>,
    /// Show what would change, and change nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let (workspace, index) = select_or_only(context, args.milestone.as_deref())?;
    let (workspace, held, index) = if args.dry_run {
        (workspace, Held::for_dry_run(), index)
    } else {
        context.hold_for(workspace, index)?
    };
    let ended = done(&workspace, &held, index, &args.task, args.dry_run)?;
    context.answer("done", Exit::Ok, &ended, || human::done(&ended))
}

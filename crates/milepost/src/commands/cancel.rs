//! `milepost cancel`.

use milepost_engine::lifecycle::{Transition, TransitionOptions};

use super::transition;
use crate::{context::Context, error::Result};

/// Give a milestone up
///
/// Goes from every unfinished state. Wants a reason.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The milestone, by path or id; the only one when left out
    milestone: Option<String>,
    /// Why; it is kept with the move
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Commit exactly the files that change
    #[arg(long)]
    commit: bool,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let options = TransitionOptions {
        reason: args.reason.clone(),
        commit: args.commit,
        dry_run: args.dry_run,
        ..TransitionOptions::default()
    };
    transition::make(context, args.milestone.as_deref(), Transition::Cancel, options)
}

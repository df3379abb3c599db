//! `milepost ready`.

use milepost_engine::lifecycle::{Transition, TransitionOptions};

use super::transition;
use crate::{context::Context, error::Result};

/// Say that a plan is complete enough to begin
///
/// Refused while a placeholder or an error stands in the document, a reference leads nowhere, or a rollback plan is
/// missing that its risk asks for.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The milestone, by path or id; the only one when left out
    milestone: Option<String>,
    /// Back to planned
    #[arg(long)]
    undo: bool,
    /// Commit exactly the files that change
    #[arg(long)]
    commit: bool,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let kind = if args.undo { Transition::UndoReady } else { Transition::Ready };
    let options =
        TransitionOptions { commit: args.commit, dry_run: args.dry_run, ..TransitionOptions::default() };
    transition::make(context, args.milestone.as_deref(), kind, options)
}

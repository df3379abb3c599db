//! `milepost complete`.

use milepost_engine::lifecycle::{Transition, TransitionOptions};

use super::{allow::Allow, transition};
use crate::{context::Context, error::Result};

/// Complete a milestone, if everything that it promises is proven
///
/// Runs what is missing or stale on the whole tree, then asks for every item of the post-implementation list and the
/// success criteria to be proven or waived on a clean tree, and no open blocker. Writes the state, the dates, the
/// boxes and the tables above it as one change, with a signed attestation of the evidence.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The milestone, by path or id; the only one when left out
    milestone: Option<String>,
    /// Run nothing: judge by the evidence at hand
    #[arg(long)]
    no_run: bool,
    /// Commit exactly the files that change
    #[arg(long)]
    commit: bool,
    /// Show what would change; run and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Checks that run at once
    #[arg(short, long, value_name = "N", default_value_t = 2)]
    jobs: usize,
    #[command(flatten)]
    allow: Allow,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let options = TransitionOptions {
        no_run: args.no_run,
        commit: args.commit,
        dry_run: args.dry_run,
        jobs: args.jobs,
        allow: args.allow.allowed(context),
        ..TransitionOptions::default()
    };
    transition::make(context, args.milestone.as_deref(), Transition::Complete, options)
}

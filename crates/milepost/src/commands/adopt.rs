//! `milepost adopt`.

use milepost_engine::{
    ledger::Digest,
    lifecycle::{Transition, TransitionOptions},
};

use super::transition;
use crate::{context::Context, error::Result};

/// Take over work that began without Milepost
///
/// Records a baseline for it, marked as adopted. The state before the work is taken from the merge base with the
/// default branch, or from another commit that you name.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The milestone, by path or id; the only one when left out
    milestone: Option<String>,
    /// The commit before the work
    #[arg(long, value_name = "REV")]
    baseline: Option<String>,
    /// Commit exactly the files that change
    #[arg(long)]
    commit: bool,
    /// Show what would change; run and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Measure nothing: record the commit alone, and the evidence at hand
    #[arg(long)]
    no_run: bool,
    /// Checks that run at once
    #[arg(short, long, value_name = "N", default_value_t = 2)]
    jobs: usize,
    /// Allow commands of this digest; see `milepost trust --digest`
    #[arg(long, value_name = "DIGEST", value_parser = transition::digest)]
    allow_digest: Vec<Digest>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let options = TransitionOptions {
        baseline: args.baseline.clone(),
        commit: args.commit,
        dry_run: args.dry_run,
        no_run: args.no_run,
        jobs: args.jobs,
        allow: args.allow_digest.clone(),
        ..TransitionOptions::default()
    };
    transition::make(context, args.milestone.as_deref(), Transition::Adopt, options)
}

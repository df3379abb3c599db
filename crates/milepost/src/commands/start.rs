//! `milepost start`.

use milepost_engine::{
    ledger::Digest,
    lifecycle::{BranchChoice, Transition, TransitionOptions},
};

use super::transition;
use crate::{context::Context, error::Result};

/// Begin the work: take a branch and record what is measured before it
///
/// Wants proven prerequisites, completed milestones before it, and a clean tree. On the default branch a new one is
/// made; on any other the work goes on there. The baseline holds the commit, the tests by id, the coverage and the
/// versions of tools; `verify` compares with it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The milestone, by path or id; the only one when left out
    milestone: Option<String>,
    /// Take this branch, made when it is not there
    #[arg(long, value_name = "NAME", conflicts_with = "no_branch")]
    branch: Option<String>,
    /// Stay on the current branch
    #[arg(long)]
    no_branch: bool,
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
    let branch = match (&args.branch, args.no_branch) {
        (Some(name), _) => BranchChoice::Named(name.clone()),
        (None, true) => BranchChoice::Stay,
        (None, false) => BranchChoice::Automatic,
    };
    let options = TransitionOptions {
        branch,
        commit: args.commit,
        dry_run: args.dry_run,
        no_run: args.no_run,
        jobs: args.jobs,
        allow: args.allow_digest.clone(),
        ..TransitionOptions::default()
    };
    transition::make(context, args.milestone.as_deref(), Transition::Start, options)
}

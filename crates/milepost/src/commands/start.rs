//! `milepost start`.

use milepost_engine::lifecycle::{BranchChoice, Transition, TransitionOptions};

use super::transition::{self, Measured};
use crate::{context::Context, error::Result};

/// Begin the work: take a branch and record what is measured before it
///
/// Wants proven prerequisites, completed milestones before it, and a clean tree. On the default branch a new one is
/// made; on any other the work goes on there. The baseline holds the commit, the tests by id, the coverage and the
/// tools; `verify` compares with it.
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
    #[command(flatten)]
    measured: Measured,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let branch = match (&args.branch, args.no_branch) {
        (Some(name), _) => BranchChoice::Named(name.clone()),
        (None, true) => BranchChoice::Stay,
        (None, false) => BranchChoice::Automatic,
    };
    let options = TransitionOptions { branch, ..args.measured.options(context) };
    transition::make(context, args.milestone.as_deref(), Transition::Start, options)
}

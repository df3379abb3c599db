//! `milepost adopt`.

use milepost_engine::lifecycle::{Transition, TransitionOptions};

use super::transition::{self, Measured};
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
    #[command(flatten)]
    measured: Measured,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let options = TransitionOptions { baseline: args.baseline.clone(), ..args.measured.options(context) };
    transition::make(context, args.milestone.as_deref(), Transition::Adopt, options)
}

//! `milepost block`.

use milepost_engine::lifecycle::Transition;

use super::transition::{self, Move};
use crate::{context::Context, error::Result};

/// Say that something is in the way of a milestone
///
/// Goes from in progress. Wants a reason.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    of: Move,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    transition::make(context, args.of.milestone.as_deref(), Transition::Block, args.of.options())
}

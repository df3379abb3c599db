//! `milepost unblock`.

use milepost_engine::lifecycle::Transition;

use super::transition::{self, Move};
use crate::{context::Context, error::Result};

/// Say that nothing is in the way of a milestone any more
///
/// Goes from blocked.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    of: Move,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    transition::make(context, args.of.milestone.as_deref(), Transition::Unblock, args.of.options())
}

//! `milepost cancel`.

use milepost_engine::lifecycle::Transition;

use super::transition::{self, Move};
use crate::{context::Context, error::Result};

/// Give a milestone up
///
/// Goes from every unfinished state. Wants a reason.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    of: Move,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    transition::make(context, args.of.milestone.as_deref(), Transition::Cancel, args.of.options())
}

//! `milepost defer`.

use milepost_engine::lifecycle::Transition;

use super::transition::{self, Move};
use crate::{context::Context, error::Result};

/// Put a milestone off
///
/// Goes from every unfinished state. Wants a reason.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    of: Move,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    transition::make(context, args.of.milestone.as_deref(), Transition::Defer, args.of.options())
}

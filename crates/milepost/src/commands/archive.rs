//! `milepost archive`.

use milepost_engine::lifecycle::Transition;

use super::transition::{self, Move};
use crate::{context::Context, error::Result};

/// Put a finished milestone away
///
/// Goes from completed, cancelled, deferred and rolled back.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    of: Move,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    transition::make(context, args.of.milestone.as_deref(), Transition::Archive, args.of.options())
}

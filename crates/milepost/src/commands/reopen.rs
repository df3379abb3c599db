//! `milepost reopen`.

use milepost_engine::lifecycle::Transition;

use super::transition::{self, Move};
use crate::{context::Context, error::Result};

/// Take a completed milestone up again: a new attempt
///
/// Goes from completed. Wants a reason. The attestation stays where it is, and is revoked.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    of: Move,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    transition::make(context, args.of.milestone.as_deref(), Transition::Reopen, args.of.options())
}

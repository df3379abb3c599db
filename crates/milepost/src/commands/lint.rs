//! `milepost lint`.

use milepost_engine::Look;

use super::findings;
use crate::{context::Context, error::Result};

/// Say what is wrong with documents, and put it right
///
/// Looks at all documents of the project, or at those that are named; also at one file outside of any project. Exits
/// with 1 when a finding of level warning or error stands. `milepost explain RULE` prints the page of a rule. `milepost
/// audit` asks Git's history as well.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    findings: findings::Args,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    findings::run(context, &args.findings, Look::Lint)
}

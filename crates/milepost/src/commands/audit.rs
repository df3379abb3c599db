//! `milepost audit`.

use milepost_engine::Look;

use super::findings;
use crate::{context::Context, error::Result};

/// Say what documents claim and is not so
///
/// Compares every document with its own boxes, with the other documents, with the files of the tree and with Git's
/// history: completed milestones with open criteria, tables that disagree with what they repeat, dependencies that are
/// not done, links and files that are not there, totals and dates that cannot be. Exits with 1 when a finding of level
/// warning or error stands. `milepost explain RULE` prints the page of a rule.
///
/// In a project with many old findings, `--write-baseline FILE` takes them as known, and `--baseline FILE` leaves them
/// out from then on; `--since main` looks at a change alone.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    findings: findings::Args,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    findings::run(context, &args.findings, Look::Audit)
}

//! `milepost decide`.

use milepost_engine::notes::Wanted;

use super::supersede::write;
use crate::{context::Context, error::Result};

/// Write a decision into the document, with its number and the day
///
/// It is written behind the last entry under Design Decisions, in the form of that; the section is made where there is
/// none. All other bytes stay. Like any change of the plan's words, it makes evidence stale that depends on the document.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What was decided
    text: String,
    /// The milestone, by path or id; the one in progress when left out
    milestone: Option<String>,
    /// Why
    #[arg(long, value_name = "REASON")]
    why: Option<String>,
    /// Also write it as a file of its own (MADR), and link the two
    #[arg(long)]
    adr: bool,
    /// Show what would be written, and change nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let wanted =
        Wanted::Decide { text: args.text.clone(), why: args.why.clone(), supersedes: None, adr: args.adr };
    write(context, "decide", args.milestone.as_deref(), wanted, args.dry_run)
}

//! `milepost decide`.

use std::path::PathBuf;

use milepost_engine::notes::Wanted;

use super::supersede::write;
use crate::{context::Context, error::Result};

/// Write a decision into the document, with its number and the day
///
/// It is written behind the last entry under Design Decisions, in the form of that; the section is made where there is
/// none. All other bytes stay. Like any change of the plan's words, it makes evidence stale that depends on the document.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What was decided; with `--from-adr` the milestone
    #[arg(required_unless_present = "from_adr")]
    text: Option<String>,
    /// The milestone, by path or id; the one in progress when left out
    #[arg(conflicts_with = "from_adr")]
    milestone: Option<String>,
    /// Why
    #[arg(long, value_name = "REASON")]
    why: Option<String>,
    /// Also write it as a file of its own (MADR), and link the two
    #[arg(long)]
    adr: bool,
    /// Take over what a decision record says, and link the two
    #[arg(long, value_name = "FILE", conflicts_with_all = ["why", "adr"])]
    from_adr: Option<PathBuf>,
    /// Show what would be written, and change nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    if let Some(record) = &args.from_adr {
        let wanted = Wanted::Take { record: context.from.join(record) };
        return write(context, "decide", args.text.as_deref(), wanted, args.dry_run);
    }
    let wanted = Wanted::Decide {
        text: args.text.clone().unwrap_or_default(),
        why: args.why.clone(),
        supersedes: None,
        adr: args.adr,
    };
    write(context, "decide", args.milestone.as_deref(), wanted, args.dry_run)
}

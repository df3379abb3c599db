//! `milepost learn`.

use milepost_engine::notes::Wanted;

use super::supersede::write;
use crate::{context::Context, error::Result};

/// Write a lesson into the document, with its number and the day
///
/// It is written behind the last entry under Lessons Learned; the section is made where there is none.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What was learned
    text: String,
    /// The milestone, by path or id; the one in progress when left out
    milestone: Option<String>,
    /// Show what would be written, and change nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let wanted = Wanted::Learn { text: args.text.clone() };
    write(context, "learn", args.milestone.as_deref(), wanted, args.dry_run)
}

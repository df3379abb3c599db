//! `milepost ask`.

use milepost_engine::notes::Wanted;

use super::supersede::write;
use crate::{context::Context, error::Result};

/// Write an open question into the document
///
/// Tasks that it names (`task 2`, `tasks 1 and 3`) are blocked by it: `done` refuses to end them, and `complete` to complete the milestone, until `milepost answer`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What is not known
    text: String,
    /// The milestone, by path or id; the one in progress when left out
    milestone: Option<String>,
    /// Show what would be written, and change nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let wanted = Wanted::Ask { text: args.text.clone() };
    write(context, "ask", args.milestone.as_deref(), wanted, args.dry_run)
}

//! `milepost answer`.

use milepost_engine::notes::Wanted;

use super::supersede::write;
use crate::{context::Context, error::Result};

/// Answer an open question of the document
///
/// The question stays, and the answer is written behind it. Tasks that it blocked are free.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The number of the question
    question: String,
    /// The answer
    text: String,
    /// The milestone, by path or id; the one in progress when left out
    milestone: Option<String>,
    /// Show what would be written, and change nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let wanted = Wanted::Answer { question: args.question.clone(), text: args.text.clone() };
    write(context, "answer", args.milestone.as_deref(), wanted, args.dry_run)
}

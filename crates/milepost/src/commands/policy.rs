//! `milepost policy`.

mod explain;

use crate::{context::Context, error::Result};

/// Look at what is asked of milestones
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Explain(explain::Args),
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    match &args.command {
        Command::Explain(args) => explain::run(context, args),
    }
}

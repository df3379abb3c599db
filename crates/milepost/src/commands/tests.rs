//! `milepost tests`.

mod acknowledge;
mod diff;
mod flaky;
mod revoke;

use crate::{context::Context, error::Result};

/// Look at tests by id: what became of each since the baseline, which are flaky, and what is acknowledged
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Acknowledge(acknowledge::Args),
    Diff(diff::Args),
    Flaky(flaky::Args),
    Revoke(revoke::Args),
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    match &args.command {
        Command::Acknowledge(args) => acknowledge::run(context, args),
        Command::Diff(args) => diff::run(context, args),
        Command::Flaky(args) => flaky::run(context, args),
        Command::Revoke(args) => revoke::run(context, args),
    }
}

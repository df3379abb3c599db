//! `milepost ledger`.

mod collect;
mod export;
mod import;
mod log;
mod show;
mod verify;

use crate::{context::Context, error::Result};

/// Look at the evidence: its log, one record, a check of all; export and clean up
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Export(export::Args),
    Gc(collect::Args),
    Import(import::Args),
    Log(log::Args),
    Show(show::Args),
    Verify(verify::Args),
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    match &args.command {
        Command::Export(args) => export::run(context, args),
        Command::Gc(args) => collect::run(context, args),
        Command::Import(args) => import::run(context, args),
        Command::Log(args) => log::run(context, args),
        Command::Show(args) => show::run(context, args),
        Command::Verify(args) => verify::run(context, args),
    }
}

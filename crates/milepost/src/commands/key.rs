//! `milepost key`.

mod certify;
mod revoke;
mod rotate;
mod show;

use crate::{context::Context, error::Result};

/// The key of this machine, which signs check runs: show it, vouch for it, replace it; take back any key
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Certify(certify::Args),
    Revoke(revoke::Args),
    Rotate(rotate::Args),
    Show(show::Args),
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    match &args.command {
        Command::Certify(args) => certify::run(context, args),
        Command::Revoke(args) => revoke::run(context, args),
        Command::Rotate(args) => rotate::run(context, args),
        Command::Show(args) => show::run(context, args),
    }
}

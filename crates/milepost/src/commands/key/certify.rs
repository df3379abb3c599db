//! `milepost key certify`.

use milepost_engine::{
    exit::Exit,
    machine::{self, CERTIFIED_DAYS, CertifyRequest},
    session::Session,
};
use milepost_report::human;

use crate::{context::Context, error::Result};

/// Vouch for this machine's key with your own SSH key
///
/// Needed once where your key asks for a passphrase, a touch or the agent; a key that asks for nothing vouches by
/// itself, in the first `verify`. What the machine signed before is covered too.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// For so many days; 0 is without an end
    #[arg(long, value_name = "N", default_value_t = CERTIFIED_DAYS)]
    days: u32,
    /// For this repository alone
    #[arg(long)]
    this_repository: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let (workspace, held) = context.hold(context.some_of_workspace()?)?;
    let request = CertifyRequest {
        this_repository: args.this_repository,
        days: Some(args.days).filter(|days| *days > 0),
    };
    let report = machine::certify(&Session::write(&workspace)?, &held, request)?;
    context.answer("key-certify", Exit::Ok, &report, || human::machine_key(&report))
}

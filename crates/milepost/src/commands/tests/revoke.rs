//! `milepost tests revoke`.

use milepost_engine::{exit::Exit, regressions::revoke, session::Session};
use milepost_report::human;

use crate::{context::Context, error::Result};

/// Take an acknowledgement back
///
/// The acknowledgement stays; a signed record beside it says who took it back and why.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The acknowledgement's record, by the first digits of its digest
    record: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    why: String,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let (workspace, held) = context.hold(context.workspace()?)?;
    let session = Session::write(&workspace)?;
    let revoked = revoke(&session, &held, &args.record, &args.why)?;
    context.answer("tests-revoke", Exit::Ok, &revoked, || {
        human::acknowledgement_revoked(&revoked, context.page())
    })
}

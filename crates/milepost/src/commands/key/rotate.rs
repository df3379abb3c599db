//! `milepost key rotate`.

use milepost_engine::{exit::Exit, machine, session::Session};
use milepost_report::human;

use crate::{context::Context, error::Result};

/// Make a new key for this machine, in place of the old one
///
/// What the old key signed counts on as far as somebody vouched for it, and not otherwise: its checks run again. When
/// the old key came into other hands, revoke it as well.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(context: &Context, _args: &Args) -> Result {
    let (workspace, held) = context.hold(context.some_of_workspace()?)?;
    let report = machine::rotate(&Session::write(&workspace)?, &held)?;
    context.answer("key-rotate", Exit::Ok, &report, || human::machine_key(&report))
}

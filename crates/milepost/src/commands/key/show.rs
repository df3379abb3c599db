//! `milepost key show`.

use milepost_engine::{exit::Exit, machine, session::Session};
use milepost_report::human;

use crate::{context::Context, error::Result};

/// Print this machine's key, who vouches for it, and what its signature is worth here
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(context: &Context, _args: &Args) -> Result {
    let workspace = context.some_of_workspace()?;
    let report = machine::show(&Session::read(&workspace)?)?;
    context.answer("key-show", Exit::Ok, &report, || human::machine_key(&report))
}

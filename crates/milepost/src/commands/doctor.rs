//! `milepost doctor`.

use milepost_engine::{doctor::doctor, exit::Exit};
use milepost_report::human;
use serde_json::json;

use crate::{context::Context, error::Result};

/// Say what is found on this machine: Git, shell, signing key, signer's name, allowed signers, sandbox
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(context: &Context, _args: &Args) -> Result {
    let workspace = context.some_of_workspace()?;
    let found = doctor(&workspace)?;
    let exit = if found.iter().all(|one| one.good) { Exit::Ok } else { Exit::Outstanding };
    context.answer("doctor", exit, &json!({ "found": found }), || human::doctor(&found, context.page()))
}

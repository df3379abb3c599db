//! `milepost ledger show`.

use milepost_engine::{exit::Exit, ledger::Access, signers::Signers};
use milepost_report::{human, json as formats};

use crate::{context::Context, error::Result};

/// Print one record, whole, with what its signature is worth
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The record, by the first digits of its digest
    id: String,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let workspace = context.some_of_workspace()?;
    let ledger = workspace.ledger(Access::Read)?;
    let record = ledger.get(&args.id)?;
    let trust = ledger.trust(&record, Signers::of(&workspace)?.policy()?)?;
    let data = formats::v1::record(&record, &trust);
    context.answer("ledger-show", Exit::Ok, &data, || human::record(&record, &trust))
}

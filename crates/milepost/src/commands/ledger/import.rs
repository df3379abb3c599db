//! `milepost ledger import`.

use std::path::PathBuf;

use milepost_engine::{exit::Exit, ledger::Access, signers::Signers};
use serde_json::json;

use crate::{
    context::Context,
    error::{CommandError, Result},
};

/// Take in records that `ledger export --records` wrote in another clone, such as that of CI
///
/// Whole or not at all: every record has to be of this repository and signed by an allowed signer, or by a machine for
/// which one vouches. Exits with 8 when the file was changed, cut off, or is of another repository.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The file
    file: PathBuf,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let (workspace, _held) = context.hold(context.some_of_workspace()?)?;
    let file = context.from.join(&args.file);
    let bytes = context.system.read(&file).map_err(|error| {
        CommandError::usage(format!("cannot read `{}`", file.display()))
            .because(error)
            .hint("`milepost ledger export --records FILE` writes one")
    })?;
    let ledger = workspace.ledger(Access::Write)?;
    let merged = ledger.import_records(&bytes, Signers::of(&workspace)?.policy()?)?;
    let data = json!({ "records": merged.records, "blobs": merged.blobs });
    context.answer("ledger-import", Exit::Ok, &data, || {
        format!("{} new records and {} new outputs taken in\n", merged.records, merged.blobs)
    })
}

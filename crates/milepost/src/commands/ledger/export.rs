//! `milepost ledger export`.

use std::path::PathBuf;

use milepost_engine::{exit::Exit, ledger::Access, signers::principal};
use milepost_report::human;
use serde_json::json;

use crate::{
    context::Context,
    error::{CommandError, Result},
};

/// Write a signed record and its signature to files that stock `ssh-keygen -Y verify` checks
///
/// With `--records` all local records go to one file, to be taken in by another clone: so evidence comes back from CI.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The record, by the first digits of its digest
    #[arg(long, value_name = "ID", required_unless_present = "records")]
    attestation: Option<String>,
    /// Write every local record to this file instead, for `ledger import` elsewhere
    #[arg(long, value_name = "FILE", conflicts_with_all = ["attestation", "folder"])]
    records: Option<PathBuf>,
    /// The folder to write to
    #[arg(default_value = ".")]
    folder: PathBuf,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let workspace = context.some_of_workspace()?;
    let ledger = workspace.ledger(Access::Read)?;
    if let Some(file) = &args.records {
        let file = context.from.join(file);
        let count = ledger.export_records(&file)?;
        let data = json!({ "file": file, "records": count.records, "blobs": count.blobs });
        return context.answer("ledger-export", Exit::Ok, &data, || {
            format!("{} records and {} outputs in `{}`\n", count.records, count.blobs, file.display())
        });
    }
    let attestation = args.attestation.as_deref().unwrap_or_default();
    let exported = ledger.export(attestation, &context.from.join(&args.folder))?;
    let who = principal(&workspace)?.unwrap_or_else(|| "SIGNER".to_owned());
    let listed =
        workspace.config.signers.allowed.clone().unwrap_or_else(|| ".milepost/allowed_signers".to_owned());
    let signers = workspace.root.join(listed);
    let signers = if context.system.is_file(&signers) {
        signers
    } else {
        // The repository names no signers: a list with the one key, for this check alone.
        let list = exported.signature.with_extension("signers");
        let line = format!("{who} {}\n", exported.public_key.trim());
        context.system.write_atomic(&list, line.as_bytes()).map_err(|error| {
            CommandError::usage(format!("cannot write `{}`", list.display())).because(error)
        })?;
        list
    };
    let signers = signers.display().to_string();
    let data = json!({
        "payload": exported.payload,
        "signed": exported.signed,
        "signature": exported.signature,
        "publicKey": exported.public_key,
        "allowedSigners": signers,
        "command": exported.command(&signers, &who),
    });
    context.answer("ledger-export", Exit::Ok, &data, || human::exported(&exported, &signers, &who))
}

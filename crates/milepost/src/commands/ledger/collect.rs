//! `milepost ledger gc`.

use milepost_engine::{
    exit::Exit,
    ledger::{Access, CollectionPolicy, Signers, signing::Signer},
    signers::user_key,
};
use milepost_report::human;
use serde_json::json;

use crate::{
    context::Context,
    error::{CommandError, Result},
};

/// Remove old check runs that no attestation names
///
/// Keeps the newest runs of each check, those that show that it can fail, and everything that is younger than 30 days. A signed record names what was
/// removed, so that it is gone and not stolen.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Say what would be removed, and remove nothing
    #[arg(long)]
    dry_run: bool,
    /// Keep so many of the newest runs of each check
    #[arg(long, value_name = "N", default_value_t = 20)]
    keep: usize,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let (workspace, _held) = context.hold(context.some_of_workspace()?)?;
    let ledger = workspace.ledger(Access::Write)?;
    let key = match user_key(&workspace) {
        Ok(key) => Some(key),
        Err(_) if args.dry_run => None,
        Err(error) => {
            return Err(CommandError::new(Exit::Refused, "a removal has to be signed, and there is no key")
                .because(error)
                .hint("make a key with `ssh-keygen -t ed25519`, or name one in `MILEPOST_SIGNING_KEY`"));
        }
    };
    let policy =
        CollectionPolicy { keep_per_check: args.keep, dry_run: args.dry_run, ..CollectionPolicy::default() };
    let signers = Signers { person: key.as_ref().map(|key| key as &dyn Signer), machine: None };
    let collection = ledger.collect(&policy, &signers)?;
    let digests =
        |list: &[milepost_engine::ledger::Digest]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
    let data = json!({
        "dryRun": args.dry_run,
        "records": digests(&collection.records),
        "blobs": digests(&collection.blobs),
        "strays": collection.strays,
        "tombstone": collection.tombstone.map(|digest| digest.to_string()),
    });
    context.answer("ledger-gc", Exit::Ok, &data, || human::collection(&collection, args.dry_run))
}

//! `milepost key revoke`.

use milepost_engine::{exit::Exit, machine, session::Session};
use serde_json::json;

use crate::{context::Context, error::Result};

/// Take back the belief in a key: nothing that it signed counts any more
///
/// For the key of a machine or of a person that came into other hands. Writes a signed record to commit.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The key's fingerprint, as `key show` and `ssh-keygen -l` print it
    #[arg(value_name = "SHA256:…")]
    fingerprint: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let (workspace, held) = context.hold(context.some_of_workspace()?)?;
    let (record, path) =
        machine::revoke(&Session::write(&workspace)?, &held, &args.fingerprint, &args.reason)?;
    let data = json!({ "fingerprint": args.fingerprint, "record": record.to_string(), "path": path });
    context.answer("key-revoke", Exit::Ok, &data, || {
        format!("{} counts no more\ncommit `{path}`, so that others know\n", args.fingerprint)
    })
}

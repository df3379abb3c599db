//! What may run beside what was granted at a terminal.

use std::path::PathBuf;

use milepost_engine::{ledger::Digest, trust::Allowed};

use crate::context::Context;

// A comment for the documentation would become the help of each command.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Allow {
    /// Allow commands of this digest; see `milepost trust --digest`
    #[arg(long, value_name = "DIGEST", value_parser = digest)]
    allow_digest: Vec<Digest>,
    /// Allow what this policy file allows; it lies outside of the checkout
    #[arg(long, value_name = "FILE")]
    trust_policy: Option<PathBuf>,
}

impl Allow {
    /// What it asks of the engine.
    pub(super) fn allowed(&self, context: &Context) -> Allowed {
        Allowed {
            digests: self.allow_digest.clone(),
            policy: self.trust_policy.as_ref().map(|path| context.from.join(path)),
        }
    }
}

/// Reads digests as `--allow-digest` takes them.
fn digest(text: &str) -> Result<Digest, String> {
    text.parse::<Digest>().map_err(|error| error.to_string())
}

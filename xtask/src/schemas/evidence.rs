//! Records of the ledger.

use schemars::JsonSchema;
use serde_json::Value;

/// Records, newest first.
#[derive(JsonSchema)]
pub(super) struct Log {
    records: Vec<Record>,
}

/// A record with what its signature is worth.
#[derive(JsonSchema)]
pub(super) struct Record {
    /// Its digest, which is its name.
    digest: String,
    /// `attestation`, `baseline`, `check-run`, `sign-off`, `transition`, `waiver`, …
    kind: String,
    /// Its file.
    path: Value,
    /// When it was made, by the clock of the machine that made it.
    recorded: String,
    /// How many records came before it in its chain.
    height: u64,
    /// The records that it names as the ones before it.
    prev: Vec<String>,
    /// What the signature is worth: `L0`, `L1`, `L2`; null when it is refused.
    level: Option<String>,
    /// Who signed.
    signer: Option<String>,
    /// Why it does not count.
    refusal: Option<String>,
    /// What it says. Its fields depend on the kind.
    predicate: Value,
}

/// What a check of all records found.
#[derive(JsonSchema)]
pub(super) struct Verification {
    /// How many records were checked.
    records: u64,
    /// What is wrong.
    flaws: Vec<Flaw>,
    /// Every waiver, in words.
    waivers: Vec<String>,
}

/// One thing that is wrong with a ledger.
#[derive(JsonSchema)]
pub(super) struct Flaw {
    /// `note`, `failure` or `tampering`.
    severity: String,
    /// What it is.
    kind: String,
    /// The record.
    digest: Option<String>,
    /// The file.
    path: Option<String>,
    /// What was found and what would be right.
    what: String,
}

/// What was removed.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Collection {
    /// Whether nothing was removed.
    dry_run: bool,
    /// The records.
    records: Vec<String>,
    /// What they had attached.
    blobs: Vec<String>,
    /// Files that belong to nothing.
    strays: Vec<String>,
    /// The signed record that names what was removed.
    tombstone: Option<String>,
}

/// What was written: files for `ssh-keygen -Y verify`, or with `--records` one file for `ledger import`.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Export {
    /// What the record says.
    payload: Option<String>,
    /// The bytes that are signed.
    signed: Option<String>,
    /// The signature.
    signature: Option<String>,
    /// The key that made it.
    public_key: Option<String>,
    /// Who may sign.
    allowed_signers: Option<String>,
    /// The command that checks it.
    command: Option<String>,
    /// With `--records`: the file.
    file: Option<String>,
    /// With `--records`: how many records it holds.
    records: Option<u64>,
    /// With `--records`: how many outputs it holds.
    blobs: Option<u64>,
}

/// What was taken in.
#[derive(JsonSchema)]
pub(super) struct Import {
    /// How many records were new.
    records: u64,
    /// How many outputs were new.
    blobs: u64,
}

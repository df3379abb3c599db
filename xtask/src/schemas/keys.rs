//! Keys of machines.

use schemars::JsonSchema;

/// The key of this machine.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Machine {
    /// Its fingerprint; null while there is none.
    fingerprint: Option<String>,
    /// The public key; null while there is none.
    public_key: Option<String>,
    /// Who vouches for it.
    certificates: Vec<Certificate>,
    /// What its signature is worth in this repository: `L0` or `L1`; null while there is no key.
    level: Option<String>,
}

/// Somebody's word for a key.
#[derive(JsonSchema)]
pub(super) struct Certificate {
    /// Who.
    principal: String,
    /// The repository for which it is; null when it is for all.
    repository: Option<String>,
    /// When it was given.
    created: String,
    /// When it ends; null when it does not.
    expires: Option<String>,
    /// Why it does not count here; null when it does.
    refused: Option<String>,
}

/// A key whose signatures count no more.
#[derive(JsonSchema)]
pub(super) struct Revocation {
    /// Its fingerprint.
    fingerprint: String,
    /// The record.
    record: String,
    /// Its file, from the project's root.
    path: String,
}

//! What may run, and who said so.

use std::collections::BTreeMap;

use schemars::JsonSchema;

/// What somebody is asked to trust.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Trust {
    /// The document.
    document: String,
    /// What the commands are for.
    class: Class,
    /// The digest of all commands and the code that they name.
    digest: String,
    /// The commands, in the order of the document.
    commands: Vec<Command>,
    /// The code of the project that they name.
    references: Vec<Reference>,
    /// What was seen to run and is not covered.
    not_covered: Vec<NotCovered>,
    /// Why they may run; null while nobody has agreed.
    granted: Option<Granted>,
    /// What the last grant for this document covered, when that was something else.
    before: Option<Before>,
    /// How many commands of other classes the document holds. They are not part of this.
    other_classes: Vec<(Class, u64)>,
}

/// What commands are for. A grant is for one class.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub(super) enum Class {
    /// Checks and tests.
    Verify,
    /// The fences under Implementation Steps.
    Run,
    /// The fences under Rollback Procedure.
    Rollback,
}

/// One command that a document would run.
#[derive(JsonSchema)]
pub(super) struct Command {
    /// How it is shown.
    label: String,
    /// Its line in the document, from 1; null for a command of the configuration.
    line: Option<u64>,
    /// The interpreter.
    interpreter: String,
    /// Every byte of it.
    script: String,
    /// The folder, from the project's root.
    cwd: String,
    /// Literal variables.
    env: BTreeMap<String, String>,
    /// Variables of the surroundings that the configuration passes on besides the usual ones, by name or pattern.
    passed: Vec<String>,
    /// What it asks of its sandbox.
    sandbox: Sandbox,
    /// The patch that is applied to a copy of the project before it runs there; null where it runs in the project.
    patch: Option<String>,
}

/// What a command asks of its sandbox.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Sandbox {
    /// `auto`, `T1`, `T2` or `T3`.
    tier: String,
    /// What it may reach of the network.
    network: Network,
    /// Files and folders that it may read besides the usual ones.
    read: Vec<String>,
    /// Files and folders outside of the project that it may change.
    caches: Vec<String>,
    /// Whether it may run with less than it asks for, where the machine has no more.
    allow_lower: bool,
}

/// What a command may reach of the network.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub(super) enum Network {
    /// Nothing, not even this machine.
    None,
    /// Servers of its own, on a device that nobody else sees.
    Loopback,
    /// Everything.
    Full,
}

/// A file, or one script of a `package.json`.
#[derive(JsonSchema)]
pub(super) struct Reference {
    /// From the project's root; absolute where it lies elsewhere.
    path: String,
    /// The name of the script in that `package.json`; null when the whole file counts.
    script: Option<String>,
    /// Of its bytes; null while there is no such file.
    digest: Option<String>,
    /// Its text, where that can be shown.
    text: Option<String>,
}

/// What runs and is not covered.
#[derive(JsonSchema)]
pub(super) struct NotCovered {
    /// A path or a command.
    what: String,
    /// Why.
    why: String,
}

/// Why commands may run. `by` says which fields there are.
#[derive(JsonSchema)]
pub(super) struct Granted {
    /// `nothing-to-run`, `grant`, `digest`, `policy-digest` or `signer`.
    by: String,
    /// Of `grant`: when.
    granted: Option<String>,
    /// Of `policy-digest` and `signer`: the file of rules.
    policy: Option<String>,
    /// Of `signer`: who.
    signer: Option<String>,
    /// Of `signer`: the commit that they signed.
    commit: Option<String>,
}

/// What an earlier grant covered.
#[derive(JsonSchema)]
pub(super) struct Before {
    /// When it was given.
    granted: String,
    /// Its commands.
    commands: Vec<Command>,
    /// The code that they named.
    references: Vec<Reference>,
}

/// What was granted.
#[derive(JsonSchema)]
pub(super) struct Grants {
    /// The grants.
    grants: Vec<Grant>,
}

/// What was taken back.
#[derive(JsonSchema)]
pub(super) struct Revoked {
    /// The grants.
    revoked: Vec<Grant>,
}

/// Commands of one document and one class that run until they change.
#[derive(JsonSchema)]
pub(super) struct Grant {
    /// The version of its file.
    version: u64,
    /// The project's root.
    root: String,
    /// The id of the user who granted it.
    owner: u64,
    /// The document.
    document: String,
    /// What the commands are for.
    class: Class,
    /// The digest of all commands and the code that they name.
    digest: String,
    /// When.
    granted: String,
    /// The commands.
    commands: Vec<Command>,
    /// The code that they name.
    references: Vec<Reference>,
    /// What has become of it; absent when it was taken back.
    standing: Option<GrantStanding>,
}

/// Whether a grant still lets anything run.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub(super) enum GrantStanding {
    /// What was granted is what stands there.
    Holds,
    /// Something else stands there now.
    Changed,
    /// The document is gone.
    Gone,
    /// It is for another project.
    Elsewhere,
}

//! What `init` looks at and writes.

use std::collections::BTreeMap;

use schemars::JsonSchema;

/// A proposal for a project.
#[derive(JsonSchema)]
pub(super) struct Init {
    /// A name for the project, and where it stands.
    id: Option<(String, Evidence)>,
    /// What it uses.
    found: Vec<Found>,
    /// What can be run.
    commands: Vec<Command>,
    /// Variables that hold the address of a database. Their values are never read.
    variables: Vec<(String, Evidence)>,
    /// Where its milestones lie.
    documents: Folders,
    /// The text of `milepost.toml`.
    text: String,
    /// The text of the `milepost.toml` that is there.
    existing: Option<String>,
    /// What that text binds.
    bindings: Vec<Bindings>,
    /// The files that were written.
    written: Vec<String>,
}

/// A place in a file.
#[derive(JsonSchema)]
pub(super) struct Evidence {
    /// The file, from the project's root.
    path: String,
    /// The line, from 1; null where the file's presence is enough.
    line: Option<u64>,
}

/// One thing that the project uses.
#[derive(JsonSchema)]
pub(super) struct Found {
    /// What it is about.
    topic: Topic,
    /// Its name: `vitest`.
    name: String,
    /// The files that say so.
    evidence: Vec<Evidence>,
}

/// What a finding is about.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub(super) enum Topic {
    PackageManager,
    Recipes,
    Build,
    Tests,
    Coverage,
    Lint,
    Format,
    Types,
    Database,
}

/// A command for `milepost.toml`.
#[derive(JsonSchema)]
pub(super) struct Command {
    /// The kind of table in which it stands: `check`, `suite` or `coverage`.
    table: String,
    /// The table's name; absent for `coverage`, of which there is one.
    name: Option<String>,
    /// What is run.
    run: String,
    /// The report that it writes.
    report: Option<Report>,
    /// Globs of what it changes.
    writes: Vec<String>,
    /// Variables.
    env: BTreeMap<String, String>,
    /// Seconds.
    timeout: Option<u64>,
    /// Whether it can be used as it stands; otherwise it is written as a comment, and `notes` says why.
    sure: bool,
    /// Whether the project itself gave it this name.
    own: bool,
    /// What a reader should know, one sentence each.
    notes: Vec<String>,
    /// The files that say so.
    evidence: Vec<Evidence>,
}

/// A report that a command writes.
#[derive(JsonSchema)]
pub(super) struct Report {
    /// The format's name.
    format: String,
    /// A path or glob; `-` is the command's own output.
    path: String,
}

/// Where milestones lie.
#[derive(JsonSchema)]
pub(super) struct Folders {
    /// The folders for `[documents]`; empty where they are too many, or the root is one of them.
    folders: Vec<String>,
    /// How many milestones each folder holds.
    milestones: BTreeMap<String, u64>,
}

/// The items of one document.
#[derive(JsonSchema)]
pub(super) struct Bindings {
    /// The milestone's id.
    id: String,
    /// Its document.
    path: String,
    /// Items that something decides: line, words, what.
    bound: Vec<(u64, String, String)>,
    /// Items that wait for a signature.
    signatures: Vec<Unbound>,
    /// Items that cannot be decided as they stand.
    undecided: Vec<Unbound>,
}

/// An item without a check.
#[derive(JsonSchema)]
pub(super) struct Unbound {
    /// Its line, from 1.
    line: u64,
    /// Its words.
    text: String,
    /// What decides it as it stands, or why nothing does.
    check: String,
    /// The annotation that would bind it.
    annotation: Option<String>,
}

/// What was set up around a project. Each field is there when it was asked for.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Extras {
    /// Whether nothing was written.
    dry_run: bool,
    /// Hooks and attributes of Git.
    git: Option<Git>,
    /// `AGENTS.md`.
    agents: Option<Change>,
}

/// Hooks and attributes of Git.
#[derive(JsonSchema)]
pub(super) struct Git {
    /// The hooks.
    hooks: Vec<Hook>,
    /// `.gitattributes`.
    attributes: Added,
    /// The merge driver in Git's configuration of this repository.
    driver: DriverState,
}

/// What became of the merge driver.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub(super) enum DriverState {
    /// It was set, or would be.
    Written,
    /// It is set already.
    Present,
    /// Somebody set another one, which stays.
    Foreign,
}

/// A hook.
#[derive(JsonSchema)]
pub(super) struct Hook {
    /// Its name.
    name: String,
    /// Its file.
    path: String,
    /// What became of it.
    state: HookState,
    /// The line to add by hand, where it was not written.
    line: Option<String>,
}

/// What became of a hook.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub(super) enum HookState {
    /// It was written, or would be.
    Written,
    /// It calls Milepost already.
    Present,
    /// Another hook of this name is there, and stays as it is.
    Foreign,
    /// The folder lies outside of the repository, and serves others too.
    Outside,
    /// Another tool writes the folder anew.
    Managed,
}

/// Lines for a file.
#[derive(JsonSchema)]
pub(super) struct Added {
    /// The file, from the project's root.
    path: String,
    /// The lines that were added, or would be.
    added: Vec<String>,
}

/// A file that changes.
#[derive(JsonSchema)]
pub(super) struct Change {
    /// The file, from the project's root.
    path: String,
    /// Its text before; null where it was not there.
    before: Option<String>,
    /// Its text after.
    after: String,
}

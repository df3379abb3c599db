//! What `import` writes.

use schemars::JsonSchema;

/// New documents, and what was left alone.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Import {
    /// Whether nothing was written.
    dry_run: bool,
    /// The tools whose work was found.
    sources: Vec<String>,
    /// The new documents.
    imported: Vec<Imported>,
    /// What an earlier import has written.
    already: Vec<Already>,
    /// Documents of the tools that are no work: they stay where they are.
    left: Vec<Left>,
}

/// One new document.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Imported {
    /// Its path from the project's root.
    path: String,
    /// What it is made of: a path or an address.
    from: String,
    /// Its number.
    number: String,
    /// Its name.
    name: String,
    /// Its status.
    status: String,
    /// The status in the words of the other tool.
    status_there: Option<String>,
    /// What a reader should know: one fragment each.
    notes: Vec<String>,
    /// Its text, with `--print`.
    text: Option<String>,
}

/// Something that was imported before.
#[derive(JsonSchema)]
pub(super) struct Already {
    /// What it is made of: a path or an address.
    from: String,
    /// Its document.
    path: String,
}

/// A document that was not imported.
#[derive(JsonSchema)]
pub(super) struct Left {
    /// The document.
    path: String,
    /// Why.
    reason: String,
}

//! What an import would write.

use milepost_document::vocabulary::Status;
use serde::Serialize;

/// What an import comes to: a list of new documents, and what it leaves alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Import {
    /// The tools whose work was found.
    pub sources: Vec<String>,
    /// The new documents.
    pub imported: Vec<Imported>,
    /// What an earlier import has written.
    pub already: Vec<Already>,
    /// Documents of the tools that are no work: they stay where they are.
    pub left: Vec<Left>,
}

/// One new document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Imported {
    /// Its path from the project's root.
    pub path: String,
    /// What it is made of: a path or an address.
    pub from: String,
    /// Its number.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its status.
    pub status: Status,
    /// The status in the words of the other tool.
    pub status_there: Option<String>,
    /// What a reader should know: one fragment each.
    pub notes: Vec<String>,
    /// Its text.
    pub text: String,
}

/// Something that was imported before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Already {
    /// What it is made of: a path or an address.
    pub from: String,
    /// Its document.
    pub path: String,
}

/// A document that was not imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Left {
    /// The document.
    pub path: String,
    /// Why.
    pub reason: String,
}

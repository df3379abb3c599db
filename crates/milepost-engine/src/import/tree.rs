//! The files that are imported from.

use milepost_portfolio::{LoadedDocument, Portfolio};

/// The documents of the tree that is imported from.
#[derive(Debug)]
pub(super) struct Tree {
    /// Its documents and the names of its files.
    pub(super) portfolio: Portfolio,
    /// Whether it is the project itself: then links into it stay right.
    pub(super) is_inside: bool,
    /// What stands before its paths when it is another project, and tells it from others.
    pub(super) name: String,
}

impl Tree {
    /// A document.
    pub(super) fn document(&self, index: usize) -> &LoadedDocument {
        &self.portfolio.documents[index]
    }

    /// What a second import finds a document by.
    pub(super) fn key(&self, path: &str) -> String {
        if self.is_inside { path.to_owned() } else { format!("{}/{path}", self.name) }
    }

    /// The text of a document.
    pub(super) fn text(&self, index: usize) -> &str {
        &self.document(index).document().source
    }
}

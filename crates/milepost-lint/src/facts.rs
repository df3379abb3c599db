//! What a rule cannot know from the documents.

use milepost_document::{ItemId, view, vocabulary::Risk};
use milepost_portfolio::LoadedDocument;

use crate::History;

/// What is known of an item's proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// Nobody can say: there is no ledger to ask.
    Unknown,
    /// There is none.
    None,
    /// Its last check passed.
    Proven,
    /// Its last check failed.
    Failed,
}

/// What a rule cannot know from the documents. Paths are relative to the portfolio's root.
pub trait Facts: Sync {
    /// Whether Git tracks a path.
    fn is_tracked(&self, path: &str) -> bool;

    /// Whether a path exists.
    fn exists(&self, path: &str) -> bool;

    /// The text of a file; `None` when it cannot be read as text.
    fn read(&self, path: &str) -> Option<String>;

    /// What is known of an item of a document.
    fn evidence(&self, document: &LoadedDocument, item: ItemId) -> Evidence;

    /// Whether `ready` asks this milestone for a rollback plan.
    fn asks_for_rollback_plan(&self, document: &LoadedDocument) -> bool {
        let risk = view::overview(document.document()).risk.and_then(|stated| stated.risk);
        matches!(risk, Some(Risk::Medium | Risk::High))
    }

    /// The check of the configuration that decides an item and cannot fail.
    fn empty_check(&self, _: &LoadedDocument, _: ItemId) -> Option<EmptyCheck> {
        None
    }

    /// What Git's history says; `None` where there is none, or nobody asked.
    fn history(&self) -> Option<&History> {
        None
    }
}

/// A check of the configuration that cannot fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmptyCheck {
    /// Its name.
    pub name: String,
    /// Its command.
    pub command: String,
}

/// No facts but the documents: nothing else exists, no evidence is known.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFacts;

impl Facts for NoFacts {
    fn is_tracked(&self, _: &str) -> bool {
        false
    }

    fn exists(&self, _: &str) -> bool {
        false
    }

    fn read(&self, _: &str) -> Option<String> {
        None
    }

    fn evidence(&self, _: &LoadedDocument, _: ItemId) -> Evidence {
        Evidence::Unknown
    }
}

//! What a rule is given.

use milepost_document::{Document, Severity, Span};
use milepost_portfolio::{LoadedDocument, Portfolio};

use crate::{Facts, Finding};

/// All documents, and which of them are asked about.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// All documents.
    pub portfolio: &'a Portfolio,
    /// The documents asked about, sorted, without repetition.
    pub targets: &'a [usize],
    /// What the documents do not tell.
    pub facts: &'a dyn Facts,
}

impl Context<'_> {
    /// Whether a document is asked about.
    pub fn is_target(&self, index: usize) -> bool {
        self.targets.binary_search(&index).is_ok()
    }
}

/// One document that is asked about.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// All documents.
    pub context: Context<'a>,
    /// Its place in the portfolio.
    pub index: usize,
    /// The document with its path.
    pub loaded: &'a LoadedDocument,
}

impl<'a> Subject<'a> {
    /// The document.
    pub fn document(&self) -> &'a Document {
        self.loaded.document()
    }

    /// A finding in this document.
    pub fn finding(
        &self,
        rule: &'static str,
        severity: Severity,
        span: Span,
        message: impl Into<String>,
    ) -> Finding {
        Finding::new(rule, severity, &self.loaded.path, span, message)
    }
}

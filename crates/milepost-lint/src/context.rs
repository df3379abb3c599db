//! What a rule is given.

use std::sync::OnceLock;

use milepost_document::{Document, Severity, Span, fence::UnsafeStatement};
use milepost_portfolio::{LoadedDocument, Portfolio};

use crate::{Facts, Finding, runs::Runs};

/// All documents, and which of them are asked about.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// All documents.
    pub portfolio: &'a Portfolio,
    /// The documents asked about, sorted, without repetition.
    pub targets: &'a [usize],
    /// What the documents do not tell.
    pub facts: &'a dyn Facts,
    /// Findings that weigh less are dropped, and need not be made.
    pub least: Severity,
}

impl Context<'_> {
    /// Whether somebody asks for findings that weigh so much.
    pub fn wants(&self, severity: Severity) -> bool {
        severity >= self.least
    }

    /// Whether a document is asked about.
    pub fn is_target(&self, index: usize) -> bool {
        self.targets.binary_search(&index).is_ok()
    }
}

/// One document that is asked about.
pub struct Subject<'a> {
    /// All documents.
    pub context: Context<'a>,
    /// Its place in the portfolio.
    pub index: usize,
    /// The document with its path.
    pub loaded: &'a LoadedDocument,
    statements: OnceLock<Vec<(Runs, UnsafeStatement)>>,
}

impl<'a> Subject<'a> {
    pub(crate) fn new(context: Context<'a>, index: usize) -> Self {
        Self { context, index, loaded: &context.portfolio.documents[index], statements: OnceLock::new() }
    }

    /// The unsafe statements of its commands, read once for all rules.
    pub(crate) fn statements(
        &self,
        read: impl FnOnce(&Self) -> Vec<(Runs, UnsafeStatement)>,
    ) -> &[(Runs, UnsafeStatement)] {
        if let Some(found) = self.statements.get() {
            return found;
        }
        let found = read(self);
        self.statements.get_or_init(|| found)
    }

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

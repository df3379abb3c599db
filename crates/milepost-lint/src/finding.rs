//! One thing that is wrong.

use milepost_document::{EditSet, Severity, Span};
use serde::{Deserialize, Serialize};

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The id of the rule that found it.
    pub rule: &'static str,
    /// A narrower name, by which a comment may allow it too: `or-true` of `unsafe-statement`.
    pub kind: Option<&'static str>,
    /// How bad it is.
    pub severity: Severity,
    /// The document, by its path in the portfolio.
    pub path: String,
    /// Where it stands.
    pub span: Span,
    /// What was found and what would be right: a lower-case fragment.
    pub message: String,
    /// The next step, when it is known.
    pub hint: Option<String>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// How to put it right.
    pub fix: Option<Fix>,
}

/// Another place that belongs to a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The document, by its path in the portfolio.
    pub path: String,
    /// Where.
    pub span: Span,
    /// What stands there.
    pub text: String,
}

/// How far a fix can be trusted; greater is safer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// One of several ways; a person chooses.
    Suggestion,
    /// Most likely meant; a person looks at it.
    NeedsReview,
    /// Exactly what was meant.
    Safe,
}

/// How to put a finding right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does: an imperative, lower case.
    pub title: String,
    /// How far it can be trusted.
    pub grade: Grade,
    /// The edits, by path.
    pub edits: Vec<(String, EditSet)>,
}

impl Finding {
    /// A finding without hint, related places and fix.
    pub fn new(
        rule: &'static str,
        severity: Severity,
        path: &str,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            kind: None,
            severity,
            path: path.to_owned(),
            span,
            message: message.into(),
            hint: None,
            related: Vec::new(),
            fix: None,
        }
    }

    /// With a narrower name.
    #[must_use]
    pub fn with_kind(mut self, kind: &'static str) -> Self {
        self.kind = Some(kind);
        self
    }

    /// With a next step.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With another place.
    #[must_use]
    pub fn with_related(mut self, path: &str, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Related { path: path.to_owned(), span, text: text.into() });
        self
    }

    /// With a fix of its own document.
    #[must_use]
    pub fn with_fix(mut self, grade: Grade, title: impl Into<String>, edits: EditSet) -> Self {
        self.fix = Some(Fix { title: title.into(), grade, edits: vec![(self.path.clone(), edits)] });
        self
    }
}

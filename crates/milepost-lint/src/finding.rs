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
            message: cut_quotes(message.into()),
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
        self.hint = Some(cut_quotes(hint.into()));
        self
    }

    /// With another place.
    #[must_use]
    pub fn with_related(mut self, path: &str, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Related { path: path.to_owned(), span, text: cut_quotes(text.into()) });
        self
    }

    /// With a fix of its own document.
    #[must_use]
    pub fn with_fix(mut self, grade: Grade, title: impl Into<String>, edits: EditSet) -> Self {
        self.fix =
            Some(Fix { title: cut_quotes(title.into()), grade, edits: vec![(self.path.clone(), edits)] });
        self
    }
}

/// The most bytes of a text that is shown whole.
const WHOLE: usize = 1_000;
/// The most characters of a quoted word, and of words between quotes, in a longer one: its beginning and its end.
const QUOTED: (usize, usize) = (120, 40);

/// A text in which what is quoted from a document, such as a link of a megabyte, is cut in its middle.
fn cut_quotes(text: String) -> String {
    if text.len() <= WHOLE {
        return text;
    }
    let cut = |part: &str| {
        let count = part.chars().count();
        let (begin, end) = QUOTED;
        if count <= begin + end {
            return part.to_owned();
        }
        let begin: String = part.chars().take(begin).collect();
        let end: String = part.chars().skip(count - end).collect();
        format!("{begin}…{end}")
    };
    text.split('`').map(cut).collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_quotation_is_cut_and_keeps_its_ends() {
        let link = format!("plan/{}.md", "ä".repeat(500_000));
        let finding =
            Finding::new("broken-link", Severity::Error, "a.md", Span::at(0), format!("no file `{link}`"))
                .with_hint(format!("did you mean `{link}`?"));
        assert!(finding.message.len() < 600, "{}", finding.message.len());
        assert!(finding.message.starts_with("no file `plan/ää") && finding.message.ends_with("ää.md`"));
        assert!(finding.hint.unwrap().ends_with(".md`?"));
        let short = format!("no file `{}`", "a".repeat(900));
        assert_eq!(Finding::new("x", Severity::Error, "a.md", Span::at(0), short.clone()).message, short);
    }
}

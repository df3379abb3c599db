//! What a front matter holds.

use serde::Serialize;

use crate::{Problem, Span};

/// A document's front matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FrontMatter {
    /// Both fences and what is between them, with the line end of the second fence, without a BOM.
    pub span: Span,
    /// What is between the fences.
    pub content: Span,
    /// The top-level keys in the order of the text.
    pub entries: Vec<Entry>,
    /// What could not be read as meant.
    pub problems: Vec<Problem>,
    /// Why it cannot be edited safely, when it cannot.
    pub read_only: Option<&'static str>,
}

/// One top-level key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The key, unquoted.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// Its value.
    pub value: Value,
    /// Where the value stands, with its quotes or brackets; empty behind the colon for [`Value::Null`] without text.
    pub value_span: Span,
    /// Its lines, with the last line's end.
    pub line_span: Span,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// Nothing, `~` or `null`.
    Null,
    /// A single value.
    Scalar {
        /// The value, unquoted.
        text: String,
        /// How it is written.
        style: ScalarStyle,
    },
    /// A list of single values: each with the place of its text, quotes included.
    List(Vec<(String, Span)>, ListStyle),
    /// A mapping, a list of lists, an alias or a tagged value: kept as bytes.
    Other,
}

/// How a single value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScalarStyle {
    /// Without quotes.
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`
    DoubleQuoted,
    /// A block of lines behind `|`.
    Literal,
    /// A block of lines behind `>`.
    Folded,
}

impl ScalarStyle {
    /// The style of a value on one line, by its first byte.
    pub fn of(written: &str) -> Self {
        match written.as_bytes().first() {
            Some(b'"') => Self::DoubleQuoted,
            Some(b'\'') => Self::SingleQuoted,
            _ => Self::Plain,
        }
    }
}

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListStyle {
    /// `[a, b]`
    Flow,
    /// One `- item` a line.
    Block,
}

impl FrontMatter {
    /// The entry of a key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The text of a key's single value.
    pub fn scalar(&self, key: &str) -> Option<&str> {
        match &self.get(key)?.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The texts of a key's list; a single value counts as a list of one.
    pub fn list(&self, key: &str) -> Vec<&str> {
        match self.get(key).map(|entry| &entry.value) {
            Some(Value::List(items, _)) => items.iter().map(|(text, _)| text.as_str()).collect(),
            Some(Value::Scalar { text, .. }) => vec![text],
            _ => Vec::new(),
        }
    }
}

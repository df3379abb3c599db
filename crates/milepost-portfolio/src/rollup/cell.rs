//! What is wrong in which file.

use milepost_document::{EditSet, Span};

/// One value that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellChange {
    /// The path of the milestone or initiative that the value repeats.
    pub subject: String,
    /// What stands above it: the column's header or the label's key.
    pub column: String,
    /// The value as it stands.
    pub old: String,
    /// The value that would be right, in the dress of the old one.
    pub new: String,
    /// Where it stands.
    pub span: Span,
    /// Why, to be followed by the right value: `` `shop/milestone-1.md` says ``.
    pub why: String,
    /// The document and the place in it that say so, where it is one place.
    pub source: Option<(String, Span)>,
}

/// What changes in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEdits {
    /// Its path.
    pub path: String,
    /// The edits, one for each value.
    pub edits: EditSet,
    /// What they mean, in order of place.
    pub cells: Vec<CellChange>,
}

/// A value that may repeat a milestone but was not understood, and so was left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The file.
    pub path: String,
    /// Where.
    pub span: Span,
    /// Why: a lower-case fragment.
    pub why: String,
}

/// What the roll-ups need.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rollup {
    /// The files in which something is wrong, by path.
    pub files: Vec<FileEdits>,
    /// What was left, by path and place.
    pub skipped: Vec<Skipped>,
}

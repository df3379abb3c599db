//! The nouns that several predicates share: documents, items, tests, coverage.

use serde::{Deserialize, Serialize};

use crate::Digest;

/// A milestone document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DocumentReference {
    /// The milestone's id, such as `checkout/2`.
    pub id: String,
    /// Its path in the repository, with `/`.
    pub path: String,
}

/// An item of a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ItemReference {
    /// The milestone's id.
    pub document: String,
    /// The item's id in it.
    pub item: String,
}

/// One test and how it ended.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TestOutcome {
    /// `suite/class/name`, normalised.
    pub id: String,
    /// `passed`, `failed`, `skipped` or `flaky`.
    pub status: String,
    /// The file that holds it, where the report names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its elapsed time, milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
}

/// Coverage totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Coverage {
    /// Lines.
    pub lines: Ratio,
    /// Branches, where measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branches: Option<Ratio>,
    /// Functions, where measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub functions: Option<Ratio>,
    /// Blob with the canonical JSON list of [`CoveredFile`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_digest: Option<Digest>,
}

/// The coverage of one file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CoveredFile {
    /// Its path from the project's root.
    pub path: String,
    /// Lines.
    pub lines: Ratio,
    /// Branches, where measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branches: Option<Ratio>,
    /// Functions, where measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub functions: Option<Ratio>,
    /// The lines that were reached, as ranges from first to last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reached: Vec<(u32, u32)>,
    /// The lines that were not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missed: Vec<(u32, u32)>,
}

/// How many of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ratio {
    /// Covered.
    pub covered: u64,
    /// All.
    pub total: u64,
}

//! What a new name changed.

use milepost_portfolio::Lost;
use serde::Serialize;

use crate::lifecycle::DocumentChange;

/// What a new name changed, or would change.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RenameReport {
    /// The files, with their names before and afterwards.
    pub files: Vec<NewName>,
    /// The documents whose text changed, by their names afterwards.
    pub changed: Vec<String>,
    /// How many references were rewritten.
    pub references: usize,
    /// Milestones whose id is another one.
    pub ids: Vec<NewName>,
    /// References that lead nowhere, or elsewhere, afterwards.
    pub lost: Vec<Leftover>,
    /// Places that still name the old path in a way that is not rewritten.
    pub leftovers: Vec<Leftover>,
    /// What is good to know.
    pub warnings: Vec<String>,
    /// The new ids for which what is recorded for the old ones is signed over.
    pub signed_over: Vec<String>,
    /// The records that carry it over.
    pub records: Vec<String>,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// The texts.
    #[serde(skip)]
    pub changes: Vec<DocumentChange>,
}

/// A name before and afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewName {
    /// Before.
    pub from: String,
    /// Afterwards.
    pub to: String,
}

/// A place that is not put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Leftover {
    /// The file, by its name afterwards.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// What stands there.
    pub text: String,
    /// Why it is not put right.
    pub why: String,
}

impl From<Lost> for Leftover {
    fn from(lost: Lost) -> Self {
        Self { path: lost.path, line: lost.line, text: lost.text, why: lost.why }
    }
}

//! Somebody says of tests that they are meant to be gone, or known to be flaky.

use serde::{Deserialize, Serialize};

use super::DocumentReference;
use crate::{Digest, Subject};

/// An acknowledgement: it names each test by its id, so that nothing that happens later is covered by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// The milestone.
    pub document: DocumentReference,
    /// What is said of the tests.
    pub what: Acknowledged,
    /// The ids of the tests, sorted.
    pub tests: Vec<String>,
    /// Who says so, by principal.
    pub who: String,
    /// Why.
    pub why: String,
}

/// What is said of tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Acknowledged {
    /// They are meant to be gone, skipped, or called otherwise.
    Gone,
    /// They are known to be flaky.
    Flaky,
}

impl Acknowledged {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Flaky => "flaky",
        }
    }
}

impl Acknowledgement {
    pub(super) fn subjects(&self) -> Vec<Subject> {
        let name = format!("{}#tests", self.document.id);
        vec![Subject::sha256(&name, &Digest::of(self.tests.join("\n")))]
    }
}

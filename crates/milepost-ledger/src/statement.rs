//! in-toto Statement v1: what (subjects) a claim (predicate) is about.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Digest, canonical::to_canonical};

/// The `_type` of every statement.
pub const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";

/// An in-toto statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// Always [`STATEMENT_TYPE`].
    #[serde(rename = "_type")]
    pub kind: String,
    /// What the claim is about.
    pub subject: Vec<Subject>,
    /// The claim's type, an URI.
    #[serde(rename = "predicateType")]
    pub predicate_type: String,
    /// The claim.
    pub predicate: Value,
}

/// One thing a statement is about: a name and its digests by algorithm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// A name for people.
    #[serde(default)]
    pub name: String,
    /// Algorithm (`sha256`, `gitTree`, `gitCommit`) to hex digits.
    pub digest: BTreeMap<String, String>,
}

impl Statement {
    /// A statement of the current version.
    pub fn new(subject: Vec<Subject>, predicate_type: impl Into<String>, predicate: Value) -> Self {
        Self { kind: STATEMENT_TYPE.to_owned(), subject, predicate_type: predicate_type.into(), predicate }
    }

    /// Its canonical JSON, the payload of an envelope.
    ///
    /// # Errors
    /// When the predicate holds a number that is not finite.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        to_canonical(self)
    }
}

impl Subject {
    /// A subject known by its SHA-256.
    pub fn sha256(name: impl Into<String>, digest: &Digest) -> Self {
        Self::with("sha256", name, digest.hex())
    }

    /// A Git tree, by its object id.
    pub fn git_tree(name: impl Into<String>, id: impl Into<String>) -> Self {
        Self::with("gitTree", name, id)
    }

    /// A Git commit, by its object id.
    pub fn git_commit(name: impl Into<String>, id: impl Into<String>) -> Self {
        Self::with("gitCommit", name, id)
    }

    fn with(algorithm: &str, name: impl Into<String>, hex: impl Into<String>) -> Self {
        Self { name: name.into(), digest: BTreeMap::from([(algorithm.to_owned(), hex.into())]) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_on_the_wire() {
        let statement = Statement::new(
            vec![Subject::git_tree("work tree", "ab12")],
            "urn:milepost:check-run/v1",
            json!({"b": 1, "a": 2}),
        );
        assert_eq!(
            String::from_utf8(statement.to_bytes().unwrap()).unwrap(),
            concat!(
                r#"{"_type":"https://in-toto.io/Statement/v1","predicate":{"a":2,"b":1},"#,
                r#""predicateType":"urn:milepost:check-run/v1","#,
                r#""subject":[{"digest":{"gitTree":"ab12"},"name":"work tree"}]}"#
            )
        );
    }
}

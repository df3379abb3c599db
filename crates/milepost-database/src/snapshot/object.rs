//! One object of a schema.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use super::Kind;

/// What an object is called: its kind and its name, which is unique among those of its kind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ObjectId {
    /// Its kind.
    pub kind: Kind,
    /// Its name: qualified by its schema where the engine has schemas, and by its table where it has one.
    pub name: String,
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.name)
    }
}

/// What is known of an object.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// The table, view or other relation that it stands and falls with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// Facts by name. No internal numbers, no times, no counts of rows: two databases with the same schema have the
    /// same facts.
    pub facts: BTreeMap<String, String>,
}

impl Object {
    /// An object of no table.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// An object of a table.
    pub(crate) fn of(table: impl Into<String>) -> Self {
        Self { table: Some(table.into()), facts: BTreeMap::new() }
    }

    /// Adds a fact.
    pub(crate) fn with(mut self, fact: &str, value: impl Into<String>) -> Self {
        self.facts.insert(fact.to_owned(), value.into());
        self
    }

    /// Adds a fact where there is one.
    pub(crate) fn with_some(self, fact: &str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.with(fact, value),
            None => self,
        }
    }
}

//! What a database holds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::TableFingerprint;
use crate::Engine;

/// What a database holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataFingerprint {
    /// The engine: values of different engines are not compared.
    pub engine: Engine,
    /// The tables by name.
    pub tables: BTreeMap<String, TableFingerprint>,
    /// Where sequences stand. They advance even in a transaction that is rolled back, and no change of a schema turns them
    /// back: they are told, and do not count as a difference of data.
    pub counters: BTreeMap<String, String>,
    /// Tables that were not read, each with the reason.
    pub not_read: BTreeMap<String, String>,
}

impl DataFingerprint {
    /// A fingerprint of nothing.
    pub(crate) const fn new(engine: Engine) -> Self {
        Self { engine, tables: BTreeMap::new(), counters: BTreeMap::new(), not_read: BTreeMap::new() }
    }

    /// The rows of all tables.
    pub fn rows(&self) -> u64 {
        self.tables.values().map(|table| table.rows).sum()
    }
}

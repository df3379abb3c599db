//! What one table holds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Digest, Sampling};

/// What one column holds in the rows that were read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnFingerprint {
    /// Rows with a value in it: those that are not null.
    pub values: u64,
    /// The sum over all of its values, nulls included.
    pub digest: Digest,
}

/// What one table holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableFingerprint {
    /// The rows that it has, always counted in full.
    pub rows: u64,
    /// The rows that were read for the digests.
    pub rows_read: u64,
    /// Which rows these are.
    pub sampling: Sampling,
    /// The sum over whole rows, with the columns in the order of their names.
    pub digest: Digest,
    /// The columns by name.
    pub columns: BTreeMap<String, ColumnFingerprint>,
}

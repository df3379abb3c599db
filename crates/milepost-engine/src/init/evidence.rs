//! Where something was found.

use std::fmt;

use serde::Serialize;

/// A file that says so, and the line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// The file, from the project's root.
    pub path: String,
    /// The line, from 1; `None` where the file's presence is enough.
    pub line: Option<u32>,
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.path),
            None => f.write_str(&self.path),
        }
    }
}

//! What Git's history says.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

/// What Git's history says of documents, and of the files that they name. Paths are relative to the portfolio's root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// The documents that are in it, by path.
    pub documents: HashMap<String, FileHistory>,
    /// Every path that was ever a file.
    pub names: HashSet<String>,
}

/// The history of one document, through its renames.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileHistory {
    /// The day of the commit that began it.
    pub created: Date,
    /// The last change of its content.
    pub last_edit: Option<Edited>,
}

/// One change of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The commit, abbreviated.
    pub commit: String,
    /// The day on which its author made it.
    pub date: Date,
    /// The lines that it added; `None` where nobody needed to know.
    pub added: Option<Vec<String>>,
}

impl History {
    /// Whether a path was ever a file, or a folder with one.
    pub fn ever_existed(&self, path: &str) -> bool {
        self.names.contains(path)
    }
}

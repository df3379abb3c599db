//! The engines that are understood.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A database engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// SQLite, the library that is built in.
    Sqlite,
    /// PostgreSQL 14 and later.
    Postgresql,
    /// MariaDB 10.5 and later. MySQL speaks the same protocol and keeps another catalog: it is not claimed.
    Mariadb,
}

impl Engine {
    /// The name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgresql => "PostgreSQL",
            Self::Mariadb => "MariaDB",
        }
    }

    /// Whether a statement that changes the schema can be rolled back with its transaction.
    pub const fn has_transactional_ddl(self) -> bool {
        !matches!(self, Self::Mariadb)
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

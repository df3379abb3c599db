//! What private servers of all engines have in common.

use std::{fmt, path::PathBuf};

use super::ScratchError;
use crate::{Database, Engine, Undoable};

/// How a private server is started.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PrivateOptions {
    /// A folder of the user's own in which a fresh, empty data folder is kept: copying it is faster than making it.
    pub cache: Option<PathBuf>,
    /// The account to run the server as when we are root; that of the server's package, or `nobody`, when none is named.
    pub account: Option<String>,
    /// Whether programs and statements may do everything on the server. Else they own their database, where the engine can tell
    /// the two apart, so that a right that is missed elsewhere is missed here too.
    pub superuser: bool,
}

/// A server on which databases may be made and removed at will.
pub trait ScratchServer: fmt::Debug {
    /// Its engine.
    fn engine(&self) -> Engine;

    /// Makes a database, empty or as a copy of another one on this server to which nobody is connected.
    fn create(&self, name: &str, template: Option<&str>) -> Result<(), ScratchError>;

    /// Whether it can make a database as a copy of another one.
    fn makes_copies(&self) -> bool {
        true
    }

    /// Removes a database and ends its connections.
    fn remove(&self, name: &str) -> Result<(), ScratchError>;

    /// Runs a statement where databases are made and removed.
    fn administer(&self, sql: &str) -> Result<(), ScratchError>;

    /// How a program connects to one of its databases.
    fn address(&self, name: &str) -> String;

    /// Opens the database from which the others are made and removed.
    fn open_admin(&self) -> Result<Box<dyn Database>, ScratchError>;

    /// Opens one of its databases for statements in one transaction, as programs do; `None` where the engine has no such.
    fn open_undoable(&self, name: &str) -> Result<Option<Box<dyn Undoable>>, ScratchError>;

    /// Opens one of its databases.
    fn open(&self, name: &str) -> Result<Box<dyn Database>, ScratchError>;
}

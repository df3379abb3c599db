//! What can go wrong with a database.

use thiserror::Error;

use crate::{Engine, mariadb, postgres, sqlite};

/// What the client of an engine reports.
pub(crate) type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A database that could not be read.
#[derive(Debug, Error)]
#[error("{engine} could not be asked for {what}: {source}")]
pub struct ReadError {
    /// The engine.
    pub engine: Engine,
    /// What was asked for, in words.
    pub what: String,
    /// What the engine said.
    pub source: Cause,
}

impl ReadError {
    /// An error while reading `what`.
    pub(crate) fn new(engine: Engine, what: impl Into<String>, source: impl Into<Cause>) -> Self {
        Self { engine, what: what.into(), source: source.into() }
    }
}

/// A batch of statements that the engine refused.
#[derive(Debug, Error)]
#[error("{engine} refused the statements: {source}")]
pub struct RunError {
    /// The engine.
    pub engine: Engine,
    /// The engine's own code for it, such as the SQLSTATE `55P03`.
    pub code: Option<String>,
    /// What the engine said.
    pub source: Cause,
}

impl RunError {
    /// Whether something around the statements failed, and they are not to blame: the server or the connection is gone, the
    /// disk is full, somebody else holds what is needed.
    pub fn is_of_surroundings(&self) -> bool {
        match self.engine {
            Engine::Sqlite => sqlite::is_of_surroundings(&self.source),
            Engine::Postgresql => postgres::is_of_surroundings(self.code.as_deref()),
            Engine::Mariadb => mariadb::is_of_surroundings(self.code.as_deref()),
        }
    }
}

/// A database that could not be opened.
#[derive(Debug, Error)]
#[error("{engine} database {place} cannot be opened: {source}")]
pub struct OpenError {
    /// The engine.
    pub engine: Engine,
    /// Where it is, without any password.
    pub place: String,
    /// What the client said.
    pub source: Cause,
}

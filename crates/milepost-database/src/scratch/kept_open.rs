//! A connection that ends when its server does.

use std::sync::{Mutex, PoisonError};

use super::{ScratchError, ScratchServer, leftovers::claim};
use crate::{Database, Engine};

/// A connection that is open since a scratch database was made. A server that stops, or that starts anew after a crash, ends all
/// connections: so this one tells whether it was the same one all the time.
#[derive(Debug)]
pub(super) struct KeptOpen(Mutex<Box<dyn Database>>);

impl KeptOpen {
    /// Opens it, so that the server does not end it for being idle.
    pub(super) fn begin(server: &dyn ScratchServer) -> Result<Self, ScratchError> {
        let mut database = server.open_admin()?;
        database.run(match server.engine() {
            // The setting is as old as PostgreSQL 14.
            Engine::Postgresql => {
                "select pg_catalog.set_config(name, '0', false) from pg_catalog.pg_settings where name = 'idle_session_timeout'"
            }
            Engine::Mariadb => "set session wait_timeout = 31536000",
            Engine::Sqlite => "select 1",
        })?;
        Ok(Self(Mutex::new(database)))
    }

    /// The same; and says for as long that the database of this name, which is still to be made, is in use.
    pub(super) fn claiming(server: &dyn ScratchServer, name: &str) -> Result<Self, ScratchError> {
        let kept = Self::begin(server)?;
        claim(kept.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut(), name)?;
        Ok(kept)
    }

    /// Whether the server still knows it.
    pub(super) fn is_open(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).run("select 1").is_ok()
    }
}

//! Where faults are made to happen.

use std::time::Duration;

use milepost_database::{Kind, Scope, Scratch, UndoError, UndoRequest, Undoable, Undone, undo};
use milepost_system::System;

use super::difference::{Compared, Unlike, difference};
use crate::{
    config::DatabaseConfig,
    rehearsal::{
        database::{State, read},
        statements::{Fault, Nowhere},
        watched::Watch,
    },
    way_back::Statements,
};

/// How long the way back waits for a reader: it is the same lock and the same answer after some seconds.
const PATIENCE: Duration = Duration::from_millis(200);

/// A copy of the changed database, with what takes it back.
pub(super) struct Bench<'b> {
    pub(super) system: &'b dyn System,
    pub(super) copy: &'b Scratch<'b>,
    pub(super) statements: &'b Statements,
    /// What the change leads to.
    pub(super) changed: &'b State,
    config: &'b DatabaseConfig,
    watch: &'b Watch,
    base: &'b State,
    bookkeeping: Vec<String>,
}

impl<'b> Bench<'b> {
    pub(super) fn new(
        system: &'b dyn System,
        copy: &'b Scratch<'b>,
        (config, watch): (&'b DatabaseConfig, &'b Watch),
        statements: &'b Statements,
        (changed, base): (&'b State, &'b State),
    ) -> Self {
        let bookkeeping =
            config.bookkeeping.iter().cloned().chain(statements.books.map(str::to_owned)).collect();
        Self { system, copy, statements, changed, config, watch, base, bookkeeping }
    }

    /// The tables of the changed database.
    pub(super) fn tables(&self) -> Vec<String> {
        let ids = self.changed.schema.objects.keys().filter(|id| id.kind == Kind::Table);
        ids.map(|id| id.name.clone()).collect()
    }

    /// A connection as `milepost rollback` has it.
    pub(super) fn open(&self) -> Result<Box<dyn Undoable>, Fault> {
        let open = self.copy.open_undoable().map_err(|error| Fault::unreachable(&error))?;
        let mut database =
            open.ok_or_else(|| Fault::Surroundings("there is no transaction for it".to_owned()))?;
        self.watch.over(database.interrupter());
        database.set_patience(PATIENCE).map_err(|error| Fault::Surroundings(error.to_string()))?;
        Ok(database)
    }

    /// Takes the copy back, as a run with this name.
    pub(super) fn take_back(&self, database: &mut dyn Undoable, run: &str) -> Result<Undone, UndoError> {
        let request = UndoRequest {
            run,
            scripts: &self.statements.scripts,
            changed: &self.changed.schema,
            base: &self.base.schema,
            bookkeeping: &self.bookkeeping,
            accept_loss: true,
        };
        undo(database, &request, &mut Nowhere)
    }

    /// How a database differs from the changed one, in words; `None` where it does not.
    pub(super) fn unlike_changed(&self, database: &Scratch<'_>) -> Result<Option<Unlike>, Fault> {
        // Only when a server has ended what was going on, it is known what stays of that.
        database.wait_until_left().map_err(|error| Fault::unreachable(&error))?;
        let now = read(database, &Scope::default(), self.config).map_err(Fault::Surroundings)?;
        difference(self.changed, &now, &self.config.bookkeeping, Compared::Changed)
    }

    /// How the copy differs from the database of before, in words; `None` where it does not.
    pub(super) fn unlike_base(&self) -> Result<Option<Unlike>, Fault> {
        let now = read(self.copy, &self.base.scope(), self.config).map_err(Fault::Surroundings)?;
        difference(self.base, &now, &self.config.bookkeeping, Compared::Base)
    }
}

/// Removes the note of a run, and ends the connection.
pub(super) fn forget(mut database: Box<dyn Undoable>, run: &str) -> Result<(), Fault> {
    database.forget(run).map_err(|error| Fault::Surroundings(error.to_string()))
}

#[cfg(test)]
pub(super) mod tests {
    use milepost_database::{Engine, PrivateOptions, Scratch};
    use milepost_system::OsSystem;
    use serde_json::json;

    use super::*;

    pub(in crate::rehearsal::faults) fn config() -> DatabaseConfig {
        serde_json::from_value(json!({"engine": "sqlite", "env": {}, "up": "true"})).unwrap()
    }

    pub(in crate::rehearsal::faults) fn state_of(scratch: &Scratch<'_>) -> State {
        read(scratch, &Scope::default(), &config()).unwrap()
    }

    /// What two pieces of SQL lead to.
    pub(in crate::rehearsal::faults) fn state(sql: &str, more: &str) -> State {
        let scratch = Scratch::private(&OsSystem, Engine::Sqlite, &PrivateOptions::default()).unwrap();
        scratch.open().unwrap().run(&format!("{sql}; {more}")).unwrap();
        state_of(&scratch)
    }
}

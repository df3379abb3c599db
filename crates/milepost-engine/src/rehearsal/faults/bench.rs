//! Where faults are made to happen.

use std::time::Duration;

use milepost_database::{
    Kind, Scope, Scratch, UndoError, UndoRequest, Undoable, Undone, Weight, compare, compare_data, undo,
};
use milepost_system::System;

use crate::{
    config::DatabaseConfig,
    rehearsal::{
        database::{State, read},
        statements::{Fault, Nowhere},
        vacuous::is_books,
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
    pub(super) fn unlike_changed(&self, database: &Scratch<'_>) -> Result<Option<String>, Fault> {
        let now = read(database, &Scope::default(), self.config).map_err(Fault::Surroundings)?;
        difference(self.changed, &now, &self.config.bookkeeping, &|_| false)
    }

    /// How the copy differs from the database of before, in words; `None` where it does not.
    pub(super) fn unlike_base(&self) -> Result<Option<String>, Fault> {
        let now = read(self.copy, &self.base.scope(), self.config).map_err(Fault::Surroundings)?;
        difference(self.base, &now, &self.config.bookkeeping, &is_books)
    }
}

/// Removes the note of a run, and ends the connection.
pub(super) fn forget(mut database: Box<dyn Undoable>, run: &str) -> Result<(), Fault> {
    database.forget(run).map_err(|error| Fault::Surroundings(error.to_string()))
}

/// The first thing that differs in meaning, in words. Settings and rights of a database itself are not copied with it, and are left out,
/// as tables are that somebody else compares.
pub(super) fn difference(
    before: &State,
    after: &State,
    bookkeeping: &[String],
    is_left_out: &dyn Fn(&str) -> bool,
) -> Result<Option<String>, Fault> {
    let ignored: Vec<&str> = bookkeeping.iter().map(String::as_str).collect();
    let schema = compare(&before.schema, &after.schema, &ignored)
        .map_err(|error| Fault::Surroundings(error.to_string()))?;
    let is_own = |kind: Kind| matches!(kind, Kind::Setting | Kind::Grant | Kind::DefaultGrant | Kind::Role);
    if let Some(change) = schema.of(Weight::Hard).find(|change| !is_own(change.id.kind)) {
        return Ok(Some(change.to_string().lines().next().unwrap_or_default().to_owned()));
    }
    let mut data = compare_data(&before.data, &after.data);
    data.tables.retain(|table, _| !is_left_out(table));
    Ok((!data.tables.is_empty()).then(|| data.to_string().lines().next().unwrap_or_default().to_owned()))
}

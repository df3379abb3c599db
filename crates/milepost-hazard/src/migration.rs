//! A migration: both ways and what was before.

use milepost_database::Engine;
use serde::Serialize;

use crate::{Schema, Script, Step};

/// A migration.
#[derive(Debug, Clone)]
pub struct Migration {
    /// The engine that it is for.
    pub engine: Engine,
    /// The way there.
    pub up: Script,
    /// The way back.
    pub down: Down,
    /// What is known of the schema before it.
    pub base: Schema,
}

/// The way back of a migration.
#[derive(Debug, Clone)]
pub enum Down {
    /// A script.
    Script(Script),
    /// There has to be one, and there is none.
    Missing,
    /// Nobody says whether there is one: not asked for.
    Unknown,
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The way there.
    Up,
    /// The way back.
    Down,
}

impl Migration {
    /// The way back, where it is a script.
    pub fn undo(&self) -> Option<&Script> {
        match &self.down {
            Down::Script(script) => Some(script),
            Down::Missing | Down::Unknown => None,
        }
    }

    /// Both ways, as far as there are scripts.
    pub fn scripts(&self) -> impl Iterator<Item = (Side, &Script)> {
        std::iter::once((Side::Up, &self.up)).chain(self.undo().map(|script| (Side::Down, script)))
    }

    /// What is known of the schema before the way back, if it follows the way there at once.
    pub fn between(&self) -> Schema {
        let mut schema = self.base.clone();
        schema.apply(&self.up);
        schema
    }

    /// One way.
    pub fn script(&self, side: Side) -> &Script {
        match (side, &self.down) {
            (Side::Down, Down::Script(script)) => script,
            _ => &self.up,
        }
    }
}

/// One step of a script, with all around it.
#[derive(Debug, Clone, Copy)]
pub struct Place<'m> {
    /// The migration.
    pub migration: &'m Migration,
    /// What is known of the schema before this way.
    pub known: &'m Schema,
    /// Which way.
    pub side: Side,
    /// That way.
    pub script: &'m Script,
    /// The number of the statement, from 0.
    pub at: usize,
    /// The step.
    pub step: &'m Step,
}

impl Place<'_> {
    /// Whether the table of the step is new: nobody else has seen it.
    pub fn is_new_table(&self) -> bool {
        self.step.act.table().is_some_and(|table| {
            self.script.is_new_table(table, self.at)
                || self.script.is_maybe_new_table(table, self.at) && !self.known.has_table(table)
        })
    }

    /// Whether this is PostgreSQL.
    pub fn is_postgresql(&self) -> bool {
        self.migration.engine == Engine::Postgresql
    }

    /// Whether a constraint that is there shows that nothing is missing in a column: one that demands exactly that, and that was
    /// held against all rows before.
    pub fn is_known_to_be_filled(&self, table: &str, column: &str) -> bool {
        let mut checks = self.known.checks(table, column);
        for (_, step) in self.script.steps().take_while(|(at, _)| *at < self.at) {
            checks.act(table, column, &step.act);
        }
        checks.any_holds()
    }
}

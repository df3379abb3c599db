//! What the suite needs of an engine.

use milepost_database::{Database, Engine, Kind};

use crate::alteration::Alteration;

/// An engine with a base schema that has every kind of object.
pub(crate) trait Lab {
    /// The engine.
    fn engine(&self) -> Engine;
    /// Statements that make the base schema in an empty database.
    fn base(&self) -> &'static str;
    /// Changes of it, at least one for every kind.
    fn alterations(&self) -> Vec<Alteration>;
    /// Kinds of which the base cannot hold an object here, each with the reason.
    fn absent(&self) -> &'static [(Kind, &'static str)];
    /// Facts that no statement changes while the object is there, each with the reason.
    fn fixed(&self) -> &'static [(Kind, &'static str, &'static str)];
    /// Another empty database.
    fn empty(&mut self) -> Box<dyn Database>;
    /// The schema of the database that was made last, as the engine's own dump tool writes it, without what changes from
    /// one dump to the next.
    fn dump(&mut self) -> String;
    /// The database that was made last, dumped with its data, removed and restored from the dump.
    fn dumped_and_restored(&mut self, open: Box<dyn Database>) -> Box<dyn Database>;
}

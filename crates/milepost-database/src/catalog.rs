//! Adapters that are one statement each.

use crate::{Snapshot, snapshot::Kind, snapshot::Object};

/// How one kind of object is read from a catalog. The first column of the answer is the name of an object, the second the
/// table that it belongs to, or null; every other one is a fact, called as the column is, and absent where it is null.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Adapter {
    /// The kind.
    pub(crate) kind: Kind,
    /// The statement.
    pub(crate) sql: &'static str,
}

impl Adapter {
    /// Adds an object from one row of the answer: the names and the values of its columns.
    pub(crate) fn add<'r>(&self, row: impl Iterator<Item = (&'r str, Option<&'r str>)>, into: &mut Snapshot) {
        let mut row = row;
        let Some((_, Some(name))) = row.next() else { return };
        let mut object = match row.next() {
            Some((_, Some(table))) => Object::of(table),
            _ => Object::new(),
        };
        for (fact, value) in row {
            object = object.with_some(fact, value);
        }
        into.add(self.kind, name, object);
    }
}

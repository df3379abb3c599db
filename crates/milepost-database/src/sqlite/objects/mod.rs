//! One file for each kind of object.

mod checks;
mod columns;
mod foreign_keys;
mod indexes;
mod keys;
mod settings;
mod tables;
mod triggers;
mod views;

use super::source::Source;
use crate::Snapshot;

/// Adds the objects of one kind to a snapshot, from the text of the schema.
type FromText = fn(&Source<'_>, &mut Snapshot);
/// Adds the objects of one kind to a snapshot, from what SQLite answers.
type FromCatalog = fn(&Source<'_>, &mut Snapshot) -> rusqlite::Result<()>;

/// What is read from the text, in any order.
pub(super) const FROM_TEXT: &[FromText] =
    &[checks::read, columns::read, foreign_keys::read, keys::read, tables::read, triggers::read, views::read];

/// What is asked for, in any order, with its name.
pub(super) const FROM_CATALOG: &[(&str, FromCatalog)] =
    &[("indexes", indexes::read), ("settings", settings::read)];

/// What a snapshot of this engine does not look at.
pub(super) const NOT_COVERED: &[&str] = &[
    "functions, collations and modules that a program registers: they live in its connection",
    "temporary and attached databases",
    "statistics of the planner (`sqlite_stat1` and its kin)",
    "comments in the text of the schema",
];

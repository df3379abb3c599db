//! The text that SQLite keeps of a schema, read so that only what means something else looks different.
//!
//! Checks, generated columns, collations, predicates, views and triggers live in that text alone. It is kept as it was
//! typed, and rewritten in parts by `alter table … rename`, so that quotes and white space differ between schemas that mean
//! the same.

mod body;
mod clause;
mod keywords;
mod token;

pub(super) use body::{Body, ColumnText, read_body};
pub(super) use clause::{Clause, Named};
pub(super) use token::{Token, canonical, tokens};

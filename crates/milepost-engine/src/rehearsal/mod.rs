//! Rehearsing a rollback: the change and the document's own way back, in a disposable clone with a scratch database, held
//! against what was there before.

mod course;
mod database;
mod files;
mod found;
mod migrations;
mod placeholders;
mod prepared;
mod procedure;
mod rehearse;
mod report;
mod stage;
mod verdict;

pub(crate) use files::is_ours;
pub(crate) use migrations::{migration_name, since as migrations_since};
pub(crate) use placeholders::is_filled;
pub(crate) use rehearse::follows;
pub use rehearse::{RehearseOptions, rehearse};
pub use report::{RehearsalReport, Rehearsed};

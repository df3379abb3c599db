//! What takes the database back: one answer, which the rehearsal tries on a scratch database and `rollback` runs on the one that
//! is needed.

mod document;
mod empty;
mod migrations;
mod resolve;
mod sources;
mod statements;

pub(crate) use document::changes;
pub(crate) use migrations::Migrations;
pub(crate) use resolve::{forgets, resolve};
pub(crate) use statements::{NewMigration, Statements};

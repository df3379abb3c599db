//! What takes the database back: one answer, which the rehearsal tries on a scratch database and `rollback` runs on the one that
//! is needed.

mod document;
mod empty;
mod maker;
mod migrations;
mod resolve;
mod sources;
mod statements;

pub(crate) use document::changes;
pub(crate) use maker::Maker;
pub(crate) use maker::{BEFORE, MADE, NOW};
pub(crate) use migrations::Migrations;
pub(crate) use resolve::{forgets, is_to_be_made, resolve};
pub(crate) use statements::{NewMigration, Statements};

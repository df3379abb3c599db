//! One suite for all engines: every alteration of a schema is seen, undoing it leaves no difference, a dump that is
//! restored is the same schema, and the engine's own dump agrees wherever it sees anything.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests of real databases"
)]

mod alteration;
mod data;
mod lab;
mod mariadb;
mod postgres;
mod skip;
mod sqlite;
mod suite;

//! `cargo xtask crash-eval`: rollbacks and runs of implementation steps that are killed at every write and at random instants, and held
//! against those that were not.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a development tool, outside of the product"
)]

mod chance;
mod child;
mod fixture;
mod killing_system;
mod options;
mod run;
mod state;
mod steps;
mod surroundings;
mod table;

pub(crate) use child::{CHILD, child};
pub(crate) use options::Options;
pub(crate) use run::crash_eval;

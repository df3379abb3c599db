//! `cargo xtask crash-eval`: a rollback that is killed at every write and at random instants, and held against one that was not.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a development tool, outside of the product"
)]

mod child;
mod fixture;
mod killing_system;
mod options;
mod run;
mod state;

pub(crate) use child::{CHILD, child};
pub(crate) use options::Options;
pub(crate) use run::crash_eval;

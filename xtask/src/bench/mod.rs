//! `cargo xtask bench`: one table of what Milepost and its neighbours cost, over inputs made for it.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a development tool, outside of the product"
)]

mod case;
mod groups;
mod guard;
mod history;
mod inputs;
mod measure;
mod options;
mod peers;
mod plans;
mod run;
mod table;

pub(crate) use measure::{UNDER, measure_one};
pub(crate) use options::Options;
pub(crate) use run::bench;

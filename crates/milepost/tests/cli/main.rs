//! The command line as people and programs meet it: help, streams, odd input, the claims that others let pass.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests make and damage real files and real processes, and stop at the first surprise"
)]

mod bad_input;
mod help;
mod json;
mod lint;
mod new;
mod probes;
mod repositories;
mod streams;
mod together;
mod waivers;

/// The program under test.
const MILEPOST: &str = env!("CARGO_BIN_EXE_milepost");

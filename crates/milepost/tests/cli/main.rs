//! The command line as people and programs meet it: help, streams, odd input, the claims that others let pass.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests make and damage real files and real processes, stop at the first surprise, and say aloud what they \
              leave out"
)]

mod audit;
mod bad_input;
mod clock;
mod dialects;
mod diff_plan;
mod drift;
mod forecast;
mod forecast_pace;
mod forecast_plan;
mod forecast_what_if;
mod full_disk;
mod graph;
mod hazards;
mod help;
mod import;
mod json;
mod lint;
mod mv;
mod new;
mod next;
mod notes;
mod notes_records;
mod policy;
mod probes;
mod repositories;
mod schemas;
mod search;
mod shells;
mod streams;
mod sync;
mod terminal;
mod terminal_keys;
mod terminal_steps;
mod time;
mod time_odd;
mod together;
mod trust;
mod version;
mod waivers;

/// The program under test.
const MILEPOST: &str = env!("CARGO_BIN_EXE_milepost");

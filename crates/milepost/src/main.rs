//! The `milepost` command: wiring only.

mod cli;
mod commands;
mod complete;
mod context;
mod day;
mod error;
mod pager;
mod progress;
mod select;
mod ui;
mod version;

fn main() -> std::process::ExitCode {
    cli::main(std::env::args_os())
}

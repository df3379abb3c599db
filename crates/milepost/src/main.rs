//! The `milepost` command: wiring only.

mod cli;
mod commands;
mod context;
mod error;
mod select;
mod ui;

fn main() -> std::process::ExitCode {
    cli::main(std::env::args_os())
}

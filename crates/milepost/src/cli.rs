//! The command line: global options, the outermost frame, what a bug looks like.

use std::{
    ffi::OsString,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    process::ExitCode,
};

use clap::{CommandFactory as _, Parser};
use milepost_engine::exit::Exit;

use crate::{
    commands::{self, Command},
    complete,
    context::Context,
    error::CommandError,
    ui, version,
};

/// Milestone documents that prove themselves.
///
/// Milepost reads Markdown milestones as they are, runs what they say, keeps signed evidence for each box, and moves a
/// milestone's state only when the evidence is there. Without a command it shows how every milestone stands.
#[derive(Debug, Parser)]
#[command(name = "milepost", max_term_width = 100, after_help = exit_codes())]
pub(crate) struct Cli {
    /// Print the version
    #[arg(short = 'V', long)]
    pub(crate) version: bool,
    /// With `--version`: also how this program was built
    #[arg(short, long, requires = "version")]
    pub(crate) verbose: bool,
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// Options of every command.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Write a versioned JSON document to standard output
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// When to use colours: auto, always, never; `NO_COLOR` and `CLICOLOR_FORCE` count too
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = true)]
    pub(crate) color: Color,
    /// Run as if started in this folder
    #[arg(short = 'C', global = true, value_name = "DIR")]
    pub(crate) directory: Option<PathBuf>,
    /// Say nothing on standard error but errors
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Never show long answers page by page
    #[arg(long, global = true)]
    pub(crate) no_pager: bool,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Color {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Every exit code with its meaning.
fn exit_codes() -> String {
    let mut codes = Exit::BY_PRECEDENCE;
    codes.sort_by_key(|exit| exit.code());
    let one = |exit: &Exit| format!("{} {}", exit.code(), exit.meaning());
    format!("Exit codes: {}", codes.iter().map(one).collect::<Vec<_>>().join(" · "))
}

/// Runs a command line and answers with its exit code.
pub(crate) fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    ui::quiet_panics();
    let mut args: Vec<OsString> = args.into_iter().collect();
    // Who asks for the help of the help wants the help.
    if args.len() == 3 && args[1] == "help" && (args[2] == "--help" || args[2] == "-h") {
        args.pop();
    }
    if let Some(answered) = complete::answer(&args) {
        return ExitCode::from(answered.map_or_else(|error| error.report(false), |()| Exit::Ok).code());
    }
    let json = args.iter().take_while(|arg| *arg != "--").any(|arg| arg == "--json");
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, json),
    };
    ui::set_color(cli.global.color);
    let exit =
        catch_unwind(AssertUnwindSafe(|| run(cli))).unwrap_or_else(|panic| ui::report_bug(panic.as_ref()));
    ExitCode::from(exit.code())
}

/// The command as clap sees it, for completions and pages.
pub(crate) fn definition() -> clap::Command {
    Cli::command()
}

fn run(cli: Cli) -> Exit {
    let json = cli.global.json;
    let outcome = Context::new(&cli.global).and_then(|context| {
        let exit = match cli.command {
            _ if cli.version => context.answer("version", Exit::Ok, &version::facts(), || {
                if cli.verbose { version::long() } else { version::short() }
            }),
            Some(command) => command.run(&context),
            None => commands::status::run(&context, &commands::status::Args::default()),
        }?;
        context.flush()?;
        Ok(exit)
    });
    outcome.unwrap_or_else(|error: CommandError| error.report(json))
}

/// Help and version are answers; all else is a mistake in the command line.
fn usage(error: &clap::Error, json: bool) -> ExitCode {
    let exit = if error.use_stderr() { Exit::Usage } else { Exit::Ok };
    if json && exit == Exit::Usage {
        let text = error.to_string();
        let message = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
        return ExitCode::from(
            CommandError::usage(message).hint("see `milepost --help`").report(json).code(),
        );
    }
    match error.print() {
        Err(failure) if failure.kind() != std::io::ErrorKind::BrokenPipe => {
            ExitCode::from(Exit::Usage.code())
        }
        _ => ExitCode::from(exit.code()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        definition().debug_assert();
    }
}

//! `milepost man`: pages for packagers and for the book.

use std::{fmt::Write as _, path::PathBuf};

use clap_mangen::Man;
use milepost_engine::exit::Exit;

use crate::{
    cli,
    context::Context,
    error::{CommandError, Result},
};

/// Print the manual page of a command, or write those of all commands
///
/// To read one: `milepost man verify | man -l -`. To install them: `milepost man --dir ~/.local/share/man/man1`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The command; `milepost` itself when left out
    #[arg(conflicts_with_all = ["dir", "markdown"])]
    command: Vec<String>,
    /// Write the pages of all commands into this folder
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Print the reference of all commands as Markdown
    #[arg(long, conflicts_with = "dir")]
    markdown: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let mut definition = cli::definition();
    definition.build();
    if args.markdown {
        context.print(&reference(&definition))?;
        return Ok(Exit::Ok);
    }
    let Some(folder) = &args.dir else {
        let mut wanted = &definition;
        for name in &args.command {
            let unknown = || {
                CommandError::usage(format!("no command is called `{}`", args.command.join(" ")))
                    .hint("`milepost --help` lists the commands")
            };
            wanted = wanted.find_subcommand(name).ok_or_else(unknown)?;
        }
        context.print(&String::from_utf8_lossy(&page(wanted.clone())?))?;
        return Ok(Exit::Ok);
    };
    let folder = context.from.join(folder);
    let failed = |error: std::io::Error| CommandError::usage("the pages cannot be written").because(error);
    context.system.create_dir_all(&folder).map_err(failed)?;
    for command in visible(&definition) {
        let name = command.get_display_name().unwrap_or(command.get_name()).to_owned();
        let bytes = page(command.clone())?;
        context.system.write_atomic(&folder.join(format!("{name}.1")), &bytes).map_err(failed)?;
    }
    Ok(Exit::Ok)
}

fn page(command: clap::Command) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let rendered = Man::new(command).render(&mut bytes);
    rendered.map_err(|error| CommandError::new(Exit::Bug, "the page cannot be made").because(error))?;
    Ok(bytes)
}

/// A command and all below it that are shown.
fn visible(command: &clap::Command) -> Vec<&clap::Command> {
    let below = command.get_subcommands().filter(|one| !one.is_hide_set() && one.get_name() != "help");
    std::iter::once(command).chain(below.flat_map(visible)).collect()
}

fn reference(definition: &clap::Command) -> String {
    let mut text = String::from(
        "# Commands\n\n`milepost` alone is `milepost status`. What each exit code means: [Exit codes](exit-codes.md).\n",
    );
    for command in visible(definition) {
        // Other names of it join the words of the command by the same sign that a word may hold.
        let name = command.get_bin_name().unwrap_or(command.get_name());
        let help = command.clone().color(clap::ColorChoice::Never).term_width(90).render_long_help();
        let lines: Vec<String> = help.to_string().lines().map(|line| line.trim_end().to_owned()).collect();
        let _ = write!(text, "\n## `{name}`\n\n```text\n{}\n```\n", lines.join("\n").trim());
    }
    text
}

//! `milepost completions`.

use clap_complete::env::Shells;
use milepost_engine::exit::Exit;

use crate::{
    complete,
    context::Context,
    error::{CommandError, Result},
};

/// Print the completions of a shell
///
/// They complete commands and options, and what the documents around hold: milestones, items, rules.
///
/// Bash: `milepost completions bash > ~/.local/share/bash-completion/completions/milepost`;
/// Zsh: `milepost completions zsh > FOLDER/_milepost`, with a folder of `$fpath`;
/// Fish: `milepost completions fish > ~/.config/fish/completions/milepost.fish`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The shell
    shell: Shell,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Shell {
    Bash,
    Elvish,
    Fish,
    Powershell,
    Zsh,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let name = match args.shell {
        Shell::Bash => "bash",
        Shell::Elvish => "elvish",
        Shell::Fish => "fish",
        Shell::Powershell => "powershell",
        Shell::Zsh => "zsh",
    };
    let failed = || CommandError::new(Exit::Bug, format!("there are no completions for `{name}`"));
    let mut script = Vec::new();
    Shells::builtins()
        .completer(name)
        .ok_or_else(failed)?
        .write_registration(complete::VARIABLE, "milepost", "milepost", "milepost", &mut script)
        .map_err(|error| failed().because(error))?;
    context.print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Ok)
}

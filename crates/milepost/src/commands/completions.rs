//! `milepost completions`.

use clap_complete::Shell;
use milepost_engine::exit::Exit;

use crate::{cli, context::Context, error::Result};

/// Print the completions of a shell
///
/// For Bash: `milepost completions bash > ~/.local/share/bash-completion/completions/milepost`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut cli::definition(), "milepost", &mut script);
    context.print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Ok)
}

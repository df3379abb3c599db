//! `milepost trust`.

use milepost_engine::{
    exit::Exit,
    trust::{grant, request},
};
use milepost_report::human;

use crate::{
    context::Context,
    error::{CommandError, Result},
    select::select_or_only,
    ui,
};

/// Show every command of a document, and allow them when you say so
///
/// Nothing of a document runs before that. The grant is for exactly these commands: prose and ticks never ask again, a
/// changed command does, and the change is shown. It is kept outside of the repository. Where no terminal can answer,
/// `--allow-digest` of the running commands takes the digest that `trust --digest` prints.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The milestone, by path or id; the only one when left out
    milestone: Option<String>,
    /// Print the digest of the commands, and grant nothing
    #[arg(long)]
    digest: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let (workspace, index) = select_or_only(context, args.milestone.as_deref())?;
    let asked = request(&workspace, index, &workspace.bind(index))?;
    if args.digest {
        return context.answer("trust", Exit::Ok, &asked, || format!("{}\n", asked.digest));
    }
    if asked.granted {
        return context.answer("trust", Exit::Ok, &asked, || match asked.commands.len() {
            0 => format!("`{}` runs no command\n", asked.document),
            _ => format!("the commands of `{}` are trusted: {}\n", asked.document, asked.digest),
        });
    }
    context.print(&if context.json { String::new() } else { human::trust_request(&asked) })?;
    if !context.terminal.stdin || !context.terminal.stderr {
        return Err(CommandError::new(
            Exit::Untrusted,
            format!("nobody can be asked whether `{}` is trusted", asked.document),
        )
        .hint("run `milepost trust` at a terminal")
        .hint(format!(
            "or, having read them, give `--allow-digest {}` to the command that runs them",
            asked.digest
        )));
    }
    let question = format!("Run these commands for `{}`?", asked.document);
    if !ui::ask(&question).map_err(|error| CommandError::usage("the answer cannot be read").because(error))? {
        return Err(CommandError::new(Exit::Untrusted, "nothing was granted"));
    }
    grant(&workspace, &asked)?;
    let next =
        milepost_report::Role::Command.paint(format!("milepost verify {}", workspace.document_id(index)));
    context.answer("trust", Exit::Ok, &asked, || format!("trusted until a command changes\n→ {next}\n"))
}

//! `milepost trust`.

mod list;
mod question;
mod revoke;
mod show;

use milepost_engine::{
    exit::Exit,
    trust::{Allowed, Class, Consent, grant, request},
};
use milepost_report::{Role, human};
pub(super) use question::offer;
use question::{Answer, ask};

use crate::{
    context::Context,
    error::{CommandError, Result},
    select::select_or_only,
};

/// Show what a document would run, and allow it when you say so
///
/// Nothing of a document runs before that. The grant is for exactly these commands and the scripts of the project that
/// they name: prose and ticks never ask again, a changed command or script does, and the change is shown. It is kept
/// outside of the repository. Only somebody at a terminal can grant. Where there is none, `--allow-digest` of the
/// running commands takes the digest that `trust --digest` prints, and `--trust-policy` a file of rules.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    named: Named,
    /// Print the digest of the commands, and grant nothing
    #[arg(long)]
    digest: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    List(list::Args),
    Revoke(revoke::Args),
    Show(show::Args),
}

// Which commands. A comment for the documentation would become the help of each command.
#[derive(Debug, clap::Args)]
struct Named {
    /// The milestone, by path or id; the only one when left out
    milestone: Option<String>,
    /// What the commands are for; each class has a grant of its own
    #[arg(long, value_name = "NAME", default_value = "verify")]
    class: ClassName,
}

/// The classes by their names on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ClassName {
    /// Checks and tests
    Verify,
    /// The fences under Implementation Steps
    Run,
    /// The fences under Rollback Procedure
    Rollback,
    /// The same fences, for `rollback --literal`, which runs them in the project itself
    Literal,
}

impl From<ClassName> for Class {
    fn from(name: ClassName) -> Self {
        match name {
            ClassName::Verify => Self::Verify,
            ClassName::Run => Self::Run,
            ClassName::Rollback => Self::Rollback,
            ClassName::Literal => Self::Literal,
        }
    }
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    match &args.command {
        Some(Command::List(args)) => return list::run(context, args),
        Some(Command::Revoke(args)) => return revoke::run(context, args),
        Some(Command::Show(args)) => return show::run(context, args),
        None => {}
    }
    let (workspace, index) = select_or_only(context, args.named.milestone.as_deref())?;
    let class = args.named.class.into();
    let asked = request(&workspace, index, &workspace.bind(index), class, &Allowed::default())?;
    if args.digest {
        return context.answer("trust", Exit::Ok, &asked, || format!("{}\n", asked.digest));
    }
    if asked.granted.is_some() {
        return context.answer("trust", Exit::Ok, &asked, || human::trust_standing(&asked));
    }
    if !Consent::can_be_asked(context.system.as_ref()) {
        context.print(&if context.json { String::new() } else { human::trust_request(&asked) })?;
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
    match ask(&asked, false)? {
        Answer::UntilChange => grant(&workspace, &asked, &Consent::at_terminal(context.system.as_ref())?)?,
        Answer::Once => {
            return Err(CommandError::new(
                Exit::Untrusted,
                "nothing runs now, so there is nothing to allow once",
            )
            .hint(format!("`milepost verify {} --once` asks and runs", workspace.document_id(index))));
        }
        Answer::No => return Err(CommandError::new(Exit::Untrusted, "nothing was granted")),
    }
    let next = match class {
        Class::Verify => format!("milepost verify {}", workspace.document_id(index)),
        Class::Rollback => format!("milepost rehearse {}", workspace.document_id(index)),
        Class::Literal => format!("milepost rollback {} --literal --dry-run", workspace.document_id(index)),
        Class::Run => format!("milepost run {}", workspace.document_id(index)),
    };
    context.answer("trust", Exit::Ok, &asked, || {
        format!("trusted until they change\n→ {}\n", Role::Command.paint(next))
    })
}

//! `milepost demo`: the main job on a sample project, from the plan to the proof.

mod sample;
mod stage;
mod walk;

use std::sync::Arc;

use milepost_engine::exit::Exit;

use self::{stage::Stage, walk::Walk};
use crate::{
    context::Context,
    error::{CommandError, Result},
};

/// Walk through the life of a milestone on a sample project
///
/// Copies a small project to a temporary folder, with a Git repository and a signing key of its own, and runs every
/// step there as you would: lint, explain, trust, start, work, verify (a false claim is caught), fix, sign, complete.
/// Nothing of yours is read or touched. Needs Git and Bash.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Leave the folder, to look around in it
    #[arg(long)]
    keep: bool,
}

/// Runs the demo.
pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let stage = Stage::new(Arc::clone(&context.system), context.terminal)?;
    let walked = Walk::new(&stage, context).walk();
    if args.keep {
        let (project, variables) = (stage.project(), stage.variables());
        let project = project.display();
        context.print(&format!(
            "\nThe project is kept in {project}\nTo go on there:\n\n  cd {project}\n  export {variables}\n"
        ))?;
    } else {
        stage.remove()?;
    }
    let surprises = walked?;
    if !surprises.is_empty() {
        let mut error = CommandError::new(Exit::Bug, "the demo did not go as it should");
        error.reasons = surprises;
        return Err(error.hint("`milepost demo --keep` leaves the project to look at"));
    }
    let hint = if args.keep { "" } else { " `milepost demo --keep` leaves the project to look at." };
    context.print(&format!("\nEvery step went as it should.{hint}\n"))?;
    Ok(Exit::Ok)
}

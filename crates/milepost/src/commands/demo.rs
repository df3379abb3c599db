//! `milepost demo`: the main job on a sample project, from the plan to the proof.

mod sample;
mod stage;
mod walk;

use std::{io::Write, sync::Arc};

use milepost_engine::{EngineError, Result, exit::Exit};
use milepost_system::System;

use self::{stage::Stage, walk::Walk};

/// Walk through the life of a milestone on a sample project
///
/// Copies a small project to a temporary folder, with a Git repository and a signing key of its own, and runs every
/// step there as you would: lint, explain, trust, start, work, verify (a false claim is caught), fix, sign, complete.
/// Nothing of yours is read or touched. Needs Git and Bash.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Leave the folder, to look around in it
    #[arg(long)]
    keep: bool,
}

/// Runs the demo. `out` strips colours where they are not wanted; `colour` asks the steps for them.
///
/// # Errors
/// When a step did not go as it should, a file cannot be written or a program not be started.
pub fn run(args: &Args, system: &Arc<dyn System>, out: &mut dyn Write, colour: bool) -> Result<Exit> {
    let stage = Stage::new(Arc::clone(system), colour)?;
    let walked = Walk::new(&stage, out).walk();
    if args.keep {
        let variables = stage.variables();
        let told = writeln!(
            out,
            "\nThe project is kept in {}.\nTo go on there:\n\n  cd {}\n  export {variables}",
            stage.project().display(),
            stage.project().display(),
        );
        told.map_err(|error| EngineError::io("write", "standard output", error))?;
    } else {
        stage.remove()?;
    }
    let surprises = walked?;
    if surprises.is_empty() {
        let hint = if args.keep { "" } else { " `milepost demo --keep` leaves the project to look at." };
        let _ = writeln!(out, "\nEvery step went as it should.{hint}");
        return Ok(Exit::Ok);
    }
    let mut error = EngineError::new(milepost_engine::ErrorKind::Bug, "the demo did not go as it should");
    error.reasons = surprises;
    Err(error.hint("run `milepost demo --keep` and look at the project"))
}

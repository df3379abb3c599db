//! `milepost forecast`.

use std::path::PathBuf;

use milepost_engine::{
    exit::Exit,
    forecast::{DEFAULT_TRIALS, Request, forecast},
};
use milepost_report::{human, svg};

use crate::{
    context::Context,
    error::{CommandError, Result},
    select::{Selection, select},
};

/// Say how much work is left and when it ends, with probabilities
///
/// Each open task is drawn from finished ones like it (near estimate, recent, same person) and from what is usual
/// elsewhere; all tasks of a trial share their luck in part. P50 is as likely as not, P80 holds in four of five trials. A
/// date is told only where it was measured how many hours of a day go into the work: five working days with booked time.
/// Below 30 finished tasks the answer says that it is prior-driven. The same documents and records give the same answer
/// all day; `--seed` gives it again.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only these milestones, by path or id; an initiative's README stands for all its milestones
    #[arg(value_name = "PATH|ID")]
    selection: Vec<String>,
    /// Tell in five sentences why
    #[arg(long)]
    explain: bool,
    /// Compare with another plan: `drop TASK`, `drop MILESTONE`, `drop scope WORDS`, `add 8h WORDS`, `estimate TASK 8h`,
    /// `assign TASK WHO`, `join WHO [N]`, `leave WHO`; several are made one after the other
    #[arg(long, value_name = "CHANGE")]
    what_if: Vec<String>,
    /// Also write the charts to this file
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// What an earlier answer named, to get it again
    #[arg(long, value_name = "SEED")]
    seed: Option<String>,
    /// How many trials
    #[arg(long, value_name = "N", default_value_t = DEFAULT_TRIALS, value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    trials: u32,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let mut selections = select(context, &args.selection)?;
    let (Some(Selection { workspace, indices }), None) = (selections.pop(), selections.pop()) else {
        return Err(CommandError::usage("these documents belong to several projects, and a forecast to one")
            .hint("ask for one project at a time"));
    };
    context.note_interrupted(&workspace);
    for file in &workspace.portfolio.unreadable {
        context.warn(&format!("`{}` cannot be read: {}", file.path, file.error));
    }
    let simulating = context.progress("simulating what is left");
    let request = Request {
        selected: indices,
        changes: args.what_if.clone(),
        seed: args.seed.clone(),
        trials: args.trials,
    };
    let answer = forecast(&workspace, &request)?;
    drop(simulating);
    if let Some(path) = &args.svg {
        let path = context.from.join(path);
        let written = context.system.write_atomic(&path, svg::forecast(&answer).as_bytes());
        written.map_err(|error| {
            CommandError::usage(format!("`{}` cannot be written", path.display())).because(error)
        })?;
    }
    context.answer("forecast", Exit::Ok, &answer, || human::forecast(&answer, args.explain, context.page()))
}

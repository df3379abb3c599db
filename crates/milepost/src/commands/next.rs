//! `milepost next`.

use milepost_engine::{exit::Exit, next::next, overview::overview};
use milepost_report::human;

use crate::{context::Context, error::Result};

/// Say what to do now over all milestones, best first, and why
///
/// Work in progress comes before what is ready, that before what is planned, and that before what waits for others. Among
/// these a stated **Priority** decides, then what waiting costs for each hour of work: the **Business Value** or **Cost of
/// Delay** of a milestone and of all that it unblocks, over the hours that the forecast has left. Then what it unblocks, the
/// higher risk, the nearer end. Nothing is run and nothing is written.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// At most so many steps
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    limit: usize,
}

/// As much JSON as fits on a screen, for readers who pay by the word.
const SCREEN: usize = 4_000;

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let workspace = context.workspace()?;
    context.note_interrupted(&workspace);
    let judging = context.progress("judging the milestones");
    let overview = overview(&workspace)?;
    let agenda = next(&workspace, &overview, args.limit)?;
    drop(judging);
    if context.json {
        return context.answer_json("next", Exit::Ok, &agenda.within(SCREEN));
    }
    context.answer("next", Exit::Ok, &agenda, || human::next(&agenda, context.page()))
}

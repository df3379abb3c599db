//! `milepost next`.

use milepost_engine::{exit::Exit, next::next, overview::overview};
use milepost_report::human;
use serde_json::json;

use crate::{context::Context, error::Result};

/// Say what to do now over all milestones, best first
///
/// Work in progress comes before what is ready, and that before what is planned; among these, the milestone nearest to
/// its end comes first. Nothing is run and nothing is written.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// At most so many steps
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    limit: usize,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let workspace = context.workspace()?;
    context.note_interrupted(&workspace);
    let judging = context.progress("judging the milestones");
    let overview = overview(&workspace)?;
    drop(judging);
    let mut steps = next(&overview);
    steps.truncate(args.limit);
    context.answer("next", Exit::Ok, &json!({ "steps": steps }), || human::next(&steps, context.page()))
}

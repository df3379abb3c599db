//! `milepost show`.

use milepost_engine::{
    exit::Exit,
    explain::{ExplainedItem, ExplainedRun, show},
    overview::{MilestoneSummary, milestone},
    session::Session,
};
use milepost_report::human;
use serde::Serialize;

use crate::{context::Context, error::Result, select::select_or_only};

/// Show a milestone's items by section, with what is known of each and why
///
/// Nothing is run and nothing is written.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The milestone, by path or id; the only one when left out
    milestone: Option<String>,
    /// Also what decides nothing: scope, steps, notes
    #[arg(long)]
    all: bool,
    /// Judge a completed milestone anew, not as it was attested
    #[arg(long)]
    again: bool,
}

/// What a program gets.
#[derive(Serialize)]
struct Shown<'s> {
    milestone: &'s MilestoneSummary,
    items: &'s [ExplainedItem],
    runs: &'s [ExplainedRun],
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let (workspace, index) = select_or_only(context, args.milestone.as_deref())?;
    context.note_interrupted(&workspace);
    let session = Session::read(&workspace)?;
    let judging = context.progress("judging the items");
    let assessment = session.assess(index, false, args.again)?;
    drop(judging);
    let summary = milestone(&session, &assessment)?;
    let items = show(&workspace, &assessment);
    let data = Shown { milestone: &summary, items: &items.items, runs: &items.runs };
    context.answer("show", Exit::Ok, &data, || human::show(&summary, &items, args.all, context.page()))
}

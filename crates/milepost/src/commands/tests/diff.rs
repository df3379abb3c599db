//! `milepost tests diff`.

use milepost_engine::{exit::Exit, gate, regressions::test_changes, session::Session};
use milepost_report::human;

use crate::{context::Context, error::Result, select::select_or_only};

/// Show what became of each test since the baseline
///
/// Regressed, lost, deleted, renamed, newly skipped, flaky, fixed, new: test by test, by the newest runs. Nothing is run.
/// Exits with 1 where a test is in the way of "all existing tests pass", and with 3 where nothing can be compared.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The milestone, by path or id; the only one when left out
    milestone: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let (workspace, index) = select_or_only(context, args.milestone.as_deref())?;
    context.note_interrupted(&workspace);
    let session = Session::read(&workspace)?;
    let assessment = session.assess(index, false, true)?;
    let changes = test_changes(&session, &assessment)?;
    let exit = match changes.comparison.as_ref().map(gate::no_regression) {
        None => Exit::Refused,
        Some(verdict) if verdict.is_pass() => Exit::Ok,
        Some(gate::Verdict::NothingRan { .. }) => Exit::NothingRan,
        Some(gate::Verdict::Inconclusive { .. }) => Exit::Inconclusive,
        Some(_) => Exit::Failed,
    };
    context.answer("tests-diff", exit, &changes, || human::test_changes(&changes, context.page()))
}

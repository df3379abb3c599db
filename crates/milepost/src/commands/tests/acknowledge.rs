//! `milepost tests acknowledge`.

use milepost_engine::{
    exit::Exit,
    ledger::Acknowledged,
    regressions::{AcknowledgeRequest, acknowledge},
    session::Session,
};
use milepost_report::human;

use crate::{context::Context, error::Result, select::select_one};

/// Say of tests that they are meant to be gone, or known to be flaky
///
/// For tests that were deleted, renamed or skipped on purpose. The record names each test that is in the way now by its
/// id, is signed with your SSH key, and is shown wherever it counts; `milepost tests revoke` takes it back.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The milestone, by path or id
    milestone: String,
    /// Tests by id, or globs over ids
    #[arg(required = true, value_name = "TEST")]
    tests: Vec<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    why: String,
    /// They are flaky, not gone
    #[arg(long)]
    flaky: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let (workspace, index) = select_one(context, &args.milestone)?;
    let (workspace, held, index) = context.hold_for(workspace, index)?;
    let session = Session::write(&workspace)?;
    let assessment = session.assess(index, false, true)?;
    let what = if args.flaky { Acknowledged::Flaky } else { Acknowledged::Gone };
    let request = AcknowledgeRequest { tests: args.tests.clone(), what, why: args.why.clone() };
    let made = acknowledge(&session, &held, &assessment, &request)?;
    context.answer("tests-acknowledge", Exit::Ok, &made, || human::acknowledged(&made, context.page()))
}

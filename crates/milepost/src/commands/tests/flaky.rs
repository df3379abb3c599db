//! `milepost tests flaky`.

use milepost_engine::{
    exit::Exit,
    regressions::{flaky_tests, test_history},
    session::Session,
};
use milepost_report::human;
use serde_json::json;

use crate::{
    context::Context,
    error::{CommandError, Result},
    select::select_or_only,
};

/// List the tests that failed and passed on the same files, or show how one test ended in each run
///
/// A retry that passes does not hide the failure before it: both are kept.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The milestone, by path or id; the only one when left out
    milestone: Option<String>,
    /// Show this test, by its id
    #[arg(long, value_name = "TEST")]
    test: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let (workspace, index) = select_or_only(context, args.milestone.as_deref())?;
    context.note_interrupted(&workspace);
    let session = Session::read(&workspace)?;
    let assessment = session.assess(index, false, true)?;
    let id = workspace.document_id(index);
    let Some(test) = &args.test else {
        let tests = flaky_tests(&session, &assessment)?;
        let data = json!({ "id": id, "tests": tests });
        return context.answer("tests-flaky", Exit::Ok, &data, || human::flaky_tests(&tests, context.page()));
    };
    let history = test_history(&session, &assessment, test)?;
    if history.is_empty() {
        return Err(CommandError::usage(format!("no run of `{id}` names the test `{test}`"))
            .hint("`milepost tests diff` names the tests by their ids"));
    }
    let data = json!({ "id": id, "test": test, "history": history });
    context.answer("tests-flaky", Exit::Ok, &data, || human::test_history(test, &history, context.page()))
}

//! `milepost policy explain`.

use milepost_engine::{document::vocabulary::Status, exit::Exit, policy::policy};
use milepost_report::human;

use crate::{context::Context, error::Result, select::select_one};

/// Say what the gates ask of a milestone, which table of `milepost.toml` says so, and what was waived
///
/// The risk decides, then the project's `[gates]`, then those of the initiative. They are read from the merge base with the
/// default branch: what this branch changes is shown, and holds once it is merged. Without a milestone all that are not over
/// are explained. Nothing is run and nothing is written.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The milestone, by path or id
    milestone: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let (workspace, indices) = if let Some(text) = &args.milestone {
        let (workspace, index) = select_one(context, text)?;
        (workspace, vec![index])
    } else {
        let workspace = context.workspace()?;
        let open = workspace
            .portfolio
            .milestones()
            .filter(|(_, one)| one.is_milestone() && !one.status().is_some_and(Status::is_final));
        let open = open.map(|(index, _)| index).collect();
        (workspace, open)
    };
    context.note_interrupted(&workspace);
    let found = {
        let _judging = context.progress("judging the milestones");
        policy(&workspace, &indices)?
    };
    context.answer("policy-explain", Exit::Ok, &found, || human::policy(&found, context.page()))
}

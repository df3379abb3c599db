//! `milepost diff-plan`.

use milepost_engine::{address, exit::Exit, plan_diff::plan_diff};
use milepost_report::human;

use crate::{context::Context, error::Result};

/// Show what changed in plans between two revisions, by meaning
///
/// Items that came, went, were ticked, reworded or moved; statuses, risks, efforts, dates and dependencies; sections,
/// fences and other text. Where a line stands and how it is wrapped is no change. A document that got another name is
/// compared with itself.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// `A..B` compares two commits, `A...B` the second with where both parted, `A` one with the files as they are
    #[arg(value_name = "REV..REV")]
    range: String,
    /// Only these documents, by path or id
    #[arg(value_name = "PATH|ID")]
    documents: Vec<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let workspace = context.workspace()?;
    context.note_interrupted(&workspace);
    let mut selected = Vec::new();
    for text in &args.documents {
        let index = address::document(&workspace, &context.from, text)?;
        selected.push(workspace.document(index).path.clone());
    }
    let reading = context.progress("reading the revisions");
    let diff = plan_diff(&workspace, &args.range, &selected)?;
    drop(reading);
    context.answer("diff-plan", Exit::Ok, &diff, || human::plan_diff(&diff, context.page()))
}

//! `milepost mv`.

use milepost_engine::{Held, exit::Exit, rename::rename};
use milepost_report::human;

use crate::{context::Context, error::Result};

/// Give a document or a folder another name, and rewrite everything that refers to it
///
/// Links, images and definitions, tables and lists that link it, paths in the front matter, and names in code spans are
/// rewritten in every document of the repository; what moves takes its own links with it. A number such as `M2` that would
/// mean another milestone from another folder gets its folder. All files change as one. Nothing is replaced, nothing is
/// staged in Git. What refers to it in another way, such as a command, is named and left to you.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The document, by path or id, or a folder
    #[arg(value_name = "PATH|ID")]
    from: String,
    /// Its name afterwards, or the folder that it goes to
    #[arg(value_name = "PATH")]
    to: String,
    /// Show what would change, and change nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let workspace = context.workspace()?;
    let names = (args.from.as_str(), args.to.as_str());
    let report = if args.dry_run {
        context.note_interrupted(&workspace);
        rename(&workspace, &Held::for_dry_run(), &context.from, names, true)?
    } else {
        let (workspace, held) = context.hold(workspace)?;
        rename(&workspace, &held, &context.from, names, false)?
    };
    for warning in &report.warnings {
        context.warn(warning);
    }
    context.answer("mv", Exit::Ok, &report, || human::renamed(&report, context.page()))
}

//! `milepost why`.

use milepost_engine::{address, exit::Exit, session::Session, why::why};
use milepost_report::human;

use crate::{
    context::Context,
    error::{CommandError, Result},
    select::{select_one, select_or_only},
};

/// Say why an item stands as it does: what decides it, and what changed since its evidence, file by file
///
/// Nothing is run and nothing is written.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The item: `ID#item`, by its id, the start of its words, or its number in `explain`
    #[arg(value_name = "ID#ITEM")]
    item: String,
    /// Judge a completed milestone anew, not as it was attested
    #[arg(long)]
    again: bool,
    /// Want evidence on the whole tree, as `complete` does
    #[arg(long)]
    whole: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let (document, item) = address::split(&args.item);
    let Some(item) = item.filter(|item| !item.is_empty()) else {
        return Err(CommandError::usage(format!("`{}` names no item", args.item))
            .hint(format!("milepost why {document}#ITEM"))
            .hint(format!("`milepost explain {document}` lists the items with their numbers")));
    };
    let (workspace, index) = match document {
        "" => select_or_only(context, None)?,
        named => select_one(context, named)?,
    };
    context.note_interrupted(&workspace);
    let session = Session::read(&workspace)?;
    let assessment = session.assess(index, args.whole, args.again)?;
    let at = address::item(&assessment.bound, item)?;
    let why = why(&assessment, at);
    context.answer("why", Exit::Ok, &why, || human::why(&workspace.document_id(index), &why, context.page()))
}

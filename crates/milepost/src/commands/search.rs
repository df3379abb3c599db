//! `milepost search`.

use milepost_engine::{
    exit::Exit,
    search::{Case, SearchRequest, search},
};
use milepost_report::{Place, human};

use crate::{context::Context, error::Result};

/// Find words in documents and records
///
/// Every line of a document that holds the words is shown with its place; then the texts of records: what was signed,
/// waived, decided, printed. Small letters find capitals too, a capital finds only itself. Exits with 1 when nothing is
/// found, as `grep` does.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The words, as they stand there
    text: String,
    /// Read the words as a regular expression: the syntax of the Rust crate `regex`
    #[arg(short = 'e', long)]
    regex: bool,
    /// Capitals and small letters are different
    #[arg(short = 's', long, conflicts_with = "ignore_case")]
    case_sensitive: bool,
    /// Capitals and small letters are the same
    #[arg(short = 'i', long)]
    ignore_case: bool,
    /// Look only there
    #[arg(long = "in", value_enum, value_name = "WHERE")]
    within: Option<Within>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Within {
    /// In documents
    Documents,
    /// In records
    Records,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let workspace = context.some_of_workspace()?;
    context.note_interrupted(&workspace);
    for file in &workspace.portfolio.unreadable {
        context.warn(&format!("`{}` cannot be read: {}", file.path, file.error));
    }
    let request = SearchRequest {
        text: args.text.clone(),
        is_regex: args.regex,
        case: match (args.case_sensitive, args.ignore_case) {
            (true, _) => Case::Sensitive,
            (_, true) => Case::Ignored,
            _ => Case::Smart,
        },
        documents: args.within != Some(Within::Records),
        records: args.within != Some(Within::Documents),
    };
    let found = search(&workspace, &request)?;
    let nothing = found.documents.is_empty() && found.records.is_empty();
    let exit = if nothing { Exit::Failed } else { Exit::Ok };
    let from = context.system.canonicalize(&context.from).unwrap_or_else(|_| context.from.clone());
    let place = Place { root: &workspace.root, from: &from };
    context.say(&human::search_summary(&found));
    context.answer("search", exit, &found, || human::search(&found, place))
}

//! `milepost merge-driver`.

use std::path::PathBuf;

use milepost_engine::{
    exit::Exit,
    merge::{Marks, MergeRequest, merge_files},
};

use crate::{context::Context, error::Result};

/// Merge two versions of a document by meaning, for Git
///
/// Boxes, values, rows and entries are merged each for itself. What both sides logged adds up, of two dates the later one
/// counts, entries of both sides are kept and numbered, and the overall progress follows from the rows. What contradicts
/// stands between Git's usual marks, and the exit code is 1. `milepost init --git` sets it up; `milepost sync` afterwards
/// puts right what only the records can tell.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The version that both sides began with (`%O`)
    base: PathBuf,
    /// Our version; the result is written there (`%A`)
    ours: PathBuf,
    /// Their version (`%B`)
    theirs: PathBuf,
    /// How many signs a mark of a conflict has (`%L`)
    #[arg(default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=200))]
    size: u16,
    /// Where the document stands in the repository (`%P`); ours when left out
    path: Option<String>,
    /// What our side is called in marks
    #[arg(long, default_value = "ours")]
    ours_name: String,
    /// What the other side is called in marks
    #[arg(long, default_value = "theirs")]
    theirs_name: String,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let at = |path: &PathBuf| context.from.join(path);
    let request = MergeRequest {
        base: at(&args.base),
        ours: at(&args.ours),
        theirs: at(&args.theirs),
        path: args.path.clone().unwrap_or_else(|| args.ours.to_string_lossy().into_owned()),
        marks: Marks {
            size: args.size.into(),
            ours: args.ours_name.clone(),
            theirs: args.theirs_name.clone(),
        },
    };
    let merge = merge_files(context.system.as_ref(), &request)?;
    let exit = if merge.conflicts == 0 { Exit::Ok } else { Exit::Failed };
    context.answer("merge-driver", exit, &merge, String::new)
}

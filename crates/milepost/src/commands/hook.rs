//! `milepost hook`: what the hooks of `init --git` call.

use std::path::PathBuf;

use milepost_engine::{exit::Exit, init::message_trailer};
use serde_json::json;

use crate::{context::Context, error::Result};

/// Do the work of a Git hook
///
/// Adds the trailer `Milestone: ID` to the message of a commit on a milestone's branch, unless it has one or no words.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Which hook
    hook: Hook,
    /// The file with the message
    message: PathBuf,
    /// Where the message comes from, as Git says
    source: Option<String>,
    /// The commit whose message it was
    commit: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Hook {
    /// Before the editor
    PrepareCommitMsg,
    /// After it
    CommitMsg,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let _ = (args.hook, &args.commit);
    // A merge is nobody's work alone.
    let named = if args.source.as_deref() == Some("merge") {
        None
    } else {
        message_trailer(&context.some_of_workspace()?, &context.from.join(&args.message))?
    };
    context.answer("hook", Exit::Ok, &json!({ "milestone": named }), String::new)
}

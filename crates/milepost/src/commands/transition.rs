//! What all moves of a milestone's state have in common.

use std::sync::Arc;

use milepost_engine::{
    Held,
    exit::Exit,
    ledger::Digest,
    lifecycle::{Transition, TransitionOptions, transition},
    verify::VerifyReport,
};
use milepost_report::human;

use super::verify::Watcher;
use crate::{
    context::Context,
    error::{CommandError, Result},
    select::select_or_only,
};

/// Makes a move and tells what it did.
pub(super) fn make(
    context: &Context,
    milestone: Option<&str>,
    kind: Transition,
    options: TransitionOptions,
) -> Result {
    let (workspace, index) = select_or_only(context, milestone)?;
    let path = workspace.document(index).path.clone();
    let (workspace, held) = if options.dry_run {
        context.note_interrupted(&workspace);
        (workspace, Held::for_dry_run())
    } else {
        context.hold(workspace)?
    };
    let index = workspace
        .portfolio
        .find(&path)
        .ok_or_else(|| CommandError::usage(format!("`{path}` was removed by another process")))?;
    let options = TransitionOptions { cancel: Arc::clone(&context.cancel), ..options };
    let mut watcher = Watcher::new(context, super::verify::Reporter::Human);
    let outcome = transition(&workspace, &held, index, kind, &options, &mut |event| watcher.event(&event));
    watcher.finish();
    let report = outcome?;
    if let (Some(verified), false) = (&report.verified, context.json) {
        tell_failures(context, verified);
    }
    context.answer(report.command, Exit::Ok, &report, || human::transition(&report, context.page()))
}

/// What did not pass among the checks that were run on the way.
fn tell_failures(context: &Context, verified: &VerifyReport) {
    let bad = verified.documents.iter().flat_map(|one| &one.runs).any(|run| run.ran && run.verdict != "pass");
    if bad {
        context.say(human::verify(verified, context.page()).trim_end());
    }
}

/// Reads digests as `--allow-digest` takes them.
pub(super) fn digest(text: &str) -> std::result::Result<Digest, String> {
    text.parse::<Digest>().map_err(|error| error.to_string())
}

//! What all moves of a milestone's state have in common.

use std::sync::Arc;

use milepost_engine::{
    ErrorKind, Held,
    exit::Exit,
    lifecycle::{Transition, TransitionOptions, transition},
    trust::Class,
    verify::VerifyReport,
};
use milepost_report::human;

use super::{allow::Allow, trust, verify::Watcher};
use crate::{context::Context, error::Result, select::select_or_only};

// What a move takes that runs nothing. A comment for the documentation would become the help of each command.
#[derive(Debug, clap::Args)]
pub(super) struct Move {
    /// The milestone, by path or id; the only one when left out
    pub(super) milestone: Option<String>,
    /// Why; it is kept with the move
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Commit exactly the files that change
    #[arg(long)]
    commit: bool,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Move {
    /// What it asks of the engine.
    pub(super) fn options(&self) -> TransitionOptions {
        TransitionOptions {
            reason: self.reason.clone(),
            commit: self.commit,
            dry_run: self.dry_run,
            ..TransitionOptions::default()
        }
    }
}

// What a move takes that measures the state before the work.
#[derive(Debug, clap::Args)]
pub(super) struct Measured {
    /// Commit exactly the files that change
    #[arg(long)]
    commit: bool,
    /// Show what would change; run and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Measure nothing: record the commit alone, and the evidence at hand
    #[arg(long)]
    no_run: bool,
    /// Checks that run at once
    #[arg(short, long, value_name = "N", default_value_t = 2)]
    jobs: usize,
    #[command(flatten)]
    allow: Allow,
}

impl Measured {
    /// What it asks of the engine.
    pub(super) fn options(&self, context: &Context) -> TransitionOptions {
        TransitionOptions {
            commit: self.commit,
            dry_run: self.dry_run,
            no_run: self.no_run,
            jobs: self.jobs,
            allow: self.allow.allowed(context),
            ..TransitionOptions::default()
        }
    }
}

/// Makes a move and tells what it did.
pub(super) fn make(
    context: &Context,
    milestone: Option<&str>,
    kind: Transition,
    options: TransitionOptions,
) -> Result {
    let (workspace, index) = select_or_only(context, milestone)?;
    let (workspace, held, index) = if options.dry_run {
        context.note_interrupted(&workspace);
        (workspace, Held::for_dry_run(), index)
    } else {
        context.hold_for(workspace, index)?
    };
    let mut options = TransitionOptions { cancel: Arc::clone(&context.cancel), ..options };
    let mut watcher = Watcher::new(context, super::verify::Reporter::Human);
    let mut outcome =
        transition(&workspace, &held, index, kind, &options, &mut |event| watcher.event(&event));
    // Trust is asked for before anything is run or written.
    if matches!(&outcome, Err(error) if error.kind == ErrorKind::Untrusted)
        && let Some(allowed) =
            trust::offer(context, &workspace, &[index], Class::Verify, &options.allow, false)?
    {
        options.allow = allowed;
        outcome = transition(&workspace, &held, index, kind, &options, &mut |event| watcher.event(&event));
    }
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

//! `milepost rehearse`.

use std::sync::Arc;

use milepost_engine::{
    ErrorKind,
    rehearsal::{RehearsalReport, RehearseOptions, rehearse},
    trust::Class,
};
use milepost_report::{human, json};

use super::{
    allow::Allow,
    trust,
    verify::{Reporter, Watcher},
};
use crate::{
    context::Context,
    error::Result,
    select::{select_one, select_or_only},
};

/// Rehearse the rollback: run the document's own way back in a throw-away clone and database, and compare
///
/// The change is applied to a scratch database as the baseline left it, and taken back by the commands under Rollback
/// Procedure. Then schema, data and files have to be those of the baseline, and the change has to be possible once
/// more. The statements with which `milepost rollback` takes the database back are tried besides, and have to lead back too: it is
/// refused with any others. The repository is not touched, and variables lead to the scratch database alone. A command that names the
/// socket of another server by its path is not kept from it: read the commands before you trust them. `[database]` in
/// `milepost.toml` says how a database is made; without it the files alone are compared. Only what is committed is
/// rehearsed.
///
/// Exits with 0 only for a rollback that leads back; with 4 where it could not be rehearsed.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The milestone, by path or id; the only one in progress when left out
    milestone: Option<String>,
    /// Rehearse also where there is a proof for just these files
    #[arg(long)]
    force: bool,
    /// Say what would run; run and write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    allow: Allow,
    /// When asked and answered with yes: allow this run alone, and keep no grant
    #[arg(long)]
    once: bool,
    /// How to tell
    #[arg(long, value_name = "NAME", default_value = "human")]
    reporter: Reporter,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let (workspace, index) = match &args.milestone {
        Some(name) => select_one(context, name)?,
        None => select_or_only(context, None)?,
    };
    let mut options = RehearseOptions {
        force: args.force,
        dry_run: args.dry_run,
        allow: args.allow.allowed(context),
        cancel: Arc::clone(&context.cancel),
    };
    let mut watcher = Watcher::new(context, args.reporter);
    let report = if args.dry_run {
        context.note_interrupted(&workspace);
        rehearse(&workspace, index, &options, &mut |event| watcher.event(&event))?
    } else {
        let (workspace, _held, index) = context.hold_for(workspace, index)?;
        let mut outcome = rehearse(&workspace, index, &options, &mut |event| watcher.event(&event));
        if matches!(&outcome, Err(error) if error.kind == ErrorKind::Untrusted)
            && args.reporter != Reporter::Json
            && let Some(allowed) =
                trust::offer(context, &workspace, &[index], Class::Rollback, &options.allow, args.once)?
        {
            options.allow = allowed;
            outcome = rehearse(&workspace, index, &options, &mut |event| watcher.event(&event));
        }
        outcome?
    };
    watcher.finish();
    answer(context, args, &report)
}

fn answer(context: &Context, args: &Args, report: &RehearsalReport) -> Result {
    let exit = report.exit();
    if context.json || args.reporter == Reporter::Json {
        let text = json::v1::document("rehearse", exit, report)?;
        let compact = args.reporter == Reporter::Json && !context.json;
        context.print(&if compact { json::v1::one_line(&text)? } else { text })?;
        return Ok(exit);
    }
    context.print(&human::rehearsal(report, context.page()))?;
    Ok(exit)
}

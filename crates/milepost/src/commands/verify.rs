//! `milepost verify`.

mod watcher;

use std::sync::Arc;

use milepost_engine::{
    ErrorKind, Held, Workspace,
    exit::Exit,
    lifecycle::write_ticks,
    session::Session,
    trust::Class,
    verify::{VerifyOptions, VerifyReport, verify},
};
use milepost_report::{concise, diff, human, json};
pub(super) use watcher::Watcher;

use super::{allow::Allow, trust};
use crate::{
    context::Context,
    error::{CommandError, Result},
    select::{Selection, in_progress, nothing_here, select},
};

/// Run what is missing or stale, keep the evidence, say what is known now
///
/// Without a name: the milestones in progress, else the only one. Only a pass for exactly today's inputs is used
/// again. Nothing of a document runs that nobody trusted: see `milepost trust`. Exits with 0 only when every item that
/// `complete` asks for is proven or waived and no claim is refuted.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Milestones, by path or id
    #[arg(value_name = "PATH|ID")]
    documents: Vec<String>,
    /// Tick the boxes of proven items, open those of refuted ones
    #[arg(long)]
    write: bool,
    /// Run what has fresh evidence as well
    #[arg(long)]
    force: bool,
    /// Say what would run and why; run and write nothing
    #[arg(long, conflicts_with = "write")]
    dry_run: bool,
    /// Judge a completed milestone anew, not as it was attested
    #[arg(long)]
    again: bool,
    /// Want evidence on the whole tree, also of checks that declare their inputs
    #[arg(long)]
    whole: bool,
    /// Checks that run at once
    #[arg(short, long, value_name = "N", default_value_t = 2)]
    jobs: usize,
    #[command(flatten)]
    allow: Allow,
    /// When asked and answered with yes: allow this run alone, and keep no grant
    #[arg(long)]
    once: bool,
    /// How to tell
    #[arg(long, value_name = "NAME", default_value = "human")]
    reporter: Reporter,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Reporter {
    /// What runs now, then what was found
    Human,
    /// One line for each thing that is not proven
    Concise,
    /// JSON, one event a line, the report last
    Json,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let mut watcher = Watcher::new(context, args.reporter);
    let mut whole = VerifyReport { documents: Vec::new(), warnings: Vec::new() };
    for Selection { workspace, indices } in chosen(context, args)? {
        let report = if args.dry_run {
            context.note_interrupted(&workspace);
            verify(&workspace, &indices, &options(context, args), &mut |event| watcher.event(&event))?
        } else {
            let paths: Vec<String> =
                indices.iter().map(|index| workspace.document(*index).path.clone()).collect();
            let (workspace, held) = context.hold(workspace)?;
            verify_held(context, args, workspace, &held, &paths, &mut watcher)?
        };
        whole.documents.extend(report.documents);
        whole.warnings.extend(report.warnings);
    }
    watcher.finish();
    let exit = whole.exit();
    if context.json || args.reporter == Reporter::Json {
        let text = json::v1::document("verify", exit, &whole)?;
        let compact = args.reporter == Reporter::Json && !context.json;
        context.print(&if compact { json::v1::one_line(&text)? } else { text })?;
        return Ok(exit);
    }
    context.print(&match args.reporter {
        Reporter::Concise => concise::verify(&whole),
        _ => human::verify(&whole, context.page()),
    })?;
    context.print(&human::verify_summary(&whole, exit))?;
    Ok(exit)
}

/// What is named, else what is in progress, else the only milestone.
fn chosen(context: &Context, args: &Args) -> Result<Vec<Selection>> {
    let mut selections = select(context, &args.documents)?;
    if !args.documents.is_empty() {
        return Ok(selections);
    }
    if let Some(selection) = selections.first_mut() {
        let all: Vec<usize> = selection.workspace.portfolio.milestones().map(|(index, _)| index).collect();
        selection.indices = in_progress(&selection.workspace);
        if selection.indices.is_empty() {
            selection.indices = match all.as_slice() {
                [] => return Err(nothing_here()),
                [only] => vec![*only],
                _ => {
                    return Err(CommandError::new(Exit::NothingRan, "no milestone is in progress")
                        .hint("name one: `milepost verify ID`")
                        .hint("`milepost` lists the milestones with their ids"));
                }
            };
        }
    }
    Ok(selections)
}

fn verify_held(
    context: &Context,
    args: &Args,
    mut workspace: Workspace,
    held: &Held,
    paths: &[String],
    watcher: &mut Watcher<'_>,
) -> Result<VerifyReport> {
    let find = |workspace: &Workspace| {
        paths.iter().filter_map(|path| workspace.portfolio.find(path)).collect::<Vec<_>>()
    };
    let indices = find(&workspace);
    let mut options = options(context, args);
    let mut outcome = verify(&workspace, &indices, &options, &mut |event| watcher.event(&event));
    if matches!(&outcome, Err(error) if error.kind == ErrorKind::Untrusted)
        && args.reporter != Reporter::Json
        && let Some(allowed) =
            trust::offer(context, &workspace, &indices, Class::Verify, &options.allow, args.once)?
    {
        options.allow = allowed;
        outcome = verify(&workspace, &indices, &options, &mut |event| watcher.event(&event));
    }
    let mut report = outcome?;
    if args.write {
        let mut written = Vec::new();
        for path in paths {
            let Some(index) = workspace.portfolio.find(path) else { continue };
            let changes = write_ticks(&Session::write(&workspace)?, index, held)?;
            let mut lines = Vec::new();
            for change in &changes {
                let changed = diff::changed_lines(&change.before, &change.after).into_iter();
                let elsewhere = change.path != *path;
                lines.extend(changed.map(
                    |line| {
                        if elsewhere { format!("{}: {line}", change.path) } else { line }
                    },
                ));
            }
            written.push(lines);
            // What counts the boxes may count those of the next document as well.
            if !changes.is_empty() {
                workspace = workspace.reloaded();
            }
        }
        for (document, lines) in report.documents.iter_mut().zip(written) {
            document.written = lines;
        }
    }
    Ok(report)
}

fn options(context: &Context, args: &Args) -> VerifyOptions {
    VerifyOptions {
        force: args.force,
        dry_run: args.dry_run,
        whole_tree: args.whole,
        again: args.again,
        jobs: args.jobs,
        allow: args.allow.allowed(context),
        cancel: Arc::clone(&context.cancel),
        ..VerifyOptions::default()
    }
}

//! `milepost sync`.

use milepost_engine::{
    Workspace,
    exit::Exit,
    sync::{Sync, sync, write_sync},
};
use milepost_report::{Place, diff, human, plural};
use serde_json::json;

use crate::{
    context::Context,
    error::{CommandError, Result},
    select::{Selection, select},
};

/// Write what tables, labels and lists repeat of milestones
///
/// Progress tables, milestone sections and the current status of an initiative's README, hubs, master plans and
/// roadmaps are compared with the milestones' own files. They are found by what they mean: the words of headers, links,
/// labels. Only values that are wrong are written, spelled as their neighbours are, all files as one change. A value
/// that is not understood is left and named.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only what stands in these documents, or repeats them; by path or id
    #[arg(value_name = "PATH|ID")]
    documents: Vec<String>,
    /// Change nothing, and exit with 1 when a value is wrong
    #[arg(long)]
    check: bool,
    /// Show what would change, and change nothing
    #[arg(long, conflicts_with = "check")]
    dry_run: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let mut selections = select(context, &args.documents)?;
    let (Some(selection), true) = (selections.pop(), selections.is_empty()) else {
        return Err(CommandError::usage("these documents belong to several projects")
            .hint("run the command once in each project"));
    };
    let writes = !args.check && !args.dry_run;
    let (workspace, found) = if writes { written(context, selection)? } else { looked(context, selection)? };
    let mut exit = if args.check && !found.wrong.is_empty() { Exit::Failed } else { Exit::Ok };
    let mut unreadable = Vec::new();
    if args.documents.is_empty() {
        for file in &workspace.portfolio.unreadable {
            unreadable.push(json!({ "path": file.path, "error": file.error }));
            context.warn(&format!("`{}` cannot be read: {}", file.path, file.error));
            exit = Exit::worst([exit, Exit::Usage]);
        }
    }
    let data = json!({
        "wrote": if writes { found.changes.iter().map(|change| &change.path).collect() } else { Vec::new() },
        "wrong": found.wrong,
        "left": found.left,
        "unreadable": unreadable,
    });
    context.answer("sync", exit, &data, || {
        let from = context.system.canonicalize(&context.from).unwrap_or_else(|_| context.from.clone());
        let place = Place { root: &workspace.root, from: &from };
        let mut text = String::new();
        if args.dry_run {
            for change in &found.changes {
                text.push_str(&diff::unified(&change.path, &change.before, &change.after));
            }
        }
        text + &human::sync(&found, place, writes, args.dry_run)
    })
}

/// What is wrong, and nothing is written.
fn looked(context: &Context, selection: Selection) -> Result<(Workspace, Sync)> {
    context.note_interrupted(&selection.workspace);
    let found = sync(&selection.workspace, only(&selection).as_deref())?;
    Ok((selection.workspace, found))
}

/// What was wrong, and is written.
fn written(context: &Context, selection: Selection) -> Result<(Workspace, Sync)> {
    let asked = only(&selection);
    let paths: Option<Vec<String>> = asked.map(|indices| {
        indices.iter().map(|index| selection.workspace.document(*index).path.clone()).collect()
    });
    let (workspace, held) = context.hold(selection.workspace)?;
    let indices: Option<Vec<usize>> =
        paths.map(|paths| paths.iter().filter_map(|path| workspace.portfolio.find(path)).collect());
    let found = sync(&workspace, indices.as_deref())?;
    write_sync(&workspace, &held, &found)?;
    context.say(&format!("{} written", plural(found.changes.len(), "file")));
    Ok((workspace, found))
}

fn only(selection: &Selection) -> Option<Vec<usize>> {
    (!selection.indices.is_empty()).then(|| selection.indices.clone())
}

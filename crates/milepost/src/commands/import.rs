//! `milepost import`.

use std::{
    fmt::Write as _,
    io::{self, Read as _},
    path::PathBuf,
};

use milepost_engine::{
    Workspace,
    exit::Exit,
    import::{Import, Origin, plan, write},
};
use milepost_report::{Role, diff, plural, printable};
use serde_json::{Value, json};

use super::new::inside;
use crate::{
    context::Context,
    error::{CommandError, Result},
};

/// Write milestone documents from what another tool keeps
///
/// Reads a document, a folder or a repository of GSD, OpenSpec, Backlog.md, spec-kit, Simone, beans, ExecPlan or
/// `.add/`, and the issues and milestones of GitHub as `gh issue list --json …`, `gh issue view --json …` and `gh api
/// …/milestones` print them. Nothing there is changed.
///
/// What stands alone there becomes a milestone of its own: an issue, a bean, a task or a milestone of Backlog.md, a
/// milestone, a sprint or a task of Simone. What is a part becomes a part: the plans of a phase of GSD its tasks, the
/// tasks of a change of OpenSpec or of a feature of spec-kit its criteria. A part that stands alone is also linked by
/// what it is a part of.
///
/// No word is lost: what the template has no section for stands under "Imported". Boxes stay as they are written there;
/// only evidence decides. Comments to Milepost are kept as words, and nothing imported is trusted. No file is
/// overwritten, and what was imported before is not imported again.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A document, a folder, a repository, or a file of JSON; `-` is JSON on standard input
    from: PathBuf,
    /// The folder of the new documents; the first one of `[documents] folders` when left out, else docs/milestones
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Show what would be written as a diff, and write nothing
    #[arg(long, conflicts_with = "print")]
    diff: bool,
    /// Print the documents that would be written, and write nothing
    #[arg(long)]
    print: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let origin = origin(context, &args.from)?;
    let reads = args.dry_run || args.diff || args.print;
    let (import, written) = if reads {
        let workspace = context.workspace()?;
        context.note_interrupted(&workspace);
        (planned(context, &workspace, &origin, args)?, false)
    } else {
        let (workspace, held) = context.hold(context.workspace()?)?;
        let import = planned(context, &workspace, &origin, args)?;
        if !import.imported.is_empty() {
            write(&workspace, &held, &import)?;
        }
        (import, true)
    };
    tell(context, &import, written);
    let answer = answer(&import, args, written);
    context.answer("import", Exit::Ok, &answer, || text(&import, args))
}

fn origin(context: &Context, from: &std::path::Path) -> Result<Origin> {
    if from.as_os_str() != "-" {
        return Ok(Origin::Path(context.from.join(from)));
    }
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .read_to_end(&mut bytes)
        .map_err(|error| CommandError::usage("standard input cannot be read").because(error))?;
    Ok(Origin::Json { name: "-".to_owned(), bytes })
}

fn planned(context: &Context, workspace: &Workspace, origin: &Origin, args: &Args) -> Result<Import> {
    let _reading = context.progress("reading what is imported");
    let folder = args.into.as_ref().map(|folder| inside(context, workspace, folder)).transpose()?;
    Ok(plan(workspace, origin, folder.as_deref())?)
}

/// What goes to standard error: sums, what was left, what to do next.
fn tell(context: &Context, import: &Import, written: bool) {
    let count = import.imported.len();
    let verb = if written { "written" } else { "would be written" };
    context.say(&format!("{} {verb} from {}", plural(count, "document"), import.sources.join(", ")));
    if !import.already.is_empty() {
        context.say(&format!("{} imported before", plural(import.already.len(), "document")));
    }
    if !import.left.is_empty() {
        context.say(&format!("{} left: about the work, not the work", plural(import.left.len(), "document")));
    }
    if written && count > 0 {
        context.say("look at them, then: milepost lint");
    }
}

fn answer(import: &Import, args: &Args, written: bool) -> Value {
    let mut answer = json!(import);
    answer["dryRun"] = json!(!written);
    for document in answer["imported"].as_array_mut().into_iter().flatten() {
        if !args.print
            && let Some(fields) = document.as_object_mut()
        {
            fields.remove("text");
        }
    }
    answer
}

fn text(import: &Import, args: &Args) -> String {
    if args.diff {
        return import.imported.iter().map(|new| diff::unified(&new.path, "", &new.text)).collect();
    }
    if args.print {
        return import.imported.iter().map(|new| new.text.as_str()).collect::<Vec<_>>().join("\n");
    }
    let mut out = String::new();
    for new in &import.imported {
        let status = new.status.label();
        let from = printable(&new.from);
        let _ = writeln!(out, "{}  {status}  {}", Role::Strong.paint(&new.path), Role::Note.paint(&from));
        for note in &new.notes {
            let _ = writeln!(out, "    {}", printable(note));
        }
    }
    for old in &import.already {
        let _ =
            writeln!(out, "{}  already imported from {}", old.path, Role::Note.paint(printable(&old.from)));
    }
    for left in &import.left {
        let _ = writeln!(out, "{}  left: {}", Role::Note.paint(printable(&left.path)), left.reason);
    }
    out
}

//! `milepost new`.

use std::path::PathBuf;

use milepost_engine::{
    EngineError, Workspace,
    exit::Exit,
    new::{NewKind, new_document},
};
use serde_json::json;

use crate::{
    context::Context,
    error::{CommandError, Result},
};

/// Write a new milestone, phase or initiative from a template, and print its path
///
/// A milestone gets the next free number of its folder. A file that is there is never overwritten.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What to write
    kind: Kind,
    /// Its name: `Vouchers`
    #[arg(required = true)]
    name: Vec<String>,
    /// The folder; that of the last milestone when left out
    #[arg(long = "in", value_name = "DIR")]
    folder: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    /// A milestone document
    Milestone,
    /// A milestone by another heading
    Phase,
    /// A folder with a README that owns milestones
    Initiative,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let kind = match args.kind {
        Kind::Milestone => NewKind::Milestone,
        Kind::Phase => NewKind::Phase,
        Kind::Initiative => NewKind::Initiative,
    };
    let (workspace, _held) = context.hold(context.some_of_workspace()?)?;
    let folder = args.folder.as_ref().map(|folder| inside(context, &workspace, folder)).transpose()?;
    let path = new_document(&workspace, kind, &args.name.join(" "), folder.as_deref())?;
    context.say(&format!("fill it in, then: milepost lint {path}"));
    context.answer("new", Exit::Ok, &json!({ "path": path }), || format!("{path}\n"))
}

/// A folder as a path from the project's root. It need not be there yet.
pub(super) fn inside(context: &Context, workspace: &Workspace, folder: &std::path::Path) -> Result<String> {
    let mut wanted = workspace
        .system
        .canonicalize(&context.from)
        .map_err(|error| EngineError::io("read", &context.from, error))?;
    for part in folder.components() {
        match part {
            std::path::Component::ParentDir => {
                wanted.pop();
            }
            std::path::Component::CurDir => {}
            part => wanted.push(part),
        }
    }
    match wanted.strip_prefix(&workspace.root) {
        Ok(inside) => Ok(inside.to_string_lossy().into_owned()),
        Err(_) => Err(CommandError::usage(format!(
            "`{}` lies outside of the project `{}`",
            folder.display(),
            workspace.root.display()
        ))),
    }
}

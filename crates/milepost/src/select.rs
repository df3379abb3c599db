//! From what a person types to projects and documents.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use milepost_engine::{Workspace, address, exit::Exit};

use crate::{
    context::Context,
    error::{CommandError, Result},
};

/// Documents of one project.
#[derive(Debug)]
pub(crate) struct Selection {
    /// The project.
    pub(crate) workspace: Workspace,
    /// Places of its documents.
    pub(crate) indices: Vec<usize>,
}

/// The documents that addresses name, by project. A path of a file counts wherever it lies; anything else is an id in
/// the project around the current folder. No address selects nothing of that project.
pub(crate) fn select(context: &Context, addresses: &[String]) -> Result<Vec<Selection>> {
    if addresses.is_empty() {
        return Ok(vec![Selection { workspace: context.workspace()?, indices: Vec::new() }]);
    }
    let mut selections: Vec<Selection> = Vec::new();
    for text in addresses {
        let (name, _) = address::split(text);
        let path = context.from.join(name);
        let (workspace, index) = if context.system.is_file(&path) {
            of_file(context, &path, &selections)?
        } else {
            of_id(context, name, &selections)?
        };
        match workspace {
            Place::Known(at) => selections[at].indices.push(index),
            Place::New(workspace) => {
                selections.push(Selection { workspace: *workspace, indices: vec![index] });
            }
        }
    }
    for selection in &mut selections {
        selection.indices.sort_unstable();
        selection.indices.dedup();
    }
    Ok(selections)
}

/// The one document that an address names.
pub(crate) fn select_one(context: &Context, text: &str) -> Result<(Workspace, usize)> {
    let selection = select(context, std::slice::from_ref(&text.to_owned()))?.pop();
    selection
        .and_then(|selection| Some((selection.workspace, *selection.indices.first()?)))
        .ok_or_else(|| CommandError::usage(format!("`{text}` names no document")))
}

/// The one document that is meant when none is named: the only milestone in progress, else the only milestone.
pub(crate) fn select_or_only(context: &Context, text: Option<&str>) -> Result<(Workspace, usize)> {
    if let Some(text) = text {
        return select_one(context, text);
    }
    let workspace = context.some_of_workspace()?;
    let working: Vec<usize> = in_progress(&workspace);
    let all: Vec<usize> = workspace.portfolio.milestones().map(|(index, _)| index).collect();
    let only = match (working.as_slice(), all.as_slice()) {
        ([only], _) | ([], [only]) => *only,
        (_, []) => return Err(nothing_here()),
        _ => {
            let mut error = CommandError::usage("several milestones could be meant");
            error.reasons = all.iter().map(|index| format!("`{}`", workspace.document_id(*index))).collect();
            return Err(error.hint("name one of them"));
        }
    };
    Ok((workspace, only))
}

/// Milestones on which work goes on.
pub(crate) fn in_progress(workspace: &Workspace) -> Vec<usize> {
    use milepost_engine::document::vocabulary::Status;
    let working = |status| matches!(status, Some(Status::InProgress | Status::Review));
    workspace
        .portfolio
        .milestones()
        .filter(|(_, one)| working(one.status()))
        .map(|(index, _)| index)
        .collect()
}

/// There is no milestone to speak of.
pub(crate) fn nothing_here() -> CommandError {
    CommandError::usage("there is no milestone document here")
        .hint("`milepost new milestone NAME` writes one")
        .hint("`-C DIR` looks in another folder")
}

enum Place {
    Known(usize),
    New(Box<Workspace>),
}

/// A file's project and place. A file of no project, or one that its project leaves out, is read by itself.
fn of_file(context: &Context, path: &Path, known: &[Selection]) -> Result<(Place, usize)> {
    let path = &real_path(context, path)?;
    let folder = path.parent().unwrap_or(Path::new("/"));
    let mut alone = Workspace::open(Arc::clone(&context.system), folder, std::slice::from_ref(path))?;
    for (at, selection) in known.iter().enumerate() {
        if selection.workspace.root == alone.root
            && let Some(index) = find(&selection.workspace, path)
        {
            return Ok((Place::Known(at), index));
        }
    }
    let is_project = alone.repository.is_some() || context.system.is_file(&alone.root.join("milepost.toml"));
    let unreadable = alone.portfolio.unreadable.first().cloned();
    if is_project {
        let whole = alone.whole_lazily();
        if let Some(index) = find(&whole, path) {
            return Ok((Place::New(Box::new(whole)), index));
        }
        alone = whole.only(std::slice::from_ref(path))?;
    }
    if let Some(index) = find(&alone, path) {
        return Ok((Place::New(Box::new(alone)), index));
    }
    let error = CommandError::usage(format!("`{}` cannot be read", path.display()));
    Err(match unreadable {
        Some(file) => error.because(file.error),
        None => error,
    })
}

/// The file without links. One that stands in a project and is another file elsewhere is refused: whoever wrote the link
/// would choose the project whose files may be changed.
fn real_path(context: &Context, path: &Path) -> Result<PathBuf> {
    let failed = |error| milepost_engine::EngineError::io("read", path, error);
    let real = context.system.canonicalize(path).map_err(failed)?;
    let mut above = path.ancestors().skip(1);
    let top = above.find(|folder| {
        [".git", "milepost.toml"].iter().any(|name| context.system.exists(&folder.join(name)))
    });
    let Some(top) = top.and_then(|top| context.system.canonicalize(top).ok()) else { return Ok(real) };
    if real.starts_with(&top) {
        return Ok(real);
    }
    let message = format!("`{}` leads out of the project, to `{}`", path.display(), real.display());
    Err(CommandError::new(Exit::Untrusted, message).hint("name the file where it is"))
}

fn of_id(context: &Context, name: &str, known: &[Selection]) -> Result<(Place, usize)> {
    let workspace = context.some_of_workspace()?;
    let index = address::document(&workspace, &context.from, name)?;
    let path = workspace.root.join(&workspace.document(index).path);
    for (at, selection) in known.iter().enumerate() {
        if selection.workspace.root == workspace.root
            && let Some(index) = find(&selection.workspace, &path)
        {
            return Ok((Place::Known(at), index));
        }
    }
    Ok((Place::New(Box::new(workspace)), index))
}

fn find(workspace: &Workspace, path: &Path) -> Option<usize> {
    let inside = path.strip_prefix(&workspace.root).ok()?;
    workspace.portfolio.find(&inside.to_string_lossy().replace('\\', "/"))
}

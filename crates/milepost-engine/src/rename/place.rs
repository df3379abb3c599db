//! From what a person types to a name of before and one of afterwards.

use std::path::{Path, PathBuf};

use milepost_portfolio::{Portfolio, Renames, path};
use milepost_system::FileKind;

use crate::{EngineError, Result, Workspace, address, config};

/// What gets which name, in a project.
pub(super) fn renames(
    workspace: &Workspace,
    portfolio: &Portfolio,
    here: &Path,
    from: &str,
    to: &str,
) -> Result<Renames> {
    let source = source(workspace, here, from)?;
    let target = target(workspace, here, to, &source)?;
    let kind = workspace
        .system
        .symlink_metadata(&workspace.root.join(&source))
        .map_err(|error| EngineError::io("read", workspace.root.join(&source), error))?
        .kind;
    match kind {
        FileKind::File => {
            if portfolio.find(&source).is_none() {
                return Err(EngineError::usage(format!("`{source}` is no document of this project"))
                    .hint("`git mv` moves files that no document is"));
            }
            if !path::is_markdown(&target) {
                return Err(EngineError::usage(format!("`{target}` is no name of a Markdown file"))
                    .hint("end it with `.md`, or with `/` for a folder"));
            }
            Ok(Renames::of_file(&source, &target))
        }
        FileKind::Directory => folder(workspace, portfolio, &source, &target),
        FileKind::Symlink | FileKind::Other => {
            Err(EngineError::usage(format!("`{source}` is neither a file nor a folder")))
        }
    }
}

fn source(workspace: &Workspace, here: &Path, from: &str) -> Result<String> {
    let as_path = here.join(from);
    if workspace.system.symlink_metadata(&as_path).is_ok() {
        return inside(workspace, here, from);
    }
    let index = address::document(workspace, here, from)?;
    Ok(workspace.document(index).path.clone())
}

fn target(workspace: &Workspace, here: &Path, to: &str, source: &str) -> Result<String> {
    let mut target = inside(workspace, here, to)?;
    if to.ends_with('/') || workspace.system.is_dir(&workspace.root.join(&target)) {
        let name = path::file_name(source);
        target = if target.is_empty() { name.to_owned() } else { format!("{target}/{name}") };
    }
    let refused = |why: String| Err(EngineError::usage(why).hint("nothing was changed"));
    if target == source {
        return refused(format!("`{source}` has this name already"));
    }
    if target.starts_with(&format!("{source}/")) {
        return refused(format!("`{target}` lies inside of `{source}`"));
    }
    let absolute = workspace.root.join(&target);
    if workspace.system.symlink_metadata(&absolute).is_ok() {
        return refused(format!("`{target}` is there already, and is not replaced"));
    }
    // A link on the way may lead out of the project, and a file on the way is no folder.
    let way = absolute.ancestors().skip(1).find(|folder| workspace.system.symlink_metadata(folder).is_ok());
    let way = way.map(|folder| (folder, workspace.system.canonicalize(folder)));
    match way {
        Some((folder, Ok(real))) if !real.starts_with(&workspace.root) => {
            refused(format!("`{}` leads out of the project", folder.display()))
        }
        Some((folder, _)) if !workspace.system.is_dir(folder) => {
            refused(format!("`{}` is no folder", folder.display()))
        }
        _ => Ok(target),
    }
}

/// A path that may not exist yet, from the project's root.
fn inside(workspace: &Workspace, here: &Path, typed: &str) -> Result<String> {
    let outside = || {
        EngineError::usage(format!("`{typed}` lies outside of the project `{}`", workspace.root.display()))
    };
    let here = workspace.system.canonicalize(here).map_err(|error| EngineError::io("open", here, error))?;
    let (base, rest): (PathBuf, &str) = match Path::new(typed).strip_prefix(&workspace.root) {
        Ok(rest) => (workspace.root.clone(), rest.to_str().unwrap_or(typed)),
        Err(_) if typed.starts_with('/') => return Err(outside()),
        Err(_) => (here, typed),
    };
    let base = base.strip_prefix(&workspace.root).map_err(|_| outside())?;
    path::resolve(&base.to_string_lossy().replace('\\', "/"), rest).ok_or_else(outside)
}

fn folder(workspace: &Workspace, portfolio: &Portfolio, source: &str, target: &str) -> Result<Renames> {
    let below = |path: &str| path.strip_prefix(source).is_some_and(|rest| rest.starts_with('/'));
    if source.is_empty() {
        return Err(EngineError::usage("the project itself cannot be moved from inside"));
    }
    for kept in [config::FILE_NAME, ".git", ".milepost"] {
        if workspace.system.exists(&workspace.root.join(source).join(kept)) {
            return Err(EngineError::usage(format!("`{source}` holds `{kept}`: it is a project of its own")));
        }
    }
    if !portfolio.documents.iter().any(|document| below(&document.path)) {
        return Err(EngineError::usage(format!("there is no document in `{source}`"))
            .hint("`git mv` moves files that no document is"));
    }
    let files: Vec<&String> = portfolio.files().iter().filter(|file| below(file)).collect();
    let is_file = |file: &&&String| {
        let metadata = workspace.system.symlink_metadata(&workspace.root.join(file.as_str()));
        metadata.is_ok_and(|metadata| metadata.kind == FileKind::File)
    };
    if let Some(other) = files.iter().find(|file| !is_file(file)) {
        return Err(EngineError::usage(format!("`{other}` is no regular file, and is not moved"))
            .hint("move or remove it first"));
    }
    Ok(Renames::of_folder(source, target, files))
}

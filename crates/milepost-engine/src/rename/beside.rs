//! Documents that are none of the project's, and refer to what moves.

use std::collections::BTreeSet;

use milepost_portfolio::{LoadOptions, Portfolio, Renames, path, portfolio_from};
use milepost_system::FileKind;

use super::Leftover;
use crate::Workspace;

/// The Markdown files in hidden folders, such as `.github`. They hold no milestones; only their paths are of interest.
pub(super) fn hidden(workspace: &Workspace, everything: &Portfolio) -> Portfolio {
    let unreadable: BTreeSet<&str> = everything.unreadable.iter().map(|file| file.path.as_str()).collect();
    let is_hidden = |file: &&String| {
        path::is_markdown(file)
            && !file.starts_with(".milepost/")
            && everything.find(file).is_none()
            && !unreadable.contains(file.as_str())
    };
    let files: Vec<&String> = everything.files().iter().filter(is_hidden).collect();
    read(workspace, &workspace.root, &files, everything.files().clone())
}

/// What refers to the old names from above a project that is a part of its repository. It is told and not written: a
/// project changes no file that lies outside of it.
pub(super) fn above(workspace: &Workspace, renames: &Renames) -> Vec<Leftover> {
    let Some(repository) = &workspace.repository else { return Vec::new() };
    let Some(inside) = workspace.root.strip_prefix(&repository.root).ok().and_then(|path| path.to_str())
    else {
        return Vec::new();
    };
    if inside.is_empty() {
        return Vec::new();
    }
    let system = workspace.system.as_ref();
    let all = system.walk(&repository.root, true);
    let relative = |file: &std::path::PathBuf| {
        file.strip_prefix(&repository.root).ok().map(|file| file.to_string_lossy().into_owned())
    };
    let all: BTreeSet<String> = all.iter().filter_map(relative).collect();
    let below = format!("{inside}/");
    let files: Vec<&String> =
        all.iter().filter(|file| path::is_markdown(file) && !file.starts_with(&below)).collect();
    let others = read(workspace, &repository.root, &files, all.clone());
    let renamed = milepost_portfolio::rename(&others, &renames.below(inside), &|path| {
        system.exists(&repository.root.join(path))
    });
    let mut told = Vec::new();
    for (index, edits) in &renamed.edits {
        let loaded = &others.documents[*index];
        let document = loaded.document();
        told.extend(edits.edits().iter().map(|edit| Leftover {
            path: path::relative(inside, &loaded.path),
            line: document.position(edit.span.start).line,
            text: document.text(edit.span).to_owned(),
            why: format!("write `{}`: it lies above the project", edit.text),
        }));
    }
    told.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    told
}

/// These files as documents, among all files there are.
fn read(
    workspace: &Workspace,
    root: &std::path::Path,
    files: &[&String],
    all: BTreeSet<String>,
) -> Portfolio {
    let system = workspace.system.as_ref();
    // What a link leads to is read where it lies.
    let is_link = |file: &&&String| {
        system.symlink_metadata(&root.join(file)).is_ok_and(|found| found.kind == FileKind::Symlink)
    };
    let texts: Vec<(String, Vec<u8>)> = files
        .iter()
        .filter(|file| !is_link(file))
        .filter_map(|file| Some(((*file).clone(), workspace.system.read(&root.join(file)).ok()?)))
        .collect();
    // A hidden folder is read only where it is named.
    let folders: BTreeSet<String> = files.iter().map(|file| path::folder(file).to_owned()).collect();
    let options = LoadOptions { folders: folders.into_iter().collect(), ..LoadOptions::default() };
    portfolio_from(root, texts, all, &options)
}

//! The files that the work changed, and those that are not as before after the way back.

use std::path::{Path, PathBuf};

use milepost_system::git::{Git, NotAsBefore};

use super::{found::Found, prepared::Prepared, stage::Stage};
use crate::{Result, Workspace};

/// The files that the work changed.
pub(super) fn work(workspace: &Workspace, prepared: &Prepared<'_>) -> Result<Vec<PathBuf>> {
    let git = workspace.git().expect("there is a repository, or nothing is rehearsed");
    let changed = git.diff_names(&prepared.base, &prepared.candidate)?;
    let is_work = |path: &PathBuf| !is_ours(workspace, path);
    Ok(changed.into_iter().map(|change| change.path).filter(is_work).collect())
}

/// Looks at the files after the way back.
pub(super) fn compare(
    workspace: &Workspace,
    prepared: &Prepared<'_>,
    stage: &Stage<'_>,
    found: &mut Found,
) -> Result<()> {
    let differing = stage.clone().differs_from(&prepared.base, &prepared.candidate)?;
    let git: Git<'_> = workspace.git().expect("there is a repository, or nothing is rehearsed");
    let changed = git.diff_names(&prepared.base, &prepared.candidate)?;
    let is_document =
        |path: &Path| is_ours(workspace, path) && !path.starts_with(prefixed(workspace, ".milepost"));
    let differs = |path: &Path| differing.iter().any(|file| file.path() == path);
    found.documents = changed
        .iter()
        .map(|change| change.path.clone())
        .filter(|path| is_document(path) && !differs(path))
        .collect();
    let folder = prepared.rehearsal.database.as_ref().and_then(|config| config.migrations.as_ref());
    let folder = folder.map(|folder| prefixed(workspace, folder));
    let in_folder = |path: &Path| folder.as_ref().is_some_and(|folder| path.starts_with(folder));
    // What the work added may stay, to be applied again. What it changed or removed has to be as before, here too.
    let may_stay = |file: &NotAsBefore| matches!(file, NotAsBefore::StillThere(path) if in_folder(path));
    let (kept, files): (Vec<_>, Vec<_>) =
        differing.into_iter().filter(|file| !is_ours(workspace, file.path())).partition(may_stay);
    found.kept_migrations = kept.into_iter().map(|file| file.path().to_owned()).collect();
    found.files = files;
    Ok(())
}

/// Whether a path of the repository is a document or a record: what tells of the work, and is no part of it.
pub(crate) fn is_ours(workspace: &Workspace, path: &Path) -> bool {
    let Some(repository) = &workspace.repository else { return false };
    let inside = workspace.root.strip_prefix(&repository.root).unwrap_or(Path::new(""));
    let Ok(path) = path.strip_prefix(inside) else { return false };
    path.starts_with(".milepost") || workspace.portfolio.find(&path.to_string_lossy()).is_some()
}

/// A path from the project's root, as one from the repository's.
pub(crate) fn prefixed(workspace: &Workspace, path: &str) -> String {
    let repository = workspace.repository.as_ref();
    let inside = repository.and_then(|repository| workspace.root.strip_prefix(&repository.root).ok());
    inside.unwrap_or(Path::new("")).join(path.trim_end_matches('/')).to_string_lossy().into_owned()
}

//! The commit that takes the work back: the files of before, the documents as they are now. It has the branch for its parent,
//! so nothing is rewritten.

use std::path::{Path, PathBuf};

use milepost_ledger::Prepared;
use milepost_system::git::{ChangedName, Git, TreeEntry};

use crate::{
    Result, Workspace, lifecycle::change::DocumentChange, rehearsal::is_ours, way_back::NewMigration,
};

/// The files that differ between two commits besides documents, records and the migrations of `keeps` that the work brought, with
/// what is in the way of going back: files that nobody tracks, and submodules.
///
/// # Errors
/// When Git fails.
pub(super) fn files(
    workspace: &Workspace,
    git: &Git<'_>,
    (base, old): (&str, &str),
    keeps: Option<&str>,
) -> Result<(Vec<String>, Vec<String>)> {
    let (mut files, mut reasons) = (Vec::new(), Vec::new());
    let changed = git.diff_names(old, base)?;
    let modules: Vec<PathBuf> = [base, old]
        .into_iter()
        .map(|commit| git.tree_entries(commit))
        .collect::<std::result::Result<Vec<_>, _>>()?
        .into_iter()
        .flatten()
        .filter(|entry| entry.mode == "160000")
        .map(|entry| entry.path)
        .collect();
    let stays = |change: &ChangedName| {
        change.status == 'D' && keeps.is_some_and(|folder| change.path.starts_with(folder))
    };
    for change in changed.into_iter().filter(|change| !is_ours(workspace, &change.path) && !stays(change)) {
        let name = change.path.display().to_string();
        if modules.contains(&change.path) {
            reasons
                .push(format!("the submodule `{name}` was moved by the work: move it back yourself first"));
        }
        let place = git.root().join(&change.path);
        if change.status == 'A' && workspace.system.symlink_metadata(&place).is_ok() {
            reasons.push(format!(
                "`{name}` is not tracked and in the way of a file of before: put it elsewhere"
            ));
        }
        files.push(name);
    }
    Ok((files, reasons))
}

/// Makes the commit. Of the folder `keeps` what the work brought stays; the migration that is added takes it back.
///
/// # Errors
/// When Git fails.
pub(super) fn make(
    workspace: &Workspace,
    git: &Git<'_>,
    scratch: &Path,
    (base, old): (&str, &str),
    (documents, records): (&[DocumentChange], &[Prepared]),
    (keeps, added): (Option<&str>, Option<&NewMigration>),
    message: &str,
) -> Result<String> {
    let prefix = workspace.root.strip_prefix(git.root()).unwrap_or(Path::new(""));
    let before = git.tree_entries(base)?;
    let stays = |path: &Path| {
        keeps.is_some_and(|folder| path.starts_with(folder)) && !before.iter().any(|entry| entry.path == path)
    };
    let mut put: Vec<TreeEntry> = git
        .tree_entries(old)?
        .into_iter()
        .filter(|entry| is_ours(workspace, &entry.path) || stays(&entry.path))
        .collect();
    let gone: Vec<PathBuf> = before
        .iter()
        .map(|entry| entry.path.clone())
        .filter(|path| is_ours(workspace, path) && !put.iter().any(|entry| entry.path == *path))
        .collect();
    let mut place = |path: PathBuf, bytes: &[u8]| -> Result<()> {
        let object = git.write_blob(&path, bytes)?;
        match put.iter_mut().find(|entry| entry.path == path) {
            Some(entry) => entry.object = object,
            None => put.push(TreeEntry { mode: "100644".to_owned(), object, path }),
        }
        Ok(())
    };
    if let Some(migration) = added {
        place(migration.path.clone(), migration.sql.as_bytes())?;
    }
    for change in documents {
        place(prefix.join(&change.path), change.after.as_bytes())?;
    }
    // Records that were never committed: what is written now names some of them.
    for entry in git.status()? {
        let is_record = entry.path.strip_prefix(prefix).is_ok_and(|path| path.starts_with(".milepost"));
        if let (true, Ok(bytes)) = (is_record, workspace.system.read(&git.root().join(&entry.path))) {
            place(entry.path, &bytes)?;
        }
    }
    for record in records.iter().filter(|record| record.place.is_committed()) {
        if let Ok(path) = record.path.strip_prefix(git.root()) {
            place(path.to_owned(), &record.bytes)?;
        }
    }
    let tree = git.tree_with(&scratch.join("tree.index"), base, &put, &gone)?;
    Ok(git.commit_tree(&tree, old, message)?)
}

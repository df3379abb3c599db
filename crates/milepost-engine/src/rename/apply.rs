//! Giving documents another name.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use milepost_portfolio::{LoadOptions, Portfolio, Renamed, Renames, document_id, path};
use milepost_system::FileKind;

use super::{NewName, RenameReport, beside, carry::carried_over, leftovers::leftovers, place};
use crate::{
    EngineError, Held, Result, Workspace,
    journal::{self, FileChange},
    lifecycle::DocumentChange,
};

/// Gives a document, or a folder with all in it, another name, and rewrites what refers to it in every document of the
/// repository, as one change. `from` is a path seen from `here` or an address, `to` a path. Nothing is replaced. Where
/// a milestone gets another id and something is recorded for it, a signed record says so, so that it still counts.
///
/// # Errors
/// When a name cannot be used, when the key for that record is missing and something is signed, and when files cannot be read or written.
pub fn rename(
    workspace: &Workspace,
    _held: &Held,
    here: &Path,
    (from, to): (&str, &str),
    dry_run: bool,
) -> Result<RenameReport> {
    let everything = everything(workspace);
    let renames = place::renames(workspace, &everything, here, from, to)?;
    let exists = |path: &str| workspace.system.exists(&workspace.root.join(path));
    let renamed = milepost_portfolio::rename(&everything, &renames, &exists);
    let hidden = beside::hidden(workspace, &everything);
    let renamed_hidden = milepost_portfolio::rename(&hidden, &renames, &exists);
    let mut changes = changes(&everything, &renamed, &renames)?;
    changes.extend(self::changes(&hidden, &renamed_hidden, &renames)?);
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    let all_edits = renamed.edits.values().chain(renamed_hidden.edits.values());
    let mut report = RenameReport {
        files: renames.files().map(|(from, to)| new_name(from, to)).collect(),
        changed: changes.iter().map(|change| change.path.clone()).collect(),
        references: all_edits.map(|set| set.edits().len()).sum(),
        ids: ids(workspace, &renamed, &renames),
        lost: renamed.lost.iter().chain(&renamed_hidden.lost).cloned().map(Into::into).collect(),
        leftovers: beside::above(workspace, &renames),
        warnings: unread(workspace, &renames),
        signed_over: Vec::new(),
        records: Vec::new(),
        dry_run,
        changes,
    };
    let after = [&renamed.portfolio, &renamed_hidden.portfolio];
    report.leftovers.extend(leftovers(workspace, &after, &renames));
    let mut files = files(workspace, &renames, &report.changes)?;
    let carried = carried_over(workspace, &renamed.portfolio, &report.ids, dry_run)?;
    report.signed_over = carried.ids;
    report.warnings.extend(carried.warnings);
    for record in carried.records {
        let shown = record.path.strip_prefix(&workspace.root).unwrap_or(&record.path);
        report.records.push(shown.to_string_lossy().into_owned());
        files.push(journal::change(record.path, None, record.bytes));
    }
    if !dry_run {
        let what = format!("mv {from} {to}");
        journal::apply(workspace.system.as_ref(), &workspace.root, &workspace.local, &what, &files)
            .map_err(|error| EngineError::usage(format!("`{what}` was not written")).because(error))?;
        let folders: BTreeSet<&str> = renames.files().map(|(from, _)| path::folder(from)).collect();
        for folder in folders.into_iter().rev() {
            remove_emptied(workspace, folder);
        }
    }
    Ok(report)
}

fn new_name(from: &str, to: &str) -> NewName {
    NewName { from: from.to_owned(), to: to.to_owned() }
}

/// Every document of the repository, also those that the configuration leaves out: they may refer to the others.
fn everything(workspace: &Workspace) -> Cow<'_, Portfolio> {
    let configured = &workspace.config.documents.folders;
    if configured.is_empty() && workspace.portfolio.whole {
        return Cow::Borrowed(&workspace.portfolio);
    }
    let folders = configured.iter().cloned().chain([String::new()]).collect();
    let options = LoadOptions { folders, ..LoadOptions::default() };
    Cow::Owned(milepost_portfolio::load(workspace.system.as_ref(), &workspace.root, &options))
}

/// The milestones of the project that get another id, whether they move or another one does.
fn ids(workspace: &Workspace, renamed: &Renamed, renames: &Renames) -> Vec<NewName> {
    let found = workspace.portfolio.milestones().filter_map(|(index, loaded)| {
        let now = renamed.portfolio.find(&renames.now(&loaded.path))?;
        let (from, to) = (workspace.document_id(index), document_id(&renamed.portfolio, now));
        (from != to).then(|| new_name(&from, &to))
    });
    found.collect()
}

/// Names that the project does not read any more.
fn unread(workspace: &Workspace, renames: &Renames) -> Vec<String> {
    let folders = &workspace.config.documents.folders;
    let is_read = |path: &str| {
        folders.is_empty()
            || folders.iter().any(|folder| {
                let folder = folder.trim_matches('/').trim_start_matches("./");
                folder.is_empty()
                    || folder == path
                    || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
            })
    };
    let gone = renames.files().filter(|(from, to)| path::is_markdown(from) && is_read(from) && !is_read(to));
    gone.map(|(_, to)| format!("`{to}` lies outside of `[documents] folders` and is not read any more"))
        .collect()
}

fn changes(everything: &Portfolio, renamed: &Renamed, renames: &Renames) -> Result<Vec<DocumentChange>> {
    let mut changes = Vec::new();
    for (index, edits) in &renamed.edits {
        let loaded = &everything.documents[*index];
        let before = loaded.document().source.to_string();
        let after = edits.apply(&before)?;
        changes.push(DocumentChange { path: renames.now(&loaded.path), before, after });
    }
    Ok(changes)
}

/// All that is written: new names with their content before old ones go.
fn files(workspace: &Workspace, renames: &Renames, changes: &[DocumentChange]) -> Result<Vec<FileChange>> {
    let mut files = Vec::new();
    let mut removals = Vec::new();
    let mut others: BTreeMap<&str, &DocumentChange> =
        changes.iter().map(|change| (change.path.as_str(), change)).collect();
    for (from, to) in renames.files() {
        let old = workspace.root.join(from);
        let read = |error| EngineError::io("read", &old, error);
        let metadata = workspace.system.metadata(&old).map_err(read)?;
        let (before, after) = if let Some(change) = others.remove(to) {
            (change.before.clone().into_bytes(), change.after.clone().into_bytes())
        } else {
            let bytes = workspace.system.read(&old).map_err(read)?;
            (bytes.clone(), bytes)
        };
        let new = journal::change(workspace.root.join(to), None, after);
        files.push(FileChange { mode: Some(metadata.mode & 0o7777), ..new });
        removals.push(journal::removal(old, &before));
    }
    for change in others.into_values() {
        let path = workspace.root.join(&change.path);
        files.push(journal::change(path, Some(change.before.as_bytes()), change.after.clone().into_bytes()));
    }
    files.extend(removals);
    Ok(files)
}

/// Removes a folder in which nothing is left, and those above it.
fn remove_emptied(workspace: &Workspace, folder: &str) {
    let mut folder = folder;
    while !folder.is_empty() {
        let absolute = workspace.root.join(folder);
        if !is_hollow(workspace, &absolute) || workspace.system.remove_dir_all(&absolute).is_err() {
            return;
        }
        folder = path::folder(folder);
    }
}

/// Whether a folder holds nothing but folders of which the same is true.
fn is_hollow(workspace: &Workspace, folder: &Path) -> bool {
    workspace.system.list(folder).is_ok_and(|entries| {
        entries.iter().all(|entry| entry.kind == FileKind::Directory && is_hollow(workspace, &entry.path))
    })
}

//! What Git's history says of the documents and of the files that they name.

use std::collections::{HashMap, HashSet};

use milepost_document::view;
use milepost_lint::{Edited, FileHistory, History};
use milepost_system::git::{FileChange, Git, GitError, LoggedCommit};

use crate::{Result, Workspace};

/// A commit that touches so many documents at once is housekeeping, and dates none of them.
const HOUSEKEEPING: usize = 16;

/// Documents, as Git's patterns.
pub(crate) const DOCUMENTS: [&str; 2] = ["*.md", "*.markdown"];

/// Reads the history: one pass over the commits that changed documents, one over all names, and the changed lines of
/// those documents whose date is older than their last change. `None` where there is no Git, or only a part of the
/// history.
///
/// # Errors
/// When Git fails.
pub fn history(workspace: &Workspace) -> Result<Option<History>> {
    let (Some(git), Some(repository)) = (workspace.git(), &workspace.repository) else { return Ok(None) };
    if repository.is_shallow {
        return Ok(None);
    }
    let commits = git.log_changes(&DOCUMENTS)?;
    let mut history = History { documents: HashMap::new(), names: names(&git)? };
    let mut whole: HashMap<String, (String, String)> = HashMap::new();
    read(workspace, &commits, &mut history, &mut whole);
    date_lines(workspace, &git, &mut history, &whole)?;
    Ok(Some(history))
}

/// Every name of a file that ever was, and of the folders around them.
fn names(git: &Git<'_>) -> Result<HashSet<String>, GitError> {
    let mut names = HashSet::new();
    for name in git.log_names()? {
        let mut folder = name.as_str();
        while let Some((above, _)) = folder.rsplit_once('/') {
            if !names.insert(above.to_owned()) {
                break;
            }
            folder = above;
        }
        names.insert(name);
    }
    Ok(names)
}

/// Follows each document from its name today back to its beginning. `whole` gets the commit of its last edit and its
/// name there.
fn read(
    workspace: &Workspace,
    commits: &[LoggedCommit],
    history: &mut History,
    whole: &mut HashMap<String, (String, String)>,
) {
    // Names as they were at the commit that is read, and the names of today.
    let mut today: HashMap<String, String> = workspace
        .portfolio
        .documents
        .iter()
        .map(|document| (document.path.clone(), document.path.clone()))
        .collect();
    for commit in commits {
        let Ok(day) = commit.day.parse() else { continue };
        let is_edit = commit.changes.len() < HOUSEKEEPING;
        let mut moved: Vec<(String, String)> = Vec::new();
        for change in &commit.changes {
            let (name, edited) = match change {
                FileChange::Added(name) | FileChange::Modified(name) => (name, is_edit),
                FileChange::Renamed { to, same, .. } => (to, is_edit && !same),
                FileChange::Removed(_) => continue,
            };
            let Some(path) = today.get(name).cloned() else { continue };
            let file = history
                .documents
                .entry(path.clone())
                .or_insert(FileHistory { created: day, last_edit: None });
            file.created = day;
            if edited && file.last_edit.is_none() {
                let short = commit.commit.get(..8).unwrap_or(&commit.commit).to_owned();
                file.last_edit = Some(Edited { commit: short, date: day, added: None });
                whole.insert(path.clone(), (commit.commit.clone(), name.clone()));
            }
            match change {
                FileChange::Added(_) => {
                    today.remove(name);
                }
                FileChange::Renamed { from, .. } => {
                    today.remove(name);
                    moved.push((from.clone(), path));
                }
                _ => {}
            }
        }
        today.extend(moved);
    }
}

/// Asks for the lines of the last edit where the document's date is older.
fn date_lines(
    workspace: &Workspace,
    git: &Git<'_>,
    history: &mut History,
    whole: &HashMap<String, (String, String)>,
) -> Result<()> {
    let mut asked: HashMap<(&str, &str), &str> = HashMap::new();
    for document in &workspace.portfolio.documents {
        let edit = history.documents.get(&document.path).and_then(|file| file.last_edit.as_ref());
        let (Some(edit), Some((commit, name))) = (edit, whole.get(&document.path)) else { continue };
        let places = view::last_updated_places(document.document());
        let newest = places.iter().filter_map(|place| Some(place.reading.as_ref()?.date)).max();
        if newest.is_some_and(|date| date < edit.date) {
            asked.insert((commit, name), &document.path);
        }
    }
    let mut commits: Vec<&str> = asked.keys().map(|(commit, _)| *commit).collect();
    commits.sort_unstable();
    commits.dedup();
    for file in git.lines_of_commits(&commits, &DOCUMENTS)? {
        let Some(path) = asked.get(&(file.commit.as_str(), file.path.as_str())) else { continue };
        let edit = history.documents.get_mut(*path).and_then(|file| file.last_edit.as_mut());
        if let Some(edit) = edit {
            edit.added = Some(file.lines.into_iter().map(|(_, line)| line).collect());
        }
    }
    Ok(())
}

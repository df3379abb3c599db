//! The temporary files of writes whose process was killed.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use crate::Workspace;

/// Those that are there. What somebody committed under such a name is theirs, and none of them.
pub(crate) fn unfinished(workspace: &Workspace) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        places(workspace).into_iter().filter(|path| workspace.system.is_unfinished(path)).collect();
    if let Some(git) = workspace.git().filter(|_| !found.is_empty()) {
        match git.tracked_files() {
            Ok(tracked) => {
                let tracked: BTreeSet<PathBuf> =
                    tracked.iter().map(|path| workspace.root.join(path)).collect();
                found.retain(|path| !tracked.contains(path));
            }
            Err(_) => found.clear(),
        }
    }
    found
}

/// Removes them, and says which. What cannot be removed is left, and named by the next one.
pub(crate) fn remove_unfinished(workspace: &Workspace) -> Vec<PathBuf> {
    let removed = |path: &PathBuf| workspace.system.remove_unfinished(path).unwrap_or_default();
    unfinished(workspace).into_iter().filter(removed).collect()
}

/// The files of the project and of the records, also where Git ignores them.
fn places(workspace: &Workspace) -> BTreeSet<PathBuf> {
    let system = workspace.system.as_ref();
    let documents = (0..workspace.portfolio.documents.len()).filter_map(|index| {
        workspace.root.join(&workspace.document(index).path).parent().map(Path::to_owned)
    });
    let git = workspace.repository.iter().map(|repository| repository.git_dir.clone());
    let folders: BTreeSet<PathBuf> = documents.chain(git).collect();
    let listed = folders.iter().flat_map(|folder| system.list(folder).unwrap_or_default());
    let walked = [&workspace.root, &workspace.shared(), &workspace.local];
    let walked = walked.into_iter().flat_map(|folder| system.walk(folder, true));
    walked.chain(listed.map(|entry| entry.path)).collect()
}

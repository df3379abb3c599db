//! What Git is in the middle of.

use milepost_system::git::Repository;

use crate::Workspace;

/// What is under way in a repository, in words for a refusal.
pub(super) fn under_way(workspace: &Workspace, repository: &Repository) -> Vec<String> {
    [
        ("MERGE_HEAD", "a merge"),
        ("REVERT_HEAD", "a revert"),
        ("CHERRY_PICK_HEAD", "a cherry-pick"),
        ("rebase-merge", "a rebase"),
        ("rebase-apply", "a rebase"),
    ]
    .into_iter()
    .filter(|(file, _)| workspace.system.exists(&repository.git_dir.join(file)))
    .map(|(_, what)| format!("{what} is under way: finish it, or give it up"))
    .collect()
}

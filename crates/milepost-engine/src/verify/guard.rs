//! Noticing that files change under a running check, by the check tree.

use milepost_runner::TreeGuard;

use crate::plan::WorkspaceTree;

/// Compares check trees before and after a wave; documents are read again at each look.
pub(super) fn guard<'g>(trees: &'g WorkspaceTree<'_>) -> TreeGuard<'g> {
    TreeGuard::new(trees.work_tree(), || Ok(trees.replacements_now()), trees.own_folders())
}

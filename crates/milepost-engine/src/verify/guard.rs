//! Noticing that files change under a running check, by the check tree, and that trusted code changes before it runs.

use std::{
    collections::HashMap,
    io,
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use milepost_runner::{CheckSpec, Guard, Token, TreeGuard, Watched};
use milepost_system::git::TreeId;

use crate::{
    Workspace,
    plan::WorkspaceTree,
    trust::{Granted, TrustedCommand, recheck},
};

/// Compares check trees before and after a wave; documents are read again at each look. Settings and hooks of Git, and
/// records, which are in no tree, are compared as well. Lets only what was granted start.
pub(super) struct RunGuard<'g> {
    tree: TreeGuard<'g>,
    workspace: &'g Workspace,
    granted: &'g Granted,
    /// The granted command of each check, by its key and its script.
    commands: HashMap<(String, &'g str), &'g TrustedCommand>,
    /// What the first look found, which is the start.
    first: OnceLock<Token>,
    /// Whether the tree may be another one than at the start.
    changed: AtomicBool,
}

impl<'g> RunGuard<'g> {
    /// A guard over these commands.
    pub(super) fn new(
        workspace: &'g Workspace,
        trees: &'g WorkspaceTree<'_>,
        granted: &'g Granted,
        commands: Vec<(String, &'g TrustedCommand)>,
        now: TreeId,
    ) -> Self {
        let tree = TreeGuard::new(trees.work_tree(), || Ok(trees.replacements_now()), trees.own_folders())
            .watching(workspace.system.as_ref(), watched(workspace))
            .starting_from(now);
        let commands =
            commands.into_iter().map(|(key, command)| ((key, command.script.as_str()), command)).collect();
        Self { tree, workspace, granted, commands, first: OnceLock::new(), changed: AtomicBool::new(false) }
    }

    /// Whether the tree is known to be the one of the start: every look found it unchanged, and no check was to write.
    pub(super) fn is_unchanged(&self) -> bool {
        !self.changed.load(Ordering::Relaxed)
    }
}

impl Guard for RunGuard<'_> {
    fn before(&self) -> io::Result<Token> {
        let token = self.tree.before();
        let is_first = token.as_ref().is_ok_and(|token| self.first.get_or_init(|| token.clone()) == token);
        if !is_first {
            self.changed.store(true, Ordering::Relaxed);
        }
        token
    }

    fn after(&self, before: &Token, writes: &[String]) -> io::Result<Vec<String>> {
        let found = self.tree.after(before, writes);
        if !writes.is_empty() || !found.as_ref().is_ok_and(Vec::is_empty) {
            self.changed.store(true, Ordering::Relaxed);
        }
        found
    }

    fn refuses(&self, check: &CheckSpec) -> Option<String> {
        let found = self.commands.get(&(check.key.clone(), check.command.script.as_str()));
        let Some(command) = found else { return Some("nobody granted this command".to_owned()) };
        recheck(self.workspace, self.granted, command)
    }
}

/// What no tree holds and no check may change.
pub(crate) fn watched(workspace: &Workspace) -> Watched {
    let mut watched = Watched::default()
        .with_records(&workspace.local, "milepost's own folder")
        .with_records(&workspace.root.join(".milepost"), ".milepost");
    if let Some(repository) = &workspace.repository {
        watched = watched.with_git_folder(&repository.common_dir, ".git");
        if repository.git_dir != repository.common_dir {
            watched = watched.with_git_folder(&repository.git_dir, ".git of this work tree");
        }
    }
    watched
}

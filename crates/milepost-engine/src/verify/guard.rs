//! Noticing that files change under a running check, by the check tree, and that trusted code changes before it runs.

use std::io;

use milepost_runner::{CheckSpec, Guard, Token, TreeGuard, Watched};

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
    /// The granted command of each check, by its key.
    commands: Vec<(String, &'g TrustedCommand)>,
}

impl<'g> RunGuard<'g> {
    /// A guard over these commands.
    pub(super) fn new(
        workspace: &'g Workspace,
        trees: &'g WorkspaceTree<'_>,
        granted: &'g Granted,
        commands: Vec<(String, &'g TrustedCommand)>,
    ) -> Self {
        let tree = TreeGuard::new(trees.work_tree(), || Ok(trees.replacements_now()), trees.own_folders())
            .watching(workspace.system.as_ref(), watched(workspace));
        Self { tree, workspace, granted, commands }
    }
}

impl Guard for RunGuard<'_> {
    fn before(&self) -> io::Result<Token> {
        self.tree.before()
    }

    fn after(&self, before: &Token, writes: &[String]) -> io::Result<Vec<String>> {
        self.tree.after(before, writes)
    }

    fn refuses(&self, check: &CheckSpec) -> Option<String> {
        let mut commands = self.commands.iter().filter(|(key, _)| *key == check.key);
        let found = commands.find(|(_, command)| command.script == check.command.script);
        let Some((_, command)) = found else { return Some("nobody granted this command".to_owned()) };
        recheck(self.workspace, self.granted, command)
    }
}

/// What no tree holds and no check may change.
fn watched(workspace: &Workspace) -> Watched {
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

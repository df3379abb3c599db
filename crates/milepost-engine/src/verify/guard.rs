//! Noticing that files change under a running check, by the check tree, and that trusted code changes before it runs.

use std::io;

use milepost_runner::{CheckSpec, Guard, Token, TreeGuard};

use crate::{
    Workspace,
    plan::WorkspaceTree,
    trust::{Granted, TrustedCommand, recheck},
};

/// Compares check trees before and after a wave; documents are read again at each look. Lets only what was granted
/// start.
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
        let tree = TreeGuard::new(trees.work_tree(), || Ok(trees.replacements_now()), trees.own_folders());
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

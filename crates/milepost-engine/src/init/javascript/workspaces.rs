//! The packages of a workspace.

use super::{package::Package, package_manager::PackageManager, script::Script};
use crate::init::{Command, Tree, tree::folder_of};

/// The packages below the root, with the globs that name them.
#[derive(Debug)]
pub(super) struct Members {
    globs: Vec<String>,
    /// The tool behind `test`, by package that has this script.
    test_tools: Vec<String>,
}

impl Members {
    /// The members of the workspace whose root is `package`.
    pub(super) fn of(tree: &Tree<'_>, package: &Package<'_>) -> Self {
        let globs = globs(tree, package);
        let tools = packages(tree, package, &globs)
            .filter_map(|member| Some(Script::of(&member, "test")?.tool))
            .collect();
        Self { globs, test_tools: tools }
    }

    /// Whether every package that has tests runs them by this tool.
    pub(super) fn all_run(&self, tool: &str) -> bool {
        !self.test_tools.is_empty() && self.test_tools.iter().all(|one| one == tool)
    }

    /// One glob for all members: `{apps,packages}/*`; `None` where they do not lie that way.
    pub(super) fn glob(&self) -> Option<String> {
        let mut parents = Vec::new();
        for glob in &self.globs {
            let parent = glob.trim_end_matches('/').strip_suffix("/*")?;
            if parent.contains(['*', '/', '{', '!']) {
                return None;
            }
            parents.push(parent);
        }
        match parents.as_slice() {
            [] => None,
            [one] => Some(format!("{one}/*")),
            many => Some(format!("{{{}}}/*", many.join(","))),
        }
    }
}

/// The script in all members, where the root has none of its own and a member has it.
pub(super) fn everywhere(
    tree: &Tree<'_>,
    package: &Package<'_>,
    manager: &PackageManager,
    role: &str,
    names: &[&str],
) -> Option<Command> {
    let globs = globs(tree, package);
    let members: Vec<Package<'_>> = packages(tree, package, &globs).collect();
    let name = names.iter().find(|name| members.iter().any(|member| member.script(name).is_some()))?;
    let evidence = members.iter().filter(|member| member.script(name).is_some());
    let evidence = evidence.flat_map(|member| member.script_evidence(name)).collect();
    let run = manager.everywhere(name);
    let command = if role == "test" {
        Command::suite(role, run, evidence)
    } else {
        Command::check(role, run, evidence)
    };
    Some(command.own())
}

fn globs(tree: &Tree<'_>, package: &Package<'_>) -> Vec<String> {
    let mut globs = package.workspaces();
    if package.folder.is_empty()
        && let Some(text) = tree.text("pnpm-workspace.yaml")
    {
        // The one list of the file that matters: `packages:` and its entries.
        let lines = text.lines().skip_while(|line| !line.starts_with("packages:")).skip(1);
        let entries = lines.take_while(|line| line.starts_with([' ', '-', '#']) || line.trim().is_empty());
        let entries = entries.filter_map(|line| line.trim().strip_prefix("- "));
        globs.extend(entries.map(|entry| {
            let entry = entry.split(" #").next().unwrap_or(entry);
            entry.trim().trim_matches(['"', '\'']).to_owned()
        }));
    }
    globs.retain(|glob| !glob.starts_with('!'));
    globs
}

fn packages<'t>(
    tree: &'t Tree<'t>,
    root: &Package<'_>,
    globs: &[String],
) -> impl Iterator<Item = Package<'t>> {
    let matchers: Vec<_> = globs
        .iter()
        .filter_map(|glob| {
            let glob = globset::GlobBuilder::new(glob.trim_end_matches('/')).literal_separator(true).build();
            Some(glob.ok()?.compile_matcher())
        })
        .collect();
    let folder = root.folder.clone();
    tree.below(&root.folder).filter_map(move |path| {
        let member = folder_of(path);
        let inside = member.strip_prefix(&folder)?.trim_start_matches('/');
        let is_member = path.ends_with("/package.json") && matchers.iter().any(|one| one.is_match(inside));
        is_member.then(|| Package::read(tree, member))
    })
}

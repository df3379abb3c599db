//! Where a project keeps its milestones: by what the documents say, not by the names of folders.

use std::collections::{BTreeMap, BTreeSet};

use milepost_portfolio::Portfolio;
use serde::Serialize;

/// Folders that hold all kinds of things: they do not stand for the milestones below them.
const GENERAL: &[&str] =
    &["", "docs", "doc", "documentation", "src", "packages", "apps", "crates", "services", "libs"];

/// Folders whose sub-folders are plans of one kind.
const COLLECTIONS: &[&str] = &[
    "initiatives",
    "milestones",
    "phases",
    "plans",
    "planning",
    "projects",
    "epics",
    "roadmap",
    "roadmaps",
    "sprints",
];

/// More folders than this are not listed.
const MOST: usize = 8;

/// The folders with milestones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentFolders {
    /// The folders for `[documents]`; empty where they are too many, or the root is one of them.
    pub folders: Vec<String>,
    /// How many milestones each folder holds.
    pub milestones: BTreeMap<String, usize>,
}

/// Where the milestones of a portfolio lie.
pub fn document_folders(portfolio: &Portfolio) -> DocumentFolders {
    let mut milestones: BTreeMap<String, usize> = BTreeMap::new();
    for (_, loaded) in portfolio.milestones() {
        *milestones.entry(loaded.folder().to_owned()).or_default() += 1;
    }
    let mut folders: BTreeSet<String> = milestones.keys().map(|folder| lifted(folder)).collect();
    while let Some(parent) = shared_parent(&folders) {
        folders.retain(|folder| !is_below(folder, &parent));
        folders.insert(parent);
    }
    let all = folders.clone();
    folders.retain(|folder| !all.iter().any(|other| other != folder && is_below(folder, other)));
    let listed = !folders.contains("") && folders.len() <= MOST;
    DocumentFolders { folders: if listed { folders.into_iter().collect() } else { Vec::new() }, milestones }
}

/// `docs/initiatives/checkout` is one of several that may come: `docs/initiatives`.
fn lifted(folder: &str) -> String {
    match folder.rsplit_once('/') {
        Some((parent, _)) if COLLECTIONS.contains(&parent.rsplit('/').next().unwrap_or(parent)) => {
            parent.to_owned()
        }
        _ => folder.to_owned(),
    }
}

/// A folder above two of these that is not a general one.
fn shared_parent(folders: &BTreeSet<String>) -> Option<String> {
    let parent = |folder: &str| folder.rsplit_once('/').map(|(parent, _)| parent.to_owned());
    let parents: Vec<String> = folders.iter().filter_map(|folder| parent(folder)).collect();
    parents.iter().enumerate().find_map(|(at, one)| {
        let name = one.rsplit('/').next().unwrap_or(one);
        (!GENERAL.contains(&name) && parents[..at].contains(one)).then(|| one.clone())
    })
}

fn is_below(folder: &str, above: &str) -> bool {
    folder.strip_prefix(above).is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use milepost_portfolio::portfolio_of;

    use super::*;

    fn folders(paths: &[&str]) -> Vec<String> {
        let texts: Vec<(&str, &str)> = paths
            .iter()
            .map(|path| (*path, "# Milestone 1: X\n\n## Success Criteria\n\n- [ ] a\n"))
            .collect();
        document_folders(&portfolio_of(&texts)).folders
    }

    #[test]
    fn folders_of_one_kind_become_one() {
        assert_eq!(folders(&["docs/initiatives/a/milestone-1.md"]), ["docs/initiatives"]);
        assert_eq!(folders(&["docs/m/a/milestone-1.md", "docs/m/b/milestone-2.md"]), ["docs/m"]);
        assert_eq!(folders(&["docs/a/milestone-1.md", "docs/b/milestone-2.md"]), ["docs/a", "docs/b"]);
        assert_eq!(folders(&["plan/milestone-1.md", "plan/old/milestone-0.md"]), ["plan"]);
    }

    #[test]
    fn a_milestone_at_the_root_lists_no_folder() {
        assert_eq!(folders(&["milestone-1.md", "docs/a/milestone-1.md"]), Vec::<String>::new());
        assert_eq!(folders(&["README.md"]), Vec::<String>::new());
    }
}

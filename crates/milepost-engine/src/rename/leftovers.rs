//! Places that still name the old path.

use milepost_portfolio::{Portfolio, Renames, path};

use super::Leftover;
use crate::{Workspace, config};

/// At most so many are told.
const MOST: usize = 50;

/// The lines of documents and of the configuration that still hold an old path, whole: in commands, annotations,
/// patterns and prose, which nobody but their author may change.
pub(super) fn leftovers(workspace: &Workspace, after: &Portfolio, renames: &Renames) -> Vec<Leftover> {
    let mut old: Vec<&str> = renames.files().map(|(from, _)| from).collect();
    let folders: Vec<&str> = old.iter().map(|from| path::folder(from)).collect();
    old.extend(folders.into_iter().filter(|folder| folder.contains('/') && renames.now(folder) != **folder));
    old.sort_unstable();
    old.dedup();
    // A longer name is found before the folder in it.
    old.reverse();
    let mut found = Vec::new();
    for document in &after.documents {
        lines(&document.path, &document.document().source, &old, &mut found);
    }
    let configuration = workspace.system.read(&workspace.root.join(config::FILE_NAME)).unwrap_or_default();
    lines(config::FILE_NAME, &String::from_utf8_lossy(&configuration), &old, &mut found);
    found.truncate(MOST);
    found
}

fn lines(file: &str, text: &str, old: &[&str], found: &mut Vec<Leftover>) {
    if !old.iter().any(|name| text.contains(name)) {
        return;
    }
    for (number, line) in (1..).zip(text.lines()) {
        if let Some(name) = old.iter().find(|name| holds(line, name)) {
            let shown: String = line.trim().chars().take(120).collect();
            let why = format!("still names `{name}`");
            found.push(Leftover { path: file.to_owned(), line: number, text: shown, why });
        }
    }
}

/// Whether a line holds a path that is no part of a longer one.
fn holds(line: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | '.');
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].trim_end_matches("./");
        let after = line[at + name.len()..].trim_start_matches('/');
        !before.ends_with(|c: char| is_part(c))
            && !after.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_longer_path_is_another_path() {
        assert!(holds("run `cat ./plan/a.md`.", "plan/a.md"));
        assert!(holds("folders = [\"docs/plan\"]", "docs/plan"));
        assert!(!holds("old/plan/a.md", "plan/a.md"));
        assert!(!holds("plan/a.mdx", "plan/a.md"));
        assert!(!holds("docs/planning", "docs/plan"));
    }
}

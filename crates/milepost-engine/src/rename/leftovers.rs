//! Places that still name the old path.

use aho_corasick::AhoCorasick;
use milepost_portfolio::{Portfolio, Renames, path};

use super::Leftover;
use crate::{Workspace, config};

/// At most so many are told.
const MOST: usize = 50;

/// The lines of documents and of the configuration that still hold an old path, whole: in commands, annotations,
/// patterns and prose, which nobody but their author may change.
pub(super) fn leftovers(workspace: &Workspace, after: &[&Portfolio], renames: &Renames) -> Vec<Leftover> {
    let mut old: Vec<&str> = renames.files().map(|(from, _)| from).collect();
    let folders: Vec<&str> = old.iter().map(|from| path::folder(from)).collect();
    old.extend(folders.into_iter().filter(|folder| folder.contains('/') && renames.now(folder) != **folder));
    old.sort_unstable();
    old.dedup();
    let Ok(names) = AhoCorasick::new(&old) else { return Vec::new() };
    let mut found = Vec::new();
    for document in after.iter().flat_map(|portfolio| &portfolio.documents) {
        lines(&document.path, &document.document().source, &names, &mut found);
    }
    let configuration = workspace.system.read(&workspace.root.join(config::FILE_NAME)).unwrap_or_default();
    lines(config::FILE_NAME, &String::from_utf8_lossy(&configuration), &names, &mut found);
    found.truncate(MOST);
    found
}

fn lines(file: &str, text: &str, names: &AhoCorasick, found: &mut Vec<Leftover>) {
    if found.len() >= MOST || !names.is_match(text) {
        return;
    }
    for (number, line) in (1..).zip(text.lines()) {
        if let Some(name) = held(line, names) {
            let shown: String = line.trim().chars().take(120).collect();
            let why = format!("still names `{name}`");
            found.push(Leftover { path: file.to_owned(), line: number, text: shown, why });
        }
    }
}

/// The longest path in a line that is no part of a longer one.
fn held<'l>(line: &'l str, names: &AhoCorasick) -> Option<&'l str> {
    let whole = names.find_overlapping_iter(line).filter(|found| is_whole(line, found.start(), found.end()));
    whole
        .max_by_key(|found| (found.len(), std::cmp::Reverse(found.start())))
        .map(|found| &line[found.range()])
}

fn is_whole(line: &str, start: usize, end: usize) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | '.');
    let before = line[..start].trim_end_matches("./");
    let after = line[end..].trim_start_matches('/');
    !before.ends_with(|c: char| is_part(c))
        && !after.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_longer_path_is_another_path() {
        let holds = |line: &str, name: &str| held(line, &AhoCorasick::new([name]).unwrap()) == Some(name);
        assert!(holds("run `cat ./plan/a.md`.", "plan/a.md"));
        assert!(holds("folders = [\"docs/plan\"]", "docs/plan"));
        assert!(!holds("old/plan/a.md", "plan/a.md"));
        assert!(!holds("plan/a.mdx", "plan/a.md"));
        assert!(!holds("docs/planning", "docs/plan"));
    }

    #[test]
    fn of_a_folder_and_a_file_in_it_the_file_is_named() {
        let names = AhoCorasick::new(["docs/plan", "docs/plan/a.md", "docs/plan/a"]).unwrap();
        assert_eq!(held("cat docs/plan/a.md in docs/plan", &names), Some("docs/plan/a.md"));
        assert_eq!(held("ls docs/plan/ docs/plan/ab", &names), Some("docs/plan"));
        assert_eq!(held("ls docs/planned docs/plan/ab", &names), None);
    }
}

//! The walk of the in-memory machine, with Git's ignore rules.

use std::path::{Path, PathBuf};

use ignore::{
    Match,
    gitignore::{Gitignore, GitignoreBuilder},
};

use super::state::{Node, State};
use crate::FileKind;

/// The files and links below `root` that Git would not ignore, in the spelling of `root`.
pub(super) fn walk(state: &State, root: &Path, hidden: bool) -> Vec<PathBuf> {
    let mut files = Vec::new();
    if let Ok(resolved) = state.resolve(root, true) {
        match state.nodes.get(&resolved) {
            Some(Node::Dir) => visit(state, &resolved, root, hidden, &mut Vec::new(), &mut files),
            Some(Node::File { .. }) => files.push(root.to_path_buf()),
            _ => {}
        }
    }
    files.sort();
    files
}

fn visit(
    state: &State,
    dir: &Path,
    shown: &Path,
    hidden: bool,
    rules: &mut Vec<Gitignore>,
    files: &mut Vec<PathBuf>,
) {
    let before = rules.len();
    if let Ok(bytes) = state.bytes(&dir.join(".gitignore")) {
        let mut builder = GitignoreBuilder::new(dir);
        for line in String::from_utf8_lossy(bytes).lines() {
            // A line that is no pattern matches nothing, as in Git.
            drop(builder.add_line(None, line));
        }
        rules.extend(builder.build().ok());
    }
    for entry in state.children(dir) {
        let name = entry.path.file_name().expect("entries have names");
        let is_dir = entry.kind == FileKind::Directory;
        let bytes = name.as_encoded_bytes();
        if bytes == b".git" || (is_dir && !hidden && bytes.starts_with(b".")) {
            continue;
        }
        let decided = rules.iter().rev().map(|rules| rules.matched(&entry.path, is_dir));
        let decided = decided.into_iter().find(|found| !found.is_none()).unwrap_or(Match::None);
        if decided.is_ignore() {
            continue;
        }
        if is_dir {
            // As on the real machine: a repository inside of another one is a single entry.
            if in_repository(state, dir) && state.nodes.contains_key(&entry.path.join(".git")) {
                continue;
            }
            visit(state, &entry.path, &shown.join(name), hidden, rules, files);
        } else {
            files.push(shown.join(name));
        }
    }
    rules.truncate(before);
}

fn in_repository(state: &State, folder: &Path) -> bool {
    folder.ancestors().any(|above| state.nodes.contains_key(&above.join(".git")))
}

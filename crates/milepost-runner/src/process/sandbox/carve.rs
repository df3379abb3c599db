//! Leaving paths out of a folder: Landlock can only allow, so what is allowed is everything else.

use std::path::{Path, PathBuf};

use super::places::Secret;

/// The largest parts of `root` that hold none of the secrets: `root` itself where there are none in it.
///
/// What is made later at a level that had to be taken apart is in no part. Links are in none either: what they lead
/// to counts by its own place.
pub(super) fn carve(root: &Path, secrets: &[Secret]) -> Vec<PathBuf> {
    let Ok(root) = root.canonicalize() else { return Vec::new() };
    let inside: Vec<&Secret> =
        secrets.iter().filter(|secret| secret.lies_in(&root) && secret.exists()).collect();
    let mut parts = Vec::new();
    take_apart(&root, &inside, &mut parts);
    parts
}

fn take_apart(root: &Path, inside: &[&Secret], parts: &mut Vec<PathBuf>) {
    let inside: Vec<&Secret> = inside.iter().copied().filter(|secret| secret.lies_in(root)).collect();
    if inside.is_empty() {
        parts.push(root.to_owned());
        return;
    }
    // What cannot be listed cannot be read by the check either.
    for entry in std::fs::read_dir(root).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        if !is_link && !inside.iter().any(|secret| secret.is(&path)) {
            take_apart(&path, &inside, parts);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(paths: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for path in paths {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        dir
    }

    fn carved(dir: &Path, secrets: &[&str]) -> Vec<String> {
        let dir = dir.canonicalize().unwrap();
        let secrets: Vec<Secret> = secrets.iter().map(|path| Secret::new(dir.join(path))).collect();
        let name = |path: PathBuf| path.strip_prefix(&dir).unwrap().to_string_lossy().into_owned();
        let mut parts: Vec<_> = carve(&dir, &secrets).into_iter().map(name).collect();
        parts.sort();
        parts
    }

    #[test]
    fn what_holds_no_secret_stays_whole() {
        let dir = tree(&["a/b", ".config/x/y"]);
        assert_eq!(carved(dir.path(), &[".ssh", ".config/gh"]), [""]);
    }

    #[test]
    fn secrets_are_left_out_and_all_else_is_in() {
        let dir = tree(&[
            "a/b",
            ".ssh/id",
            ".config/x/y",
            ".config/gh/hosts",
            ".cargo/credentials.toml",
            ".cargo/bin/x",
        ]);
        let parts = carved(dir.path(), &[".ssh", ".config/gh", ".cargo/credentials*"]);
        assert_eq!(parts, [".cargo/bin", ".config/x", "a"]);
    }

    #[test]
    fn no_link_leads_into_a_secret() {
        let dir = tree(&["a/b", ".ssh/id"]);
        std::os::unix::fs::symlink(dir.path().join(".ssh"), dir.path().join("keys")).unwrap();
        assert_eq!(carved(dir.path(), &[".ssh"]), ["a"]);
    }

    #[test]
    fn a_secret_behind_a_link_is_left_out_where_it_lies() {
        let dir = tree(&["dotfiles/ssh/id", "dotfiles/vimrc"]);
        std::os::unix::fs::symlink(dir.path().join("dotfiles/ssh"), dir.path().join(".ssh")).unwrap();
        assert_eq!(carved(dir.path(), &[".ssh"]), ["dotfiles/vimrc"]);
    }
}

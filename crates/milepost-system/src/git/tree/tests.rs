use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use super::{
    super::scratch::{SYSTEM, Scratch, run},
    *,
};
use crate::FileKind;

fn id(scratch: &Scratch) -> TreeId {
    scratch.tree().identify(&[], &[Path::new(".milepost")]).unwrap().tree
}

/// Every file below the Git folder but for our own.
fn git_files(scratch: &Scratch) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![scratch.root.join(".git")];
    while let Some(folder) = folders.pop() {
        for entry in SYSTEM.list(&folder).unwrap() {
            match entry.kind {
                FileKind::Directory if entry.path.ends_with(".git/milepost") => {}
                FileKind::Directory => folders.push(entry.path),
                _ => found.push((entry.path.clone(), SYSTEM.read(&entry.path).unwrap())),
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_clean_tree_is_the_tree_of_its_commit_in_both_formats() {
    for format in ["sha1", "sha256"] {
        let scratch = Scratch::new(format);
        scratch.write("src/main.rs", "fn main() {}\n");
        scratch.write("run.sh", "true\n");
        SYSTEM.set_mode(&scratch.root.join("run.sh"), 0o755).unwrap();
        scratch.commit_all();
        let expected = scratch.git(&["rev-parse", "HEAD^{tree}"]);
        assert_eq!(scratch.tree().snapshot(&[], &[]).unwrap().tree.as_str(), expected);
        assert_eq!(id(&scratch).as_str(), expected);
        scratch.write("new file", "x");
        scratch.write("src/main.rs", "fn main() { }\n");
        let changed = id(&scratch);
        assert_ne!(changed.as_str(), expected);
        scratch.commit_all();
        assert_eq!(scratch.git(&["rev-parse", "HEAD^{tree}"]), changed.as_str());
    }
}

#[test]
fn the_repository_stays_byte_for_byte_as_it_was() {
    let scratch = Scratch::new("sha1");
    scratch.write("a", "1");
    scratch.write("b", "1");
    scratch.commit_all();
    // Same size and content, another time: Git would like to refresh its index.
    scratch.write("b", "1");
    scratch.write("a", "2");
    scratch.write("new", "3");
    let before = git_files(&scratch);
    let tree = scratch.tree();
    let first = tree.snapshot(&[], &[]).unwrap();
    let second = tree.identify(&[Replacement { path: "a".into(), bytes: b"9".to_vec() }], &[]).unwrap();
    tree.diff(&first.tree, &first.tree).unwrap();
    assert_ne!(first, second);
    assert_eq!(git_files(&scratch), before);
}

#[cfg(unix)]
#[test]
fn every_kind_of_path_counts() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let scratch = Scratch::new("sha1");
    let odd = [&b"with space"[..], b"with\nline end", b"not utf-8 \xff\xfe", b"quote\"back\\slash", b"-dash"];
    let mut ids = vec![id(&scratch)];
    for name in odd {
        scratch.write(OsStr::from_bytes(name), "1");
        ids.push(id(&scratch));
    }
    std::os::unix::fs::symlink("with space", scratch.root.join("link")).unwrap();
    ids.push(id(&scratch));
    SYSTEM.set_mode(&scratch.root.join("-dash"), 0o755).unwrap();
    ids.push(id(&scratch));
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all, "some change did not show");
    let before = id(&scratch);
    scratch.commit_all();
    assert_eq!(id(&scratch), before, "tracking changes nothing");
    assert_eq!(scratch.git(&["rev-parse", "HEAD^{tree}"]), before.as_str());
}

#[test]
fn changes_are_named_file_by_file() {
    let scratch = Scratch::new("sha256");
    for name in ["edited", "removed", "kept", "was a file"] {
        scratch.write(name, "1");
    }
    scratch.commit_all();
    let tree = scratch.tree();
    let old = tree.snapshot(&[], &[]).unwrap().tree;
    scratch.write("edited", "2");
    scratch.write("new", "2");
    SYSTEM.remove_file(&scratch.root.join("removed")).unwrap();
    SYSTEM.remove_file(&scratch.root.join("was a file")).unwrap();
    scratch.write("was a file/inside", "2");
    let (snapshot, changes) = tree.changes_since(&old, &[], &[]).unwrap();
    let expected = vec![
        TreeChange::Modified("edited".into()),
        TreeChange::Added("new".into()),
        TreeChange::Removed("removed".into()),
        TreeChange::Removed("was a file".into()),
        TreeChange::Added("was a file/inside".into()),
    ];
    assert_eq!(changes, expected);
    assert!(tree.diff(&old, &snapshot.tree).is_err(), "identify keeps nothing");
    let kept = tree.snapshot(&[], &[]).unwrap().tree;
    assert_eq!(tree.diff(&old, &kept).unwrap(), expected);
}

#[test]
fn pitfall_03_replaced_and_excluded_paths_do_not_move_the_tree() {
    let scratch = Scratch::new("sha1");
    scratch.write("plan.md", "- [ ] a\n");
    scratch.write("code", "1");
    scratch.write(".milepost/records/x.json", "{}");
    scratch.commit_all();
    let tree = scratch.tree();
    let take = || {
        let projection = Replacement { path: "plan.md".into(), bytes: b"- [_] a\n".to_vec() };
        tree.identify(&[projection], &[Path::new(".milepost")]).unwrap().tree
    };
    let before = take();
    scratch.write("plan.md", "- [x] a\n");
    scratch.write(".milepost/records/x.json", "{ }");
    scratch.write(".milepost/records/y.json", "{}");
    assert_eq!(take(), before);
    scratch.write("code", "2");
    assert_ne!(take(), before);
}

#[test]
fn ignored_files_do_not_count_and_hidden_edits_do() {
    let scratch = Scratch::new("sha1");
    scratch.write(".gitignore", "target/\n");
    scratch.write("a", "1");
    scratch.commit_all();
    let before = id(&scratch);
    scratch.write("target/out", "1");
    assert_eq!(id(&scratch), before);
    scratch.git(&["update-index", "--assume-unchanged", "a"]);
    assert_eq!(id(&scratch), before);
    scratch.write("a", "2");
    assert_ne!(id(&scratch), before, "the mark hid an edit");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "an edit in place, as an editor makes it")]
fn an_edit_of_equal_size_in_the_tick_of_the_index_shows() {
    let scratch = Scratch::new("sha1");
    for round in 0..20 {
        scratch.write("a", format!("{round:04}"));
        scratch.commit_all();
        let before = id(&scratch);
        std::fs::write(scratch.root.join("a"), "edit").unwrap();
        assert_ne!(id(&scratch), before, "round {round}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_conflict_and_an_intended_file_can_be_named() {
    let scratch = Scratch::new("sha1");
    scratch.write("a", "base");
    scratch.commit_all();
    scratch.git(&["switch", "--quiet", "--create", "side"]);
    scratch.write("a", "side");
    scratch.commit_all();
    scratch.git(&["switch", "--quiet", "main"]);
    scratch.write("a", "main");
    scratch.commit_all();
    let request = crate::ProcessRequest::new("git").args(["merge", "side"]).cwd(&scratch.root);
    assert!(!SYSTEM.run(&request).unwrap().success());
    let first = id(&scratch);
    scratch.write("a", "resolved");
    assert_ne!(id(&scratch), first);
    scratch.write("intended", "1");
    scratch.git(&["add", "--intent-to-add", "intended"]);
    let second = id(&scratch);
    scratch.write("intended", "2");
    assert_ne!(id(&scratch), second);
}

#[test]
fn a_submodule_counts_by_its_head() {
    let inner = Scratch::new("sha1");
    inner.write("x", "1");
    inner.commit_all();
    let outer = Scratch::new("sha1");
    let url = inner.root.display().to_string();
    outer.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &url, "sub"]);
    outer.commit_all();
    let before = id(&outer);
    assert_eq!(outer.git(&["rev-parse", "HEAD^{tree}"]), before.as_str());
    let sub = outer.root.join("sub");
    SYSTEM.write_atomic(&sub.join("x"), b"2").unwrap();
    run(&sub, &["-c", "user.name=A", "-c", "user.email=a@b", "commit", "--quiet", "-am", "two"]);
    let moved = id(&outer);
    assert_ne!(moved, before);
    outer.commit_all();
    assert_eq!(outer.git(&["rev-parse", "HEAD^{tree}"]), moved.as_str());
}

#[test]
fn a_folder_without_git_has_a_tree_too() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("work");
    let write = |name: &str, text: &str| {
        let path = root.join(name);
        SYSTEM.create_dir_all(path.parent().unwrap()).unwrap();
        SYSTEM.write_atomic(&path, text.as_bytes()).unwrap();
    };
    write("a", "1");
    write("sub/b", "1");
    write("plan.md", "[x]");
    let tree = WorkTree::without_git(&SYSTEM, &root, dir.path().join("store"));
    let plan = [Replacement { path: "plan.md".into(), bytes: b"[_]".to_vec() }];
    let old = tree.snapshot(&plan, &[Path::new("sub")]).unwrap().tree;
    write("plan.md", "[ ]");
    write("sub/b", "2");
    assert_eq!(tree.snapshot(&plan, &[Path::new("sub")]).unwrap().tree, old);
    write("a", "2");
    write("c", "1");
    let (snapshot, changes) = tree.changes_since(&old, &plan, &[Path::new("sub")]).unwrap();
    assert_eq!(changes, [TreeChange::Modified("a".into()), TreeChange::Added("c".into())]);
    assert!(tree.diff(&old, &snapshot.tree).is_err());
    let kept = tree.snapshot(&plan, &[Path::new("sub")]).unwrap().tree;
    assert_eq!(tree.diff(&old, &kept).unwrap(), changes);
}

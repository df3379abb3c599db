use std::path::{Path, PathBuf};

use super::{
    scratch::{SYSTEM, Scratch, run},
    *,
};

#[test]
fn a_repository_is_found_from_below_and_not_elsewhere() {
    let scratch = Scratch::new("sha1");
    scratch.write("sub/dir/x", "");
    let found = Git::discover(&SYSTEM, &scratch.root.join("sub/dir")).unwrap().unwrap();
    assert_eq!(found.root, scratch.root);
    assert_eq!(found.git_dir, scratch.root.join(".git"));
    assert_eq!(found.common_dir, found.git_dir);
    assert_eq!(found.object_format, ObjectFormat::Sha1);
    assert!(!found.is_shallow && !found.is_bare);
    let outside = SYSTEM.temp_dir("milepost-test").unwrap();
    assert_eq!(Git::discover(&SYSTEM, &outside).unwrap(), None);
    SYSTEM.remove_dir_all(&outside).unwrap();
}

#[test]
fn worktrees_bare_and_shallow_repositories_are_told_apart() {
    let scratch = Scratch::new("sha256");
    scratch.write("a", "1");
    scratch.commit_all();
    scratch.write("a", "2");
    scratch.commit_all();
    scratch.git(&["worktree", "add", "--quiet", "../linked"]);
    let linked = Git::discover(&SYSTEM, &scratch.root.join("../linked")).unwrap().unwrap();
    assert_eq!(linked.common_dir, scratch.root.join(".git"));
    assert_ne!(linked.git_dir, linked.common_dir);
    assert_eq!(linked.object_format, ObjectFormat::Sha256);
    let url = format!("file://{}", scratch.root.display());
    scratch.git(&["clone", "--quiet", "--depth=1", &url, "../shallow"]);
    assert!(Git::discover(&SYSTEM, &scratch.root.join("../shallow")).unwrap().unwrap().is_shallow);
    scratch.git(&["clone", "--quiet", "--bare", &url, "../bare"]);
    let bare = Git::discover(&SYSTEM, &scratch.root.join("../bare")).unwrap().unwrap();
    assert!(bare.is_bare);
}

#[test]
fn an_unborn_branch_has_no_head() {
    let scratch = Scratch::new("sha1");
    let git = scratch.asked();
    assert_eq!(git.head().unwrap(), None);
    assert_eq!(git.branch().unwrap().as_deref(), Some("main"));
    assert_eq!(git.default_branch().unwrap().as_deref(), Some("main"));
    assert_eq!(git.root_commits().unwrap(), Vec::<String>::new());
    scratch.write("new", "");
    assert_eq!(git.status().unwrap().len(), 1);
}

#[test]
fn branches_bases_and_detached_heads() {
    let scratch = Scratch::new("sha1");
    let git = scratch.asked();
    scratch.write("a", "1");
    scratch.commit_all();
    let first = git.head().unwrap().unwrap();
    git.create_branch("milestone/2-cart", "HEAD").unwrap();
    git.switch("milestone/2-cart").unwrap();
    assert_eq!(git.branch().unwrap().as_deref(), Some("milestone/2-cart"));
    assert!(git.branch_exists("milestone/2-cart").unwrap() && !git.branch_exists("x").unwrap());
    scratch.write("a", "2");
    scratch.commit_all();
    assert_eq!(git.merge_base("main", "HEAD").unwrap().as_ref(), Some(&first));
    assert!(git.is_ancestor("main", "HEAD").unwrap() && !git.is_ancestor("HEAD", "main").unwrap());
    assert!(git.is_ancestor("nothing", "HEAD").is_err());
    assert_eq!(git.default_branch().unwrap().as_deref(), Some("main"));
    assert_eq!(git.root_commits().unwrap(), [first.as_str()]);
    assert_eq!(git.rev_list("main..HEAD").unwrap().len(), 1);
    let changed = git.diff_names("main", "HEAD").unwrap();
    assert_eq!(changed, [ChangedName { status: 'M', path: "a".into() }]);
    assert_eq!(git.cat_file("main:a").unwrap().as_deref(), Some(&b"1"[..]));
    assert_eq!(git.cat_file("main:none").unwrap(), None);
    let objects = ["main:none", "main:a", "main^{tree}", "main:a"].map(str::to_owned);
    let one = Some(b"1".to_vec());
    assert_eq!(git.cat_files(&objects).unwrap(), [None, one.clone(), None, one]);
    scratch.git(&["checkout", "--quiet", "--detach"]);
    assert_eq!(git.branch().unwrap(), None);
    assert_eq!(git.rev_parse("no-such").unwrap(), None);
    assert_eq!(git.config("user.name").unwrap().as_deref(), Some("Ada"));
    assert_eq!(git.config("milepost.nothing").unwrap(), None);
    assert!(git.last_change(Path::new("a")).unwrap().is_some());
    assert_eq!(git.last_change(Path::new("b")).unwrap(), None);
}

#[test]
fn a_commit_holds_exactly_the_named_files() {
    let scratch = Scratch::new("sha1");
    let git = scratch.asked();
    for name in ["plan.md", "gone.md", "other.md"] {
        scratch.write(name, "1");
    }
    scratch.commit_all();
    scratch.write("plan.md", "2");
    scratch.write("new [x]*.md", "2");
    scratch.write("new x.md", "not this one");
    scratch.write("other.md", "staged by somebody");
    scratch.git(&["add", "other.md"]);
    SYSTEM.remove_file(&scratch.root.join("gone.md")).unwrap();
    let paths = [Path::new("plan.md"), Path::new("new [x]*.md"), Path::new("gone.md")];
    let commit = git.commit(&paths, "start: cart\n\nMilestone: 2\n").unwrap();
    let names: Vec<PathBuf> =
        git.diff_names("HEAD~1", &commit).unwrap().into_iter().map(|name| name.path).collect();
    assert_eq!(names, ["gone.md", "new [x]*.md", "plan.md"].map(PathBuf::from));
    let status = git.status().unwrap();
    assert!(status.iter().any(|e| e.path == Path::new("other.md") && !e.differs_from_index()));
    assert!(scratch.git(&["log", "-1", "--format=%B"]).contains("Milestone: 2"));
}

#[test]
fn everybody_behind_a_range_is_named() {
    let scratch = Scratch::new("sha1");
    scratch.write("a", "1");
    scratch.commit_all();
    scratch.write("a", "2");
    scratch.git(&["add", "a"]);
    let message =
        "work\n\nCo-authored-by: Grace Hopper <Grace@Example.org>\nCo-authored-by: Linus <l@example.org>";
    scratch.git(&["commit", "--quiet", "--author=Bob <bob@example.org>", "-m", message]);
    let authors = scratch.asked().log_authors("HEAD~1..HEAD", ".milepost").unwrap();
    let emails: Vec<&str> = authors.0.iter().map(|a| a.email.as_str()).collect();
    assert_eq!(emails, ["ada@example.org", "bob@example.org", "grace@example.org", "l@example.org"]);
    assert!(authors.has_email("GRACE@example.org"));
    assert_eq!(scratch.asked().log_authors("HEAD..HEAD", ".milepost").unwrap(), Authors::default());

    // Whoever commits records alone has no part in the work; beside other files they do.
    scratch.write("shop/.milepost/records/a.json", "{}");
    scratch.git(&["add", "--all"]);
    scratch.git(&["commit", "--quiet", "--author=Joan <joan@example.org>", "-m", "records"]);
    let authors = |range| scratch.asked().log_authors(range, ".milepost").unwrap();
    assert_eq!(authors("HEAD~1..HEAD"), Authors::default());
    scratch.write("shop/.milepost/records/b.json", "{}");
    scratch.write("a", "3");
    scratch.git(&["add", "--all"]);
    scratch.git(&["commit", "--quiet", "--author=Joan <joan@example.org>", "-m", "records and work"]);
    assert!(authors("HEAD~1..HEAD").has_email("joan@example.org"));
}

#[cfg(unix)]
#[test]
fn pitfall_18_reading_runs_no_hook_no_monitor_and_no_filter() {
    let scratch = Scratch::new("sha1");
    scratch.write("a.txt", "1");
    scratch.commit_all();
    let proof = scratch.root.join("../ran");
    let program = scratch.root.join("../program");
    SYSTEM
        .write_atomic(&program, format!("#!/bin/sh\ntouch '{}'\ncat\n", proof.display()).as_bytes())
        .unwrap();
    SYSTEM.set_mode(&program, 0o755).unwrap();
    let command = format!("'{}'", program.display());
    scratch.git(&["config", "filter.evil.clean", &command]);
    scratch.git(&["config", "filter.evil.required", "true"]);
    scratch.git(&["config", "core.fsmonitor", &program.display().to_string()]);
    scratch.write(".gitattributes", "*.txt filter=evil\n");
    scratch.write("a.txt", "2");
    let git = scratch.asked();
    git.status().unwrap();
    git.ls_files().unwrap();
    let snapshot = scratch.tree().snapshot(&[], &[]).unwrap();
    assert_eq!(snapshot.filtered, [PathBuf::from("a.txt")]);
    assert!(!SYSTEM.exists(&proof), "a program of the configuration ran");
    run(&scratch.root, &["-c", "core.fsmonitor=false", "status"]);
    assert!(SYSTEM.exists(&proof), "the trap would not have shown anything");
}

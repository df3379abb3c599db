//! Git folders that lead elsewhere: a check may write into the Git folder, so whose that is decides what it may write.

use std::{fs, os::unix::fs::symlink, path::Path};

use milepost_testkit::{Milestone, Project};

use crate::{
    MILEPOST,
    checkout::{Checkout, DOCUMENT},
};

/// Writes to the victim's files from a check of the hostile checkout; what is to be written is made by the command.
#[track_caller]
fn writes_nothing_to(checkout: &Checkout, victim: &Path) {
    let target = victim.join("written");
    let command = format!("echo x > '{}'", target.display());
    checkout.check_only(&command, "");
    let run = checkout.verify();
    assert_ne!(run.code, Some(0), "{}", run.text());
    assert!(!target.exists(), "the check wrote `{}`\n{}", target.display(), run.text());
}

/// Another repository of the same user.
fn victim() -> Project {
    let victim = Project::new(MILEPOST);
    let text = Milestone::new(1, "Safe").section("Success Criteria", "- [ ] It works: `true`").text();
    victim.write(DOCUMENT, text).commit("mine");
    victim
}

#[test]
fn a_git_file_that_points_into_another_repository() {
    let (checkout, victim) = (Checkout::checking("true", ""), victim());
    fs::remove_dir_all(checkout.project.path(".git")).unwrap();
    checkout.project.write(".git", format!("gitdir: {}\n", victim.path(".git").display()));
    assert!(Path::new(&checkout.project.git(&["rev-parse", "--git-dir"])).starts_with(victim.root()));
    let before = victim.files();
    writes_nothing_to(&checkout, &victim.path(".git/refs/heads"));
    writes_nothing_to(&checkout, &victim.path(".git/objects"));
    assert_eq!(victim.files(), before, "records went into the other repository");
}

#[test]
fn a_common_folder_that_is_another_repository() {
    let (checkout, victim) = (Checkout::checking("true", ""), victim());
    checkout.project.write(".git/commondir", format!("{}\n", victim.path(".git").display()));
    writes_nothing_to(&checkout, &victim.path(".git/refs/heads"));
    assert!(!victim.has(".git/milepost"), "records went into the other repository");
}

#[test]
fn a_work_tree_that_is_the_home_folder() {
    let checkout = Checkout::checking("true", "");
    let home = checkout.project.outside("home");
    checkout.project.git(&["config", "core.worktree", home.parent().unwrap().to_str().unwrap()]);
    writes_nothing_to(&checkout, &home);
    checkout.project.git(&["config", "--unset", "core.worktree"]);
}

#[test]
fn parts_of_the_git_folder_that_are_links() {
    let home = |checkout: &Checkout| checkout.project.outside("home");
    for part in ["logs", "worktrees", "milepost"] {
        let checkout = Checkout::checking("true", "");
        let _ = fs::remove_dir_all(checkout.project.path(&format!(".git/{part}")));
        symlink(home(&checkout), checkout.project.path(&format!(".git/{part}"))).unwrap();
        writes_nothing_to(&checkout, &home(&checkout));
        let kept = fs::read_dir(home(&checkout)).unwrap().count();
        assert_eq!(kept, 0, "`.git/{part}` led records out of the repository");
    }
}

#[test]
fn shared_records_that_are_a_link() {
    for part in [".milepost", ".milepost/records"] {
        let checkout = Checkout::new();
        let outside = checkout.project.outside("home");
        if part != ".milepost" {
            fs::create_dir_all(checkout.project.path(".milepost")).unwrap();
        }
        symlink(&outside, checkout.project.path(part)).unwrap();
        checkout.project.commit("a link");
        let digest = checkout.project.digest(DOCUMENT);
        let start = checkout.project.milepost(&["start", DOCUMENT, "--allow-digest", &digest]);
        assert_ne!(start.code, Some(0), "{}", start.text());
        let address = format!("{DOCUMENT}#it-is-described");
        let waive = ["waive", &address, "--why", "no", "--until", "2099-01-01"];
        assert_ne!(checkout.project.milepost(&waive).code, Some(0));
        assert_eq!(fs::read_dir(&outside).unwrap().count(), 0, "`{part}` led records out of the project");
    }
}

#[test]
fn a_bare_repository_in_the_tree() {
    let checkout = Checkout::new();
    let evil = checkout.evil("evil.sh");
    checkout.project.git(&["init", "--quiet", "--bare", "plan/bare"]);
    checkout.project.git(&["-C", "plan/bare", "config", "core.fsmonitor", &evil]);
    checkout.project.git(&["-C", "plan/bare", "config", "core.bare", "false"]);
    checkout.project.git(&["-C", "plan/bare", "config", "core.worktree", ".."]);
    let inside = checkout.project.path("plan/bare");
    checkout.project.run("git", &["-C", inside.to_str().unwrap(), "status"]);
    assert!(checkout.was_hit(), "the attack does not work with `git status`");
    for args in crate::checkout::READING {
        let args = [&["-C", inside.to_str().unwrap()], args].concat();
        checkout.survives(&checkout.project.milepost(&args));
    }
    checkout.is_safe_to_read();
}

#[test]
fn forged_evidence_in_the_git_folder() {
    // Evidence that somebody else made, for the same project id and the same command, on a machine of theirs.
    let (here, there) =
        (Checkout::checking("test -s missing", ""), Checkout::checking("test -s missing", ""));
    let id = "[project]\nid = \"till\"\n";
    for checkout in [&here, &there] {
        checkout.check("test -s missing", id);
    }
    there.check("test -s missing", id);
    fs::write(there.project.path("missing"), "x").unwrap();
    there.verify().exits(0);
    fs::write(here.project.path("missing"), "x").unwrap();
    let from = there.project.path(".git/milepost");
    here.project.run("cp", &["-a", from.to_str().unwrap(), ".git/milepost"]).exits(0);
    let dry = here.project.milepost(&["verify", "--dry-run", DOCUMENT]);
    assert_ne!(dry.code, Some(0), "evidence of another machine counted\n{}", dry.text());
}

/// A change that waits to be finished names files: those outside of the project are not written.
#[test]
fn a_forged_journal() {
    let checkout = Checkout::new();
    let (outside, inside) = (checkout.canary(), checkout.project.path("inside.txt"));
    let journal = |path: &Path| {
        let files = serde_json::json!([{ "path": path, "before": null, "after": "6576696c" }]);
        let journal = serde_json::json!({ "version": 1, "what": "complete `x`", "files": files });
        checkout.project.write(".git/milepost/journal.json", journal.to_string());
    };
    journal(&inside);
    checkout.project.milepost(&["defer", DOCUMENT, "--reason", "later"]);
    assert_eq!(fs::read_to_string(&inside).unwrap(), "evil", "the attack does not work");
    symlink(checkout.project.outside("home"), checkout.project.path("link")).unwrap();
    for path in [outside.clone(), checkout.project.path("link/x"), checkout.project.path("plan/../../canary")]
    {
        journal(&path);
        let run = checkout.project.milepost(&["ready", DOCUMENT]);
        assert!(!path.exists(), "`{}` was written\n{}", path.display(), run.text());
        run.says("leads out of the project");
    }
}

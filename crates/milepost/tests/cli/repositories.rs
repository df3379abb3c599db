//! Repositories of every shape.

use std::fs;

use milepost_testkit::{Milestone, Project};

use crate::MILEPOST;

const DOCUMENT: &str = "plan/milestone-1-shape.md";

fn text() -> String {
    Milestone::new(1, "Shape").section("Success Criteria", "- [ ] It works: `test -f README.md`").text()
}

/// Start, verify and complete work here.
#[track_caller]
fn whole_life(project: &Project) {
    let digest = project.digest(DOCUMENT);
    project.milepost(&["start", DOCUMENT, "--allow-digest", &digest]).exits(0);
    project.commit("start");
    project.milepost(&["verify", "--allow-digest", &digest]).exits(0).says("exit 0");
    project.milepost(&["complete", DOCUMENT, "--allow-digest", &digest]).exits(0);
    project.milepost(&["ledger", "verify"]).exits(0);
    project.milepost(&["status"]).exits(0).says("completed");
}

fn filled(project: &Project) -> &Project {
    project.write("README.md", "# It\n").write(DOCUMENT, text()).commit("one")
}

#[test]
fn without_git_it_verifies_and_says_what_is_missing() {
    let project = Project::without_git(MILEPOST);
    project.write("README.md", "# It\n").write(DOCUMENT, text());
    project.milepost(&["status"]).exits(0).says("planned");
    let digest = project.digest(DOCUMENT);
    project.milepost(&["verify", "1", "--allow-digest", &digest]).exits(0).says("1 proven");
    project.milepost(&["status"]).exits(0).says("1 proven");
    project.milepost(&["doctor"]).exits(5).says("git init");
    assert!(
        !project.has(".git") && !project.has(".milepost"),
        "verify writes evidence outside of the tree only"
    );
}

#[test]
fn one_file_outside_of_any_project() {
    let project = Project::without_git(MILEPOST);
    project
        .write("elsewhere/README.md", "# It\n")
        .write("elsewhere/note.md", text().replace("README.md", "note.md"));
    project.write("elsewhere/other.md", "# Milestone 9: Unasked\n\n[gone](gone.md)\n");
    let run = project.milepost(&["lint", "elsewhere/note.md"]);
    run.keeps_silent_on("gone.md").says("1 document");
    project.milepost(&["explain", "elsewhere/note.md"]).exits(0).says("test -f note.md");
    let digest = project.digest("elsewhere/note.md");
    project.milepost(&["verify", "elsewhere/note.md", "--allow-digest", &digest]).exits(0);
}

#[test]
fn an_unborn_branch_is_read_and_cannot_start() {
    let project = Project::new(MILEPOST);
    project.write("README.md", "# It\n").write(DOCUMENT, text());
    project.milepost(&["status"]).exits(0).says("planned");
    let digest = project.digest(DOCUMENT);
    project.milepost(&["verify", "1", "--allow-digest", &digest]).exits(0);
    project.milepost(&["start", "1", "--allow-digest", &digest]).exits(3).says("commit the project first");
}

#[test]
fn a_detached_head_gets_a_branch() {
    let project = Project::new(MILEPOST);
    filled(&project);
    project.git(&["checkout", "--quiet", "--detach"]);
    project.milepost(&["status"]).exits(0);
    whole_life(&project);
    assert_eq!(project.git(&["branch", "--show-current"]), "milestone/1-shape");
}

#[test]
fn a_worktree_shares_the_evidence() {
    let project = Project::new(MILEPOST);
    filled(&project);
    let digest = project.digest(DOCUMENT);
    project.milepost(&["verify", "1", "--allow-digest", &digest]).exits(0);
    let other = project.outside("other");
    let other = other.to_str().unwrap();
    project.git(&["worktree", "add", "--quiet", other, "-b", "side"]);
    project.milepost(&["-C", other, "verify", "1"]).exits(0).says("1 proven");
    project.milepost(&["-C", other, "status"]).exits(0).says("1 proven");
}

#[test]
fn a_shallow_clone_works() {
    let project = Project::new(MILEPOST);
    filled(&project).write("more.txt", "x").commit("two");
    let from = format!("file://{}", project.root().display());
    let other = project.outside("shallow");
    project.git(&["clone", "--quiet", "--depth", "1", &from, other.to_str().unwrap()]);
    let other = other.to_str().unwrap();
    project.milepost(&["-C", other, "status"]).exits(0).says("planned");
    let digest = project.milepost(&["-C", other, "trust", "--digest", "1"]).stdout.trim().to_owned();
    project.milepost(&["-C", other, "start", "1", "--allow-digest", &digest]).exits(0);
    project.milepost(&["-C", other, "verify", "1", "--allow-digest", &digest]).exits(0);
}

#[test]
fn a_submodule_is_a_project_of_its_own_and_harmless_in_its_parent() {
    let project = Project::new(MILEPOST);
    filled(&project);
    let parent = Project::new(MILEPOST);
    filled(&parent);
    let from = project.root();
    parent.git(&[
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        from.to_str().unwrap(),
        "parts/one",
    ]);
    parent.commit("submodule");
    parent.milepost(&["status"]).exits(0).says("1 milestone").keeps_silent_on("parts/one");
    whole_life(&parent);
    let inside = parent.path("parts/one");
    parent.milepost(&["-C", inside.to_str().unwrap(), "status"]).exits(0).says("planned");
}

#[test]
fn a_bare_repository_has_no_documents() {
    let project = Project::without_git(MILEPOST);
    project.git(&["init", "--quiet", "--bare", "."]);
    project.milepost(&["status"]).says("no milestone document").keeps_silent_on("this is a bug");
}

#[test]
fn a_folder_below_the_root_is_the_same_project() {
    let project = Project::new(MILEPOST);
    filled(&project);
    fs::create_dir(project.path("deep")).unwrap();
    project.milepost(&["-C", "deep", "status"]).exits(0).says("plan/1");
    project.milepost(&["-C", "deep", "explain", "../plan/milestone-1-shape.md"]).exits(0);
    project.milepost(&["-C", "plan", "explain", "milestone-1-shape.md"]).exits(0);
}

#[test]
fn a_sparse_checkout_begins_work_and_proves_none_that_it_does_not_hold() {
    let project = Project::new(MILEPOST);
    project.write("elsewhere/big.txt", "big\n");
    filled(&project);
    project.git(&["sparse-checkout", "set", "plan"]);
    assert!(!project.has("elsewhere/big.txt") && project.has("README.md"));
    let digest = project.digest(DOCUMENT);
    project.milepost(&["start", DOCUMENT, "--allow-digest", &digest]).exits(0);
    project.git(&["add", "--sparse", "."]);
    project.git(&["commit", "--quiet", "--message", "start"]);
    project.milepost(&["verify", "--allow-digest", &digest]).exits(0);
    let complete = ["complete", DOCUMENT, "--allow-digest", &digest];
    let refused = project.milepost(&complete);
    refused
        .exits(3)
        .says("sparse checkout leaves out")
        .says("`elsewhere/big.txt`")
        .keeps_silent_on("uncommitted");
    project.git(&["sparse-checkout", "disable"]);
    project.milepost(&complete).exits(0);
}

#[test]
fn a_file_that_is_gone_without_a_sparse_checkout_is_a_change() {
    let project = Project::new(MILEPOST);
    project.write("elsewhere/big.txt", "big\n");
    filled(&project);
    project.git(&["update-index", "--skip-worktree", "elsewhere/big.txt"]);
    project.remove("elsewhere/big.txt");
    let digest = project.digest(DOCUMENT);
    let run = project.milepost(&["start", DOCUMENT, "--allow-digest", &digest]);
    run.exits(3).says("uncommitted changes: `elsewhere/big.txt`");
}

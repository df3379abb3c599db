//! Who may review, and whose review counts.

use milepost_ledger::signing::new_key;
use milepost_system::OsSystem;
use milepost_testkit::{Milestone, Project, Run};

use crate::MILEPOST;

const DOCUMENT: &str = "docs/milestone-1-review.md";
const GRACE: &str = "grace@example.org";

/// A project whose one criterion is a review, with work on its branch, and a second person.
fn project() -> Project {
    let project = Project::new(MILEPOST);
    let key = project.outside("grace");
    let public = new_key(&OsSystem::new(), &key, GRACE).unwrap();
    project
        .write("milepost.toml", "[roles]\nreviewer = [\"grace@example.org\", \"ada@example.org\"]\n")
        .write(
            DOCUMENT,
            Milestone::new(1, "Review").section("Success Criteria", "- [ ] Code review approved").text(),
        )
        .write(".milepost/allowed_signers", format!("{}{GRACE} {public}\n", project.allowed_signer()))
        .commit("Begin");
    project.milepost(&["start", DOCUMENT, "--commit"]).exits(0);
    project.write("work.txt", "work\n").commit("Work");
    project
}

fn sign(project: &Project, key: &str, who: &str) -> Run {
    let key = project.outside(key);
    let env = [("MILEPOST_SIGNING_KEY", key.to_str().unwrap()), ("MILEPOST_PRINCIPAL", who)];
    project.milepost_with(&env, &["signoff", &format!("{DOCUMENT}#code-review"), "--note", "read it"])
}

#[test]
fn the_author_cannot_review() {
    let project = project();
    sign(&project, "key", "ada@example.org").exits(3).says("cannot review it");
    project.milepost(&["verify", DOCUMENT]).exits(5);
    project.milepost(&["complete", DOCUMENT]).exits(3).says("Code review approved");
}

#[test]
fn a_reviewer_who_commits_the_sign_off_is_no_author() {
    let project = project();
    sign(&project, "grace", GRACE).exits(0);
    project.git(&["add", "--all"]);
    let name = ["-c", "user.name=Grace", "-c", "user.email=grace@example.org"];
    project.git(&[&name[..], &["commit", "--quiet", "--message", "Reviewed"]].concat());
    project.milepost(&["verify", DOCUMENT]).exits(0);
    project.milepost(&["complete", DOCUMENT, "--commit"]).exits(0);
    project.milepost(&["ledger", "verify"]).exits(0);
}

#[test]
fn a_review_does_not_outlive_what_was_reviewed() {
    let project = project();
    sign(&project, "grace", GRACE).exits(0);
    project.milepost(&["verify", DOCUMENT]).exits(0);
    project.write("work.txt", "other work\n").commit("Afterwards");
    project.milepost(&["verify", DOCUMENT]).exits(5).says("another state of the files");
    project.milepost(&["complete", DOCUMENT]).exits(3);
}

#[test]
fn a_reviewer_who_joins_the_work_is_an_author() {
    let project = project();
    sign(&project, "grace", GRACE).exits(0);
    project.write("work.txt", "by grace\n");
    project.git(&["add", "--all"]);
    let name = ["-c", "user.name=Grace", "-c", "user.email=grace@example.org"];
    project.git(&[&name[..], &["commit", "--quiet", "--message", "A small fix"]].concat());
    sign(&project, "grace", GRACE).exits(3).says("cannot review it");
    project.milepost(&["verify", DOCUMENT]).exits(5);
}

#[test]
fn nobody_signs_in_the_name_of_another() {
    let project = project();
    sign(&project, "key", GRACE).exits(3).says("ada@example.org");
    project.milepost(&["verify", DOCUMENT]).exits(5);
    project.milepost(&["complete", DOCUMENT]).exits(3);
}

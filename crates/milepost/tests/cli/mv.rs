//! Documents that get another name.

use milepost_testkit::{Milestone, Project};
use serde_json::Value;

use crate::MILEPOST;

/// The files of the project itself.
fn files(project: &Project) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let of_git = project.path(".git");
    project.files().into_iter().filter(|(path, _)| !path.starts_with(&of_git)).collect()
}

fn milestone(number: u32, name: &str, more: &str) -> String {
    Milestone::new(number, name).section("Success Criteria", "- [ ] x: `test -f README.md`").text() + more
}

fn project() -> Project {
    let project = Project::new(MILEPOST);
    let two = "\nSee [one](milestone-1.md#overview), `milestone-1.md` and [the readme](../README.md).\n";
    project
        .write("README.md", "# Shop\n\nThe [first](plan/milestone-1.md) and the [second](plan/milestone-2.md).\n")
        .write("plan/README.md", "# Plan\n\n| # | Milestone | Status |\n|---|---|---|\n| 1 | [One](milestone-1.md) | Planned |\n| 2 | [Two](./milestone-2.md) | Planned |\n")
        .write("plan/milestone-1.md", milestone(1, "One", ""))
        .write("plan/milestone-2.md", format!("---\nrelated-docs: [milestone-1.md, plan/README.md]\n---\n{}", milestone(2, "Two", two)))
        .write("plan/run.sh", "#!/bin/sh\n");
    project.write(".milepost/allowed_signers", project.allowed_signer());
    project.commit("plan");
    project
}

#[test]
fn everything_that_refers_to_it_follows() {
    let project = project();
    let before = files(&project);
    let dry = project.milepost(&["mv", "plan/2", "plan/done/", "--dry-run"]);
    dry.exits(0).says("+| 2 | [Two](./done/milestone-2.md) | Planned |").says("plan/2 is now done/2");
    assert_eq!(files(&project), before, "a dry run writes nothing");
    project.milepost(&["mv", "plan/2", "plan/done/"]).exits(0).says("moved plan/milestone-2.md");
    assert!(!project.has("plan/milestone-2.md"));
    let moved = project.read("plan/done/milestone-2.md");
    for wanted in [
        "related-docs: [../milestone-1.md, plan/README.md]",
        "[one](../milestone-1.md#overview), `../milestone-1.md` and [the readme](../../README.md)",
    ] {
        assert!(moved.contains(wanted), "{wanted}: {moved}");
    }
    assert!(project.read("README.md").contains("[second](plan/done/milestone-2.md)"));
    assert!(project.read("plan/README.md").contains("[Two](./done/milestone-2.md)"));
    assert_eq!(project.read("plan/milestone-1.md"), milestone(1, "One", ""));
    project.milepost(&["lint", "--rule", "broken-link"]).exits(0);
}

#[test]
fn a_folder_takes_everything_with_it() {
    let project = project();
    project.run("chmod", &["755", "plan/run.sh"]);
    project.commit("runnable");
    project.milepost(&["mv", "plan", "docs/shop"]).exits(0);
    assert!(!project.path("plan").exists());
    assert!(project.read("README.md").contains("[second](docs/shop/milestone-2.md)"));
    let two = project.read("docs/shop/milestone-2.md");
    assert!(
        two.contains("[one](milestone-1.md#overview)") && two.contains("[the readme](../../README.md)"),
        "{two}"
    );
    assert!(two.contains("related-docs: [milestone-1.md, docs/shop/README.md]"), "{two}");
    let mode = project.run("stat", &["-c", "%a", "docs/shop/run.sh"]);
    assert_eq!(mode.stdout.trim(), "755");
    project.milepost(&["lint", "--rule", "broken-link"]).exits(0);
    project.milepost(&["mv", "docs/shop", "plan"]).exits(0);
    project.git(&["add", "--all"]);
    assert_eq!(project.git(&["status", "--porcelain"]), "", "there and back again changes nothing");
}

#[test]
fn nothing_is_replaced_and_nothing_leaves_the_project() {
    let project = project();
    let before = files(&project);
    for (from, to, why) in [
        ("plan/1", "plan/milestone-2.md", "is there already"),
        ("plan/1", "plan", "has this name already"),
        ("plan/1", "../milestone-1.md", "outside of the project"),
        ("plan/1", "/elsewhere.md", "outside of the project"),
        ("plan/1", "README.md/milestone-1.md", "is no folder"),
        ("plan/1", "plan/other.txt", "no name of a Markdown file"),
        ("plan", "plan/deeper", "inside of"),
        ("plan/run.sh", "plan/go.sh", "is no document"),
        (".", "elsewhere", "cannot be moved"),
        ("nothing", "plan/x.md", "names no document"),
    ] {
        project.milepost(&["mv", from, to]).exits(2).says(why);
    }
    assert_eq!(files(&project), before);
}

#[test]
fn commands_that_name_it_are_told_and_left_alone() {
    let project = project();
    let text = milestone(3, "Three", "").replace("`test -f README.md`", "`test -f plan/milestone-1.md`");
    project.write("plan/milestone-3.md", &text).commit("three");
    let run = project.milepost(&["mv", "plan/1", "plan/first.md"]);
    run.exits(0).says("left to you").says("plan/milestone-3.md:").says("still names `plan/milestone-1.md`");
    assert_eq!(project.read("plan/milestone-3.md"), text);
}

#[test]
fn what_was_signed_counts_under_the_new_id_and_not_for_whoever_gets_the_old_one() {
    let project = project();
    let digest = project.digest("1");
    project.milepost(&["start", "1", "--allow-digest", &digest, "--commit"]).exits(0);
    project.milepost(&["complete", "1", "--allow-digest", &digest, "--commit"]).exits(0);
    let standing = |id: &str| -> Value {
        let run = project.milepost(&["show", id, "--json"]);
        serde_json::from_str::<Value>(&run.stdout).unwrap()["milestone"]["standing"].clone()
    };
    let before = standing("plan/1");
    assert_eq!(before["proven"], 1, "{before}");
    let run = project.milepost(&["mv", "plan/1", "archive/milestone-1.md"]);
    run.exits(0).says("plan/1 is now archive/1").says("signed over: .milepost/records/");
    project.commit("put away");
    assert_eq!(standing("archive/1"), before);
    project.milepost(&["ledger", "verify"]).exits(0);
    let impostor = milestone(1, "One", "").replace("⏳ Planned", "✅ Completed");
    project.write("plan/milestone-1.md", impostor).commit("another first one");
    let other = standing("plan/1");
    assert_eq!(other["proven"], Value::Null, "{other}");
}

#[test]
fn a_new_id_without_a_key_is_refused_where_something_is_signed() {
    let project = project();
    let digest = project.digest("1");
    project.milepost(&["start", "1", "--allow-digest", &digest, "--commit"]).exits(0);
    let before = files(&project);
    let nowhere = [("MILEPOST_SIGNING_KEY", "/nowhere/key")];
    project.milepost_with(&nowhere, &["mv", "plan/1", "archive/"]).exits(3).says("has to be signed over");
    assert_eq!(files(&project), before);
    project.milepost_with(&nowhere, &["mv", "plan/1", "plan/milestone-1-first.md"]).exits(0);
}

#[test]
fn names_that_yaml_and_html_take_for_more_are_written_so_that_they_are_read_back() {
    let project = project();
    project
        .write("plan/milestone-3.md", format!("---\nrelated-docs: [milestone-1.md, 'milestone-1.md']\nsource: milestone-1.md\n---\n{}\n<p><a href=\"milestone-1.md#overview\">one</a></p>\n", milestone(3, "Three", "")))
        .commit("three");
    project
        .milepost(&["mv", "plan/1", "plan/it's #1, or `not`.md"])
        .exits(0)
        .keeps_silent_on("leads elsewhere");
    let three = project.read("plan/milestone-3.md");
    for wanted in [
        "related-docs: [\"it's #1, or `not`.md\", 'it''s #1, or `not`.md']",
        "source: \"it's #1, or `not`.md\"",
        "href=\"it%27s%20%231,%20or%20`not`.md#overview\"",
    ] {
        assert!(three.contains(wanted), "{wanted}: {three}");
    }
    let two = project.read("plan/milestone-2.md");
    assert!(two.contains("`` it's #1, or `not`.md ``"), "{two}");
    project.milepost(&["lint", "--rule", "broken-link"]).exits(0);
    project.milepost(&["mv", "plan/it's #1, or `not`.md", "plan/one.md"]).exits(0);
    let three = project.read("plan/milestone-3.md");
    assert!(three.contains("[\"one.md\", 'one.md']") && three.contains("source: \"one.md\""), "{three}");
    assert!(three.contains("href=\"one.md#overview\""), "{three}");
}

#[test]
fn hidden_folders_follow_too() {
    let project = project();
    project.write(".github/pull_request_template.md", "See [one](../plan/milestone-1.md).\n");
    project.write("plan/.notes/a.md", "See [two](../milestone-2.md) and [top](../../README.md).\n");
    project.commit("hidden");
    project.milepost(&["mv", "plan/1", "plan/first.md"]).exits(0).says("rewritten");
    assert_eq!(project.read(".github/pull_request_template.md"), "See [one](../plan/first.md).\n");
    project.milepost(&["mv", "plan", "docs/plan"]).exits(0);
    assert_eq!(project.read(".github/pull_request_template.md"), "See [one](../docs/plan/first.md).\n");
    let notes = project.read("docs/plan/.notes/a.md");
    assert_eq!(notes, "See [two](../milestone-2.md) and [top](../../../README.md).\n");
}

#[test]
fn what_lies_above_the_project_is_told_and_not_written() {
    let project = Project::new(MILEPOST);
    let above = "# All\n\n[one](shop/plan/milestone-1.md) and [two](shop/plan/milestone-2.md)\n";
    project
        .write("README.md", above)
        .write("shop/milepost.toml", "")
        .write("shop/plan/milestone-1.md", milestone(1, "One", "\nAs in [all](../../README.md).\n"))
        .write("shop/plan/milestone-2.md", milestone(2, "Two", ""))
        .commit("shop");
    let move_it = ["-C", "shop", "mv", "plan/milestone-1.md", "done/x/milestone-1.md"];
    let told = project.milepost(&[&move_it[..], &["--dry-run", "--json"]].concat());
    told.exits(0).says("write `shop/done/x/milestone-1.md`").keeps_silent_on("milestone-2");
    project.milepost(&move_it).exits(0).says("../README.md:3: shop/plan/milestone-1.md");
    let moved = project.read("shop/done/x/milestone-1.md");
    assert!(moved.contains("[all](../../../README.md)"), "{moved}");
    assert_eq!(project.read("README.md"), above);
}

#[test]
fn what_nobody_signed_needs_no_key() {
    let project = Project::new(MILEPOST);
    project.write("README.md", "# X\n").write("plan/milestone-1.md", milestone(1, "One", "")).commit("plan");
    let digest = project.digest("1");
    let nowhere = [("MILEPOST_SIGNING_KEY", "/nowhere/key")];
    project.milepost_with(&nowhere, &["start", "1", "--allow-digest", &digest, "--commit"]).exits(0);
    let dry = project.milepost(&["mv", "plan/1", "archive/", "--dry-run"]);
    dry.exits(0).says("would be signed over to archive/1");
    let move_it = ["mv", "plan/1", "archive/"];
    project
        .milepost_with(&nowhere, &move_it)
        .exits(0)
        .says("is not signed, and does not count for `archive/1`");
}

#[test]
fn a_dry_run_says_that_a_key_is_missing() {
    let project = project();
    let digest = project.digest("1");
    project.milepost(&["start", "1", "--allow-digest", &digest, "--commit"]).exits(0);
    let nowhere = [("MILEPOST_SIGNING_KEY", "/nowhere/key")];
    let run = project.milepost_with(&nowhere, &["mv", "plan/1", "archive/", "--dry-run"]);
    run.exits(0).says("has to be signed over");
}

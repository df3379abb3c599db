//! Two processes at once.

use std::{process::Stdio, time::Duration};

use milepost_testkit::{Milestone, Project};

use crate::MILEPOST;

#[test]
fn a_second_writer_waits_or_says_who_writes() {
    let project = Project::new(MILEPOST);
    let text = Milestone::new(1, "Two")
        .section("Success Criteria", "- [ ] It waits <!-- milepost: run \"sleep 14\" -->")
        .text();
    project.write("plan/milestone-1-two.md", text).commit("plan");
    let digest = project.digest("1");
    let args = ["verify", "1", "--allow-digest", &digest];
    let first = project.command(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(1500));
    project.milepost(&["status"]).exits(0).says("plan/1");
    let second = project.milepost(&["defer", "1", "--reason", "later"]);
    second.exits(75).says(&format!("process {} is writing", first.id())).says("try again");
    assert_eq!(first.wait_with_output().unwrap().status.code(), Some(0));
}

#[test]
fn writers_that_overlap_leave_one_of_the_outcomes_whole() {
    let project = Project::new(MILEPOST);
    let text = Milestone::new(1, "Two").section("Success Criteria", "- [ ] x: `true`").text();
    project.write("plan/milestone-1-two.md", text).commit("plan");
    let moves: [&[&str]; 4] = [
        &["defer", "1", "--reason", "a"],
        &["cancel", "1", "--reason", "b"],
        &["ready", "1"],
        &["defer", "1", "--reason", "c"],
    ];
    let children: Vec<_> = moves
        .iter()
        .map(|args| project.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
        .collect();
    let outputs: Vec<_> = children.into_iter().map(|child| child.wait_with_output().unwrap()).collect();
    for output in &outputs {
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(0 | 3 | 75)), "{:?}: {said}", output.status);
    }
    assert!(outputs.iter().any(|output| output.status.success()));
    let after = project.read("plan/milestone-1-two.md");
    let stated: Vec<&str> = after.lines().filter(|line| line.starts_with("**Status**")).collect();
    assert_eq!(stated.len(), 2, "{after}");
    assert_eq!(stated[0], stated[1], "half written");
    project.milepost(&["ledger", "verify"]).exits(0);
}

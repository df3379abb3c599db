//! What waits for what: pictures of it, and what it keeps from happening.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use milepost_testkit::{Milestone, Project};
use serde_json::Value;

use crate::MILEPOST;

fn document(number: u32, name: &str, labels: &str) -> String {
    Milestone::new(number, name)
        .section("Success Criteria", "- [ ] x: `true`")
        .text()
        .replace("**Estimated Effort**: 2 hours\n", &format!("{labels}\n"))
}

fn project(documents: &[(u32, &str, &str)]) -> Project {
    let project = Project::new(MILEPOST);
    for (number, name, labels) in documents {
        project.write(&format!("plan/milestone-{number}.md"), document(*number, name, labels));
    }
    project.commit("plan");
    project
}

fn json(project: &Project, args: &[&str]) -> Value {
    let run = project.milepost(&[&["graph", "--json"], args].concat());
    run.exits(0);
    serde_json::from_str(&run.stdout).unwrap()
}

#[test]
fn the_text_follows_the_order_of_the_work() {
    let project = project(&[
        (1, "Last", "**Estimated Effort**: 3 hours\n**Depends on**: M3"),
        (2, "Aside", "**Estimated Effort**: 1 hour"),
        (3, "First", ""),
    ]);
    let run = project.milepost(&["graph"]);
    run.exits(0).says("at least 3 h left").says("plan/3 → plan/1").says("no effort is stated of plan/3");
    let first = run.stdout.find("First").unwrap();
    assert!(first < run.stdout.find("Last").unwrap(), "{}", run.stdout);
    project.milepost(&["graph", "plan/1"]).exits(0).says("First").keeps_silent_on("Aside");
    project.milepost(&["graph", "nothing"]).exits(2);
}

#[test]
fn a_cycle_is_shown_with_every_place_and_a_missing_one_with_the_nearest() {
    let project = project(&[
        (1, "One", "**Depends on**: M2"),
        (2, "Two", "**Depends on**: Milestone 1"),
        (3, "Three", "**Depends on**: M9"),
    ]);
    let run = project.milepost(&["graph"]);
    run.exits(0).says("these wait for each other");
    for place in ["plan/milestone-1.md:8:17", "plan/milestone-2.md:8:17", "plan/milestone-3.md:8:17"] {
        run.says(place);
    }
    run.says("`M9`, which is not there").says("plan/  looked for here");
    let graph = json(&project, &[]);
    assert_eq!(graph["cycles"][0].as_array().unwrap().len(), 2);
    assert_eq!(graph["missing"][0]["name"], "M9");
    assert_eq!(graph["waits"][0]["circular"], true);
    project.milepost(&["audit"]).exits(1).says("plan/milestone-1.md").says("plan/milestone-2.md");
    let mermaid = project.milepost(&["graph", "--format", "mermaid", "--direction", "down"]);
    mermaid.exits(0).says("flowchart TB").says("m1 -.-> m0").says("M9 is missing");
}

#[test]
fn graphviz_reads_the_picture_whatever_the_titles_are() {
    let titles = [
        "Quote \" and ] -> evil [label=\"x\"]",
        "Back\\slash \\N \\",
        "Entity &amp; <b>bold</b> & more",
        "Unicode ⏳ ünïcode \u{202e}reversed",
        "`code` #35; %%{init: {}}%% ```",
        "{a|b} <f0> ; } digraph",
    ];
    let documents: Vec<(u32, &str, &str)> = (1..)
        .zip(titles)
        .map(|(number, title)| (number, title, if number > 1 { "**Depends on**: M1" } else { "" }))
        .collect();
    let project = project(&documents);
    let dot = project.milepost(&["graph", "--format", "dot"]);
    dot.exits(0);
    let Ok(mut child) = Command::new("dot")
        .arg("-Tsvg")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
    else {
        eprintln!("skipped: Graphviz is not installed");
        return;
    };
    child.stdin.take().unwrap().write_all(dot.stdout.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !errors.contains("syntax") && !errors.contains("rror"), "{errors}");
    let svg = String::from_utf8(output.stdout).unwrap();
    assert_eq!(svg.matches("class=\"node\"").count(), titles.len(), "{svg}");
    assert_eq!(svg.matches("class=\"edge\"").count(), titles.len() - 1);
    assert!(svg.contains("Entity &amp;amp; &lt;b&gt;bold&lt;/b&gt; &amp; more"), "{svg}");
    assert!(svg.contains("Back\\slash \\N \\"), "{svg}");
}

#[test]
fn what_another_milestone_says_comes_first_keeps_work_from_starting() {
    let project = project(&[(1, "One", "**Blocks**: M2"), (2, "Two", "")]);
    let digest = project.digest("2");
    let start = project.milepost(&["start", "2", "--allow-digest", &digest]);
    start.exits(3).says("`plan/1`, which is planned, says that it comes first (plan/milestone-1.md:8)");
    project.milepost(&["status"]).says("waits for `plan/1`, which is planned");
}

#[test]
fn what_it_waits_for_keeps_it_from_being_complete() {
    let project = project(&[(1, "One", ""), (2, "Two", "**Depends on**: M1")]);
    let digest = project.digest("2");
    project.milepost(&["adopt", "2", "--allow-digest", &digest]).exits(0);
    project.commit("adopted");
    let complete = project.milepost(&["complete", "2", "--allow-digest", &digest]);
    complete.exits(3).says("it depends on `plan/1`, which is planned (plan/milestone-2.md:8)");
    assert!(project.read("plan/milestone-2.md").contains("In Progress"));
}

#[test]
fn a_number_that_two_milestones_have_waits_for_both() {
    for (first, second) in [("Completed", "Planned"), ("Planned", "Completed")] {
        let project = project(&[(3, "Three", "**Depends on**: M1")]);
        for (name, status) in [("a", first), ("b", second)] {
            let text =
                format!("# Milestone 1: One\n\n**Status**: {status}\n\n## Success Criteria\n\n- [x] one\n");
            project.write(&format!("plan/milestone-1-{name}.md"), &text);
        }
        project.commit("two of one number");
        let digest = project.digest("3");
        let start = project.milepost(&["start", "3", "--allow-digest", &digest]);
        start.exits(3).says("is planned (plan/milestone-3.md:8)");
    }
}

#[test]
fn a_blocker_that_names_an_open_milestone_keeps_work_from_starting() {
    let project = project(&[(1, "One", "")]);
    let text = Milestone::new(2, "Two")
        .section("Blockers", "- Milestone 1 has to give us its table")
        .section("Success Criteria", "- [ ] x: `true`")
        .text();
    project.write("plan/milestone-2.md", &text).commit("two");
    let digest = project.digest("2");
    let args = ["start", "2", "--allow-digest", &digest];
    project.milepost(&args).exits(3).says("open blocker: Milestone 1").says("`plan/1` is planned");
    project.replace(
        "plan/milestone-2.md",
        "- Milestone 1 has to give us its table",
        "- ~~Milestone 1 has to~~",
    );
    project.commit("settled");
    project.milepost(&args).exits(0);
}

#[test]
fn milestones_that_wait_for_each_other_start_neither_and_hang_nothing() {
    let project = project(&[(1, "One", "**Depends on**: M2"), (2, "Two", "**Depends on**: M1")]);
    let digest = project.digest("1");
    project.milepost(&["start", "1", "--allow-digest", &digest]).exits(3).says("wait");
    project.milepost(&["status"]).exits(0);
    project.milepost(&["next"]).exits(0);
}

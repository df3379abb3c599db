//! Documents for programs.

use milepost_testkit::{Milestone, Project};
use serde_json::Value;

use crate::MILEPOST;

fn project() -> Project {
    let project = Project::new(MILEPOST);
    let text = Milestone::new(1, "Json")
        .section("Success Criteria", "- [ ] One: `test -d plan`\n- [x] Two: `test -d nothing`")
        .text();
    project.write("plan/milestone-1-json.md", text).commit("plan");
    project
}

#[test]
fn every_answer_names_its_format_and_exit_code() {
    let project = project();
    let digest = project.digest("1");
    let cases: [(&str, &[&str]); 18] = [
        ("audit", &["audit"]),
        ("status", &["status"]),
        ("sync", &["sync", "--check"]),
        ("show", &["show", "1"]),
        ("next", &["next"]),
        ("lint", &["lint"]),
        ("explain", &["explain", "1"]),
        ("explain", &["explain", "1#1"]),
        ("graph", &["graph"]),
        ("search", &["search", "plan"]),
        ("rule", &["explain", "broken-link"]),
        ("why", &["why", "1#1"]),
        ("trust", &["trust", "--digest", "1"]),
        ("doctor", &["doctor"]),
        ("verify", &["verify", "1", "--allow-digest", &digest]),
        ("ledger-log", &["ledger", "log"]),
        ("ledger-verify", &["ledger", "verify"]),
        ("ledger-gc", &["ledger", "gc", "--dry-run"]),
    ];
    for (format, args) in cases {
        let run = project.milepost(&[args, &["--json"]].concat());
        let value: Value =
            serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.text()));
        assert_eq!(value["format"], format!("milepost.{format}/1"), "{args:?}");
        assert_eq!(value["exit"], run.code.unwrap(), "{args:?}");
    }
}

#[test]
fn an_error_is_a_document_too() {
    let run = project().milepost(&["show", "nothing", "--json"]);
    let value: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(value["format"], "milepost.error/1");
    assert_eq!(value["exit"], 2);
    assert!(!value["hints"].as_array().unwrap().is_empty());
}

#[test]
fn the_stream_ends_with_the_report() {
    let project = project();
    let digest = project.digest("1");
    let run = project.milepost(&["verify", "1", "--allow-digest", &digest, "--reporter", "json"]);
    run.exits(1);
    let lines: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (report, events) = lines.split_last().unwrap();
    assert_eq!(report["format"], "milepost.verify/1");
    assert!(events.iter().all(|event| event["format"] == "milepost.event/1"));
    let count = |name: &str| events.iter().filter(|event| event["event"] == name).count();
    assert_eq!((count("planned"), count("started"), count("finished")), (1, 2, 2));
}

#[test]
fn a_mistake_in_the_command_line_is_a_document_too() {
    for args in [&["verify", "--bogus", "--json"][..], &["--json", "bogus"]] {
        let run = project().milepost(args);
        run.exits(2);
        let value: Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(value["format"], "milepost.error/1");
        assert!(value["message"].as_str().unwrap().contains("bogus"), "{value}");
    }
}

#[test]
fn signoff_without_an_item_lists_what_waits() {
    let project = Project::new(MILEPOST);
    let text = Milestone::new(1, "Signed")
        .section("Success Criteria", "- [ ] Somebody agrees\n- [ ] x: `test -d plan`")
        .text();
    project.write("plan/milestone-1-signed.md", text).commit("plan");
    let run = project.milepost(&["signoff", "1", "--json"]);
    run.exits(0);
    let value: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(value["waits"][0]["item"], "plan/1#success-criteria/somebody-agrees");
    assert_eq!(value["waits"].as_array().unwrap().len(), 1);
    project.milepost(&["signoff", "1"]).exits(0).says("Somebody agrees").says("--note");
    project.milepost(&["signoff", "1", "--note", "all of it"]).exits(2).says("name what");
}

//! What Git's history tells: work that nobody booked, and milestones that moved.

use milepost_testkit::Project;
use serde_json::{Value, json};

use crate::MILEPOST;

const DOCUMENT: &str = "plan/milestone-1-pay.md";

fn text(status: &str, effort: &str, tick: char) -> String {
    format!(
        "# Milestone 1: Pay\n\n## Overview\n\n**Risk Level**: 🟢 Low\n**Status**: {status}\n**Estimated Effort**: {effort}\n\n## Success Criteria\n\n- [{tick}] It works: `true`\n\n### Files to Modify\n\n- `src/pay.ts`\n"
    )
}

fn commit(project: &Project, at: &str, file: &str, message: &str) {
    project.write(file, at);
    project.git(&["add", "-A"]);
    let (author, committer) = (format!("GIT_AUTHOR_DATE={at}"), format!("GIT_COMMITTER_DATE={at}"));
    project.run("env", &[&author, &committer, "git", "commit", "-qm", message]).exits(0);
}

fn json(project: &Project, args: &[&str]) -> Value {
    let run = project.milepost_with(&[("TZ", "UTC")], &[args, &["--json"]].concat());
    serde_json::from_str(&run.exits(0).stdout).unwrap()
}

#[test]
fn commits_tell_of_work_that_is_not_booked() {
    let project = Project::new(MILEPOST);
    project.write(DOCUMENT, text("In Progress", "12 hours", ' '));
    commit(&project, "2026-05-04T07:00:00Z", "README.md", "Before");
    commit(&project, "2026-05-05T10:00:00Z", "src/pay.ts", "Pay by card");
    commit(&project, "2026-05-05T11:30:00Z", "src/pay.ts", "Pay by bill");
    commit(&project, "2026-05-06T10:00:00Z", "src/other.ts", "Something else");

    let found = json(&project, &["track", "suggest", "--since", "2026-05-05"]);
    let said = |at: usize, key: &str| found["suggestions"][at][key].clone();
    assert_eq!(
        (said(0, "day"), said(0, "minutes"), said(0, "by")),
        (json!("2026-05-05"), json!(120), json!("files"))
    );
    assert_eq!(said(0, "commits").as_array().unwrap().len(), 2);
    assert_eq!((said(1, "minutes"), said(1, "by")), (json!(30), json!("only-one")));
    assert_eq!(said(2, "day"), Value::Null, "{found}");

    // What is booked is not suggested again, and the command books the rest.
    project.milepost_with(&[("TZ", "UTC")], &["log", "45m", "1", "--on", "2026-05-05"]).exits(0);
    let rest = json(&project, &["track", "suggest", "--since", "2026-05-05"]);
    assert_eq!(
        (&rest["suggestions"][0]["minutes"], &rest["suggestions"][0]["booked"]),
        (&json!(75), &json!(45))
    );
    let command = rest["suggestions"][0]["command"].as_str().unwrap().to_owned();
    assert_eq!(command, "milepost log 1h15m plan/1 --on 2026-05-05");
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    project.milepost_with(&[("TZ", "UTC")], &words).exits(0);
    let after = json(&project, &["track", "suggest", "--since", "2026-05-05"]);
    assert_eq!(after["suggestions"][0]["day"], "2026-05-06", "{after}");
    project.milepost(&["track", "suggest"]).exits(0).says("no time that is not booked");
}

#[test]
fn status_says_what_moved_and_slipped_since_a_day() {
    let project = Project::new(MILEPOST);
    project.write("plan/milestone-2-ship.md", text("Planned", "4 hours", ' ').replace("1: Pay", "2: Ship"));
    project.write(DOCUMENT, text("Planned", "12 hours", ' '));
    commit(&project, "2026-05-04T07:00:00Z", "README.md", "Plans");
    project.write(DOCUMENT, text("In Progress", "20 hours", ' '));
    project.write("plan/milestone-3-new.md", text("Planned", "4 hours", ' ').replace("1: Pay", "3: New"));
    commit(&project, "2026-05-12T07:00:00Z", "README.md", "Begun");

    let moved = json(&project, &["status", "--since", "2026-05-05"])["movement"]["milestones"].clone();
    assert_eq!(moved.as_array().unwrap().len(), 2, "{moved}");
    assert_eq!(moved[0]["id"], "plan/1");
    assert_eq!(moved[0]["status"], json!(["planned", "in-progress"]));
    assert_eq!(moved[0]["slipped"], json!(["estimated at 20 h, was 12 h"]));
    assert_eq!((&moved[1]["id"], &moved[1]["state"]), (&json!("plan/3"), &json!("added")));

    project.milepost(&["status", "--since", "HEAD"]).exits(0).says("no milestone moved");
    project.milepost(&["status", "--since", "2026-05-01"]).exits(0).says("new");
    project.milepost(&["status", "--since", "v9"]).exits(2).says("names no commit");
    assert_eq!(json(&project, &["status"])["movement"], Value::Null);
}

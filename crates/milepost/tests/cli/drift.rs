//! Whether a plan still fits the project, and the work still fits the plan.

use milepost_testkit::{Milestone, Project};
use serde_json::{Value, json};

use crate::MILEPOST;

fn text(number: u32, modify: &str, create: &str) -> String {
    let files = format!(
        "\n## Scope & Deliverables\n\n### Out of Scope\n- The old till in `legacy/` (next year)\n\n## Technical Design\n\n\
         ### Code Changes\n\n#### Files to Modify\n- `{modify}`: better\n\n#### New Files to Create\n- `{create}`: new\n\n---\n"
    );
    let text = Milestone::new(number, "Till").section("Success Criteria", "- [ ] x: `test -d src`").text();
    text.replacen("\n---\n", &files, 1)
}

fn project() -> Project {
    let project = Project::new(MILEPOST);
    project.write("src/a.rs", "1\n").write("src/b.rs", "1\n").write("legacy/old.rs", "1\n");
    project.write("plan/milestone-1.md", text(1, "src/a.rs", "src/new.rs")).commit("plan");
    project
}

fn drift(project: &Project, id: &str) -> Value {
    let run = project.milepost(&["show", id, "--json"]);
    run.exits(0);
    serde_json::from_str::<Value>(&run.stdout).unwrap()["milestone"]["drift"].clone()
}

#[test]
fn files_that_changed_after_the_plan_are_shown() {
    let project = project();
    assert_eq!(drift(&project, "1")["plannedAt"], Value::Null);
    let planned = project.git(&["rev-parse", "HEAD"]);
    project.milepost(&["ready", "1", "--commit"]).exits(0);
    assert_eq!(drift(&project, "1")["plannedAt"], planned.trim());
    assert_eq!(drift(&project, "1")["changed"], json!([]));
    project.write("src/a.rs", "2\n").write("src/b.rs", "2\n").commit("meanwhile");
    assert_eq!(drift(&project, "1")["changed"], json!(["src/a.rs"]));
    project.milepost(&["status"]).says("changed since it was planned: src/a.rs");
    project.milepost(&["ledger", "log", "--kind", "plan-stamp"]).exits(0).says("plan/1 planned at");
    let digest = project.digest("1");
    project.milepost(&["start", "1", "--allow-digest", &digest, "--commit"]).exits(0);
    project.write("src/a.rs", "3\n").commit("the work itself");
    let found = drift(&project, "1");
    assert_eq!(found["changed"], json!(["src/a.rs"]), "what the work changes is no drift: {found:#}");
    assert_eq!(found["plannedAt"], planned.trim(), "`start` keeps the stamp of `ready`");
}

#[test]
fn the_work_is_compared_with_the_plan() {
    let project = project();
    let digest = project.digest("1");
    project.milepost(&["start", "1", "--allow-digest", &digest, "--commit"]).exits(0);
    let begun = drift(&project, "1");
    assert_eq!((&begun["untouched"], &begun["notCreated"]), (&json!(["src/a.rs"]), &json!(["src/new.rs"])));
    assert_eq!((&begun["unplanned"], &begun["outOfScope"]), (&json!([]), &json!([])));
    project.write("src/a.rs", "2\n").write("src/b.rs", "2\n").write("legacy/old.rs", "2\n");
    project.write("src/new.rs", "1\n").commit("work");
    let done = drift(&project, "1");
    assert_eq!((&done["untouched"], &done["notCreated"]), (&json!([]), &json!([])), "{done:#}");
    assert_eq!((&done["unplanned"], &done["outOfScope"]), (&json!(["src/b.rs"]), &json!(["legacy/old.rs"])));
    let status = project.milepost(&["status"]);
    status
        .says("touched, and out of its scope: legacy/old.rs")
        .says("touched, and not in its plan: src/b.rs");
}

#[test]
fn open_milestones_that_touch_the_same_files_are_shown_unless_one_waits_for_the_other() {
    let project = project();
    project.write("plan/milestone-2.md", text(2, "src/*.rs", "x.rs")).commit("two");
    assert_eq!(drift(&project, "1")["shared"], json!([]), "both are only planned");
    project.milepost(&["ready", "1", "--commit"]).exits(0);
    let shared = json!([{ "path": "src/a.rs", "with": ["plan/2"] }]);
    assert_eq!(drift(&project, "1")["shared"], shared);
    project.milepost(&["status"]).says("src/a.rs is in the plan of plan/2 too");
    project.replace("plan/milestone-2.md", "2 hours", "2 hours\n**Depends on**: M1");
    assert_eq!(drift(&project, "1")["shared"], json!([]));
}
